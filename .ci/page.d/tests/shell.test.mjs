// 9. The shell: size, no word of a document, headers of every part; the console stays empty in every test.
import zlib from 'node:zlib';
import { assert, onSite } from '../kit.mjs';

const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

onSite('seed', 'sizes and headers of the shell', async (page, base) => {
  const answer = await page.goto(base);
  const html = await answer.text();
  const files = {};
  for (const name of ['page.css', 'page.js', 'icon.svg']) {
    const path = new RegExp(`"(/-/${name.replace('.', '\\.')}[^"]*)"`).exec(html)[1];
    const response = await page.request.get(base + path);
    assert.match(response.headers()['cache-control'] ?? '', /immutable/, name);
    files[name] = await response.text();
  }
  const packed = (text) => zlib.gzipSync(text, { level: 9 }).length;
  const frame = html.replace(/<main[^]*<\/main>/, '').replace(/<nav[^]*<\/nav>/, '');
  const sizes = { html: packed(frame), css: packed(files['page.css']), script: packed(files['page.js']), icon: packed(files['icon.svg']) };
  console.log(`gzip: ${JSON.stringify(sizes)}, whole page ${packed(html)}`);
  assert.ok(sizes.html < 4096 && sizes.css < 8192, JSON.stringify(sizes));
  assert.ok(Object.values(sizes).reduce((sum, one) => sum + one) < 60 * 1024);
  const shell = Object.values(files).join('\n').toLowerCase();
  for (const word of ['forge', 'training', 'mistral', 'job']) assert.ok(!new RegExp(`\\b${word}s?\\b`).test(shell), word);
  const headers = answer.headers();
  assert.equal(headers['content-security-policy'], POLICY);
  assert.equal(headers['x-content-type-options'], 'nosniff');
  assert.equal(headers['referrer-policy'], 'no-referrer');
  assert.equal(headers['cross-origin-opener-policy'], 'same-origin');
  assert.equal(headers['cross-origin-resource-policy'], 'same-origin');
  assert.match(headers.vary ?? '', /accept/i);
  assert.ok(!/<[^>]+\s(style|on\w+)=/i.test(html) && !/<style|<script>/i.test(html), 'nothing inline');
});

onSite('live', 'without mock mode no word of it is shown', async (page, base) => {
  await page.goto(base);
  await page.locator('#x-filter').waitFor();
  assert.equal(await page.locator('.mock').first().isVisible(), false);
  assert.equal(await page.locator('aside').isVisible(), false);
  assert.match(await page.locator('.facts').textContent(), /MISTRAL_AI_API_KEY, set/);
});

onSite('seed', 'the state is shown, and a binary that is gone is told', { noisy: true }, async (page, base) => {
  await page.goto(base);
  await page.waitForTimeout(500);
  const cells = await page.locator('table.surfaces tbody tr').first().locator('td').allTextContents();
  assert.equal(cells[0], 'up');
  assert.match(cells[3], /^[\d,]+$/);
  await page.route('**/-/state', (route) => route.abort());
  await page.locator('aside .gone').waitFor({ timeout: 8000 });
  assert.match(await page.locator('aside .gone').textContent(), /^This binary does not answer\. Last seen \d\d:\d\d:\d\d\.$/);
  await page.unroute('**/-/state');
  await page.locator('aside .gone').waitFor({ state: 'detached', timeout: 8000 });
});

onSite('seed', 'lines of the document are marked', async (page, base) => {
  await page.goto(`${base}/#L34-L36`);
  await page.locator('#L34.marked').waitFor();
  assert.equal(await page.locator('.spec .marked').count(), 3);
  await page.locator('.line-number').fill('40');
  await page.locator('.line-number').press('Enter');
  await page.locator('#L40.marked').waitFor();
  assert.equal(new URL(page.url()).hash, '#L40');
});
