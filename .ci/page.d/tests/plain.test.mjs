// 3. Without script everything can be read, deep links open their row, and a GET can be sent.
import { execFileSync } from 'node:child_process';
import { assert, onSite } from '../kit.mjs';

// The arguments that `sh` gives to curl.
function shellArguments(line) {
  const script = 'curl() { printf "%s\\0" "$@"; }\nTOKEN=secret\n';
  return execFileSync('sh', ['-c', script + line]).toString().split('\0').slice(0, -1);
}

for (const site of ['seed', 'kinds', 'hostile']) {
  onSite(site, 'without script: a shell reads the curl lines as they are meant', { script: false }, async (page, base) => {
    await page.goto(base);
    const lines = await page.locator('[data-tab=curl] code').allTextContents();
    assert.ok(lines.length >= 4);
    for (const line of lines) {
      const found = shellArguments(line);
      assert.equal(found.filter((one) => /^http:\/\/127\.0\.0\.1:\d+\//.test(one)).length, 1, line);
      const body = found[found.indexOf('-d') + 1];
      if (found.includes('-d')) JSON.parse(body);
      const known = ['-X', '-H', '-d', '-b', '-I'];
      const options = found.filter((one) => one.startsWith('-'));
      assert.ok(options.every((one) => known.includes(one)), line);
    }
  });
}

onSite('seed', 'without script: deep link, texts, spec, native form', { script: false }, async (page, base) => {
  await page.goto(`${base}/#tools/create-training-job`);
  const row = page.locator('ul.rows > li > details[open]');
  assert.equal(await row.count(), 1);
  assert.match(await row.textContent(), /create-training-job/);
  const text = await page.locator('body').innerText();
  const whole = await page.locator('body').textContent();
  for (const sentence of ['Create training job', 'The page number for pagination.', 'The ID of the training job.', 'Request body (JSON).']) assert.ok(whole.includes(sentence), sentence);
  const spec = await (await page.request.get(`${base}/-/spec`)).text();
  const lines = await page.locator('pre.spec').textContent();
  assert.equal(lines.trim(), spec.trim());
  assert.match(whole, /curl -X POST/);
  assert.ok(!/Filter|As JSON/.test(text), 'nothing that needs script is shown');
  await page.goto(`${base}/#L34`);
  const mark = await page.locator('#L34').evaluate((line) => getComputedStyle(line).backgroundColor);
  assert.notEqual(mark, 'rgba(0, 0, 0, 0)');
});

onSite('seed', 'without script: a GET without path is sent by its form', { script: false }, async (page, base) => {
  await page.goto(`${base}/#rest/listtrainingjobs`);
  const form = page.locator('[id="rest/listtrainingjobs"] form.native');
  await form.locator('input[name=page]').fill('2');
  const [response] = await Promise.all([page.waitForResponse(/forge\/training\/jobs/), form.locator('button').click()]);
  assert.equal(response.status(), 200);
  const body = await response.json();
  assert.equal(body.query, 'page=2');
});

onSite('seed', 'an entry is a page of its own', { script: false }, async (page, base) => {
  await page.goto(`${base}/-/page/rest/gettrainingjob`);
  assert.match(await page.locator('h1').textContent(), /GET.*job-id/);
  assert.match(await page.locator('.entry').innerText(), /The ID of the training job/);
  await page.locator('header a').click();
  assert.equal(new URL(page.url()).hash, '#rest/gettrainingjob');
});

onSite('seed', 'an entry of its own has its form', async (page, base) => {
  await page.goto(`${base}/-/page/rest/gettrainingjob`);
  await page.locator('.form input').fill('a');
  await page.locator('.form input').press('Control+Enter');
  await page.locator('.answer .line strong').waitFor();
  assert.match(await page.locator('.answer .line').textContent(), /^200/);
});
