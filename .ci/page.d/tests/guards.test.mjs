// Every kind of guard, of the page's own surface and of another one that it calls.
import { TOKEN, assert, answerText, announced, call, fillRequired, onSite, openRow, sites, status } from '../kit.mjs';

const PASSWORD = { httpCredentials: { username: 'page', password: TOKEN } };
const boxOf = (page, kind) => openRow(page, `rest/guards-${kind}/get-${kind}`);

async function callOf(page, kind) {
  const box = await boxOf(page, kind);
  await fillRequired(box);
  await call(box);
  return box;
}

const giveToken = async (page, field) => {
  await field.fill(TOKEN);
  await field.press('Enter');
  await announced(page, 'Token set');
};

onSite('guards', 'a key in the query is asked for, and sent in the query', async (page, base) => {
  await page.goto(base);
  const refused = await callOf(page, 'query');
  assert.match(await status(refused), /^401/);
  await refused.getByRole('link', { name: 'Give a token' }).click();
  await giveToken(page, page.locator('.token[data-surface="guards-query"]'));
  const box = await callOf(page, 'query');
  assert.match(await status(box), /^200/);
  await box.getByRole('tab', { name: 'Request as sent' }).click();
  assert.ok(!(await page.content()).includes(TOKEN));
});

onSite('guards', 'a name and a password are asked for by the browser', PASSWORD, async (page, base) => {
  await page.goto(base);
  for (const kind of ['basic', 'digest']) {
    const box = await callOf(page, kind);
    assert.match(await status(box), /^200/, kind);
    assert.match(await answerText(box), /"n": ?1/, kind);
  }
});

onSite('guards', 'what is refused says what the guard wants', { httpCredentials: { username: 'page', password: 'wrong' } }, async (page, base) => {
  await page.goto(base);
  for (const [kind, words] of [['basic', /asks for a name and a password/], ['digest', /asks for a name and a password/], ['cookie', /asks for the cookie page-key/]]) {
    const box = await callOf(page, kind);
    assert.match(await status(box), /^401/, kind);
    assert.match(await box.locator('.notice').textContent(), words, kind);
    assert.equal(await box.getByRole('link', { name: 'Give a token' }).count(), 0, kind);
  }
});

onSite('guards', 'a cookie of this host opens the surface that asks for it', async (page, base, { context }) => {
  await context.addCookies([{ name: 'page-key', value: TOKEN, url: base }]);
  await page.goto(base);
  assert.match(await status(await callOf(page, 'cookie')), /^200/);
});

onSite('guards-query', 'a closed page takes a key for the query', { noisy: true }, async (page, base) => {
  await page.goto(base);
  assert.match(await page.locator('h1').textContent(), /asks for a key/);
  await page.locator('.token').fill(TOKEN);
  await page.locator('.token').press('Enter');
  await page.locator('#x-filter').waitFor();
  assert.match(await status(await callOf(page, 'query')), /^200/);
  assert.ok(!page.url().includes(TOKEN));
});

onSite('guards-cookie', 'a closed page names the cookie and has no field for it', { noisy: true }, async (page, base, { context }) => {
  await page.goto(base);
  assert.match(await page.locator('main').textContent(), /send the cookie page-key by themselves/);
  assert.equal(await page.locator('.token').count(), 0);
  await context.addCookies([{ name: 'page-key', value: TOKEN, url: base }]);
  await page.reload();
  assert.match(await status(await callOf(page, 'cookie')), /^200/);
});

for (const kind of ['basic', 'digest']) {
  onSite(`guards-${kind}`, 'a page opens with the browser\'s own question', PASSWORD, async (page, base) => {
    await page.goto(base);
    await page.locator('#x-filter').waitFor();
    assert.match(await status(await callOf(page, kind)), /^200/);
    assert.match(await status(await callOf(page, 'open')), /^200/);
  });
  onSite(`guards-${kind}`, 'a page stays closed without the password', async (page, base) => {
    const answer = await fetch(base, { headers: { accept: 'text/html' } });
    assert.equal(answer.status, 401);
    assert.match(answer.headers.get('www-authenticate'), new RegExp(`^${kind} `, 'i'));
    assert.ok(!/guards|behind/i.test(await answer.text()));
  });
}

onSite('guards', 'a foreign password is not sent to surfaces that ask for none', PASSWORD, async (page, base) => {
  const sent = [];
  page.on('request', async (request) => { if (request.url().startsWith(`${base}/answers`)) sent.push(await request.allHeaders()); });
  await page.goto(base);
  await callOf(page, 'open');
  assert.equal(sent.length, 1);
  assert.equal(sent[0].authorization, undefined);
  assert.equal(Object.keys(sites).filter((name) => name.startsWith('guards')).length, 5);
});
