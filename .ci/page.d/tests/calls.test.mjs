// 8. Calls: each operation and tool of the seed; numbers, large answers, waiting, streams, tokens.
import { TOKEN, announced, answerText, answered, assert, call, fillRequired, ids, onSite, openRow, status } from '../kit.mjs';

for (const site of ['seed', 'mcp']) onSite(site, 'each operation and each tool is called', async (page, base) => {
  await page.goto(base);
  await page.waitForTimeout(300); // Until the state says which surface is here.
  const all = [...await ids(page, 'rest'), ...await ids(page, 'tools')];
  assert.equal(all.length, 8);
  for (const id of all) {
    const box = await openRow(page, id);
    await fillRequired(box);
    await call(box);
    assert.match(await status(box), id.startsWith('rest/') ? /^200 OK$/ : /^200 OK, result$/, id);
    assert.match(await answerText(box), /"path": "\/forge\/training\/jobs/, id);
  }
});

onSite('seed', 'integers of 64 bits survive in form, snippet and answer', async (page, base) => {
  await page.goto(base);
  const box = await openRow(page, 'rest/listtrainingjobs');
  await box.locator('input').first().fill('9007199254740993');
  await call(box);
  assert.match(await answerText(box), /page=9007199254740993/);
  assert.match(await box.locator('[data-tab=curl] code').textContent(), /page=9007199254740993/);
  const tool = await openRow(page, 'tools/create-training-job');
  await tool.locator('textarea').fill('{"n": 9223372036854775807, "x": 1.10}');
  await call(tool);
  assert.match(await answerText(tool), /9223372036854775807/);
  assert.match(await answerText(tool), /1\.10/);
});

onSite('seed', 'the whole input as JSON, and back', async (page, base) => {
  await page.goto(base);
  const box = await openRow(page, 'rest/listtrainingjobs');
  await box.locator('input').first().fill('2');
  const toggle = box.getByRole('button', { name: 'As JSON' });
  await toggle.click();
  const area = box.locator('.form > textarea');
  assert.equal(await area.inputValue(), '{\n  "page": 2\n}');
  await area.fill('{"page": 3, "pages": 4}');
  await toggle.click();
  assert.match(await box.locator('.form > .error').textContent(), /no field for `pages`/);
  await area.fill('{"page": 3');
  await toggle.click();
  assert.match(await box.locator('.form > .error').textContent(), /^No JSON\. Line 1, column 11/);
  await area.fill('{"page": 12345678901234567890}');
  await toggle.click();
  assert.equal(await box.locator('input').first().inputValue(), '12345678901234567890');
});

onSite('seed', 'an answer leads to its trace', async (page, base) => {
  await page.goto(base);
  await page.locator('#traces').waitFor();
  const box = await openRow(page, 'tools/list-training-jobs');
  await call(box);
  await box.locator('.answer .line a').click();
  await page.locator('.waterfall tbody tr').first().waitFor();
  const spans = await page.locator('.waterfall tbody th').allTextContents();
  assert.ok(spans.some((name) => name.includes('list-training-jobs')), `${spans}`);
  assert.ok(spans.length >= 2, `${spans}`);
  assert.equal(await page.locator('.waterfall svg').count(), spans.length);
});

const ofKinds = async (page, name) => openRow(page, (await ids(page, 'rest')).find((id) => id.endsWith(`/${name}`)));

onSite('kinds', 'the form sends what is in it', async (page, base) => {
  await page.goto(base);
  const box = await ofKinds(page, 'change');
  const field = (name) => box.getByLabel(name, { exact: true }).or(box.getByLabel(`${name} *`, { exact: true })).first();
  await field('dataset_id').fill('7d1f0f9e-2f0a-4a8e-8c57-3f1f6c0b9a11');
  await field('ratio').fill('1.5');
  await box.locator('button.primary').click();
  assert.equal(await box.locator('.error:not([hidden])').first().textContent(), 'At most 1.');
  await field('ratio').fill('0.50');
  await field('count').fill('9223372036854775807');
  await field('public').selectOption({ label: 'false' });
  await box.locator('button.primary').click();
  await answered(box);
  const sent = JSON.parse(JSON.parse(await answerText(box)).body);
  assert.equal(sent.public, false);
  const text = await answerText(box);
  assert.match(text, /9223372036854775807/);
  assert.match(text, /0\.50/);
});

onSite('kinds', 'numbers of an answer are as they came', async (page, base) => {
  await page.goto(base);
  const box = await ofKinds(page, 'numbers');
  await call(box);
  const text = await answerText(box);
  for (const number of ['9223372036854775807', '0.1000000000000000055511151231257827', '1e400', '-0']) assert.ok(text.includes(number), number);
});

onSite('kinds', 'a large answer is cut, and downloaded whole', async (page, base) => {
  await page.goto(base);
  const box = await ofKinds(page, 'large');
  const began = Date.now();
  await call(box);
  assert.ok(Date.now() - began < 5000);
  assert.match(await box.locator('.panel .notice').textContent(), /The first 64 KiB of 1\.\d MB/);
  const [download] = await Promise.all([page.waitForEvent('download'), box.getByRole('button', { name: 'Download the answer' }).click()]);
  const { size } = (await import('node:fs')).statSync(await download.path());
  assert.ok(size > 1_000_000, `${size}`);
});

onSite('kinds', 'waiting is told and can be cancelled', async (page, base) => {
  await page.goto(base);
  const box = await ofKinds(page, 'slow');
  await box.locator('button.primary').click();
  await box.getByText(/^Waiting \d/).waitFor();
  assert.equal(await box.locator('.answer').getAttribute('aria-busy'), 'true');
  await box.getByRole('button', { name: 'Cancel' }).click();
  await answered(box);
  assert.equal(await status(box), 'Cancelled');
  await box.locator('button.primary').click();
  await answered(box);
  assert.match(await status(box), /^200/);
});

onSite('kinds', 'an event stream is shown as it comes, and stopped', async (page, base) => {
  await page.goto(base);
  const box = await ofKinds(page, 'events');
  await box.locator('button.primary').click();
  await box.locator('.answer code', { hasText: '{"count":3}' }).waitFor();
  await box.getByRole('button', { name: 'Stop' }).click();
  await announced(page, 'Stopped');
});

onSite('kinds', 'other answers: problem, HTML as text, media as a download', async (page, base) => {
  await page.goto(base);
  const problem = await ofKinds(page, 'problem');
  await call(problem);
  assert.match(await status(problem), /^409/);
  assert.match(await problem.locator('.notice').first().textContent(), /Somebody else changed it/);
  const html = await ofKinds(page, 'html');
  await call(html);
  assert.match(await answerText(html), /<!DOCTYPE html>/);
  const image = await ofKinds(page, 'image');
  await call(image);
  assert.match(await image.locator('.answer .panel').first().textContent(), /image\/png, \d+ bytes/);
  const destroy = await openRow(page, 'tools/destroy');
  await destroy.locator('button.primary').click();
  assert.equal(await destroy.locator('.error:not([hidden])').textContent(), 'Tick the box first.');
  await call(destroy);
  assert.match(await status(destroy), /^200 OK, /);
});

onSite('kinds', 'prompts and resources', async (page, base) => {
  await page.goto(base);
  const prompt = await openRow(page, 'prompts/explain');
  await fillRequired(prompt);
  await call(prompt);
  assert.match(await answerText(prompt), /Explain a1\./);
  const resource = await openRow(page, 'resources/answer');
  await call(resource);
  assert.match(await answerText(resource), /"n": ?1/);
});

onSite('kinds', 'a guard refuses, and a token opens; it is in no snippet, address or store', async (page, base) => {
  await page.goto(base);
  const box = await ofKinds(page, 'closed');
  await call(box);
  assert.match(await status(box), /^401/);
  await box.getByRole('link', { name: 'Give a token' }).click();
  assert.equal(await page.evaluate(() => document.activeElement.className), 'token');
  await page.keyboard.type(TOKEN);
  await page.keyboard.press('Enter');
  await announced(page, 'Token set');
  assert.match(await page.locator('.set:visible').textContent(), new RegExp(`^set, ${TOKEN.length} characters$`));
  await call(box);
  assert.match(await status(box), /^200/);
  await box.getByRole('tab', { name: 'Request as sent' }).click();
  const everywhere = await page.evaluate(() => [document.documentElement.outerHTML, location.href, JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }), document.cookie, ...[...document.querySelectorAll('input')].map(({ value }) => value), ...[...document.querySelectorAll('code')].map(({ original }) => original ?? '')].join('\n'));
  assert.ok(!everywhere.includes(TOKEN));
  assert.match(everywhere, /\$TOKEN/);
  await page.getByRole('button', { name: /^Forget/ }).click();
  await announced(page, 'Token forgotten');
  await call(box);
  assert.match(await status(box), /^401/);
});

onSite('kinds', 'a token goes to its own surface only, in the header of its guard', async (page, base) => {
  await page.goto(base);
  const headers = [];
  page.on('request', async (request) => { if (/\/-\/to\//.test(request.url())) headers.push([request.url(), await request.allHeaders()]); });
  await page.locator('.tokens summary').click();
  const field = page.locator('.token[data-surface="kinds-key"]');
  await field.fill(TOKEN);
  await field.press('Enter');
  await announced(page, 'Token set');
  const keyed = await ofKinds(page, 'keyed');
  assert.match(await keyed.locator('[data-tab=curl] code').textContent(), /-H 'x-page-key: '"\$TOKEN"/);
  await call(keyed);
  assert.match(await status(keyed), /^200/);
  const closed = await ofKinds(page, 'closed');
  await call(closed);
  assert.match(await status(closed), /^401/);
  assert.ok(headers.some(([url, sent]) => url.includes('kinds-key') && sent['x-page-key'] === TOKEN));
  assert.ok(headers.filter(([url]) => !url.includes('kinds-key')).every(([, sent]) => !Object.values(sent).some((value) => value.includes(TOKEN))));
});

onSite('closed', 'a closed page has no word of the document, and opens with a token', { noisy: true }, async (page, base) => {
  await page.goto(base);
  const closed = await page.content();
  assert.ok(!/kinds|dataset|answer behind/i.test(closed.replace(/\s+/g, ' ')));
  await page.locator('.token').fill('wrong');
  await page.keyboard.press('Enter');
  await page.locator('.error[role=alert]').waitFor();
  await page.locator('.token').fill(TOKEN);
  await page.keyboard.press('Enter');
  await page.locator('#x-filter').waitFor();
  assert.match(await page.locator('h1').textContent(), /Kinds of inputs/);
  const box = await ofKinds(page, 'closed');
  await call(box);
  assert.match(await status(box), /^200/);
});
