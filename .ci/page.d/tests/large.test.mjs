// 4. Speed and size with 740 operations and 100 tools, and with types that refer to each other.
import { assert, ids, onSite, openRow } from '../kit.mjs';

const nodes = (page) => page.evaluate(() => document.querySelectorAll('*').length);

// Milliseconds from a key in the filter to the frame after it.
const stroke = (page, key) => page.evaluate((pressed) => new Promise((resolve) => {
  const input = document.querySelector('#x-filter');
  const began = performance.now();
  input.value = pressed === 'Backspace' ? input.value.slice(0, -1) : input.value + pressed;
  input.dispatchEvent(new Event('input', { bubbles: true }));
  requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => resolve(performance.now() - began);
    channel.port2.postMessage(0);
  });
}), key);

onSite('many', 'first form under a second, keystrokes under 100 ms, under 20,000 nodes', async (page, base) => {
  await page.goto(base); // Once, so that the server has made its texts.
  const times = [];
  for (let round = 0; round < 5; round += 1) {
    const began = Date.now();
    await page.goto(`${base}/?${round}#rest/get-job-22`);
    await page.locator('[id="rest/get-job-22"] .form button.primary').waitFor();
    times.push(Date.now() - began);
  }
  // The best of three rounds, since others may use the machine.
  const keys = [...'vector 7', ...Array(8).fill('Backspace'), ...'create', ...Array(6).fill('Backspace'), 'e', 'Backspace'];
  const strokes = keys.map(() => Infinity);
  await page.locator('#x-filter').focus();
  for (let round = 0; round < 3; round += 1) {
    for (const [index, key] of keys.entries()) strokes[index] = Math.min(strokes[index], await stroke(page, key));
  }
  const count = await nodes(page);
  console.log(`first form ${times.join(', ')} ms; keystrokes up to ${Math.round(Math.max(...strokes))} ms; ${count} nodes`);
  assert.ok(Math.min(...times) < 1000, `first form after ${times} ms`);
  assert.ok(Math.max(...strokes) < 100, `keystrokes: ${strokes.map(Math.round)} ms`);
  assert.ok(count < 20_000, `${count} nodes`);
});

onSite('many', 'the filter counts, shows steps, and says when nothing matches', async (page, base) => {
  await page.goto(base);
  await page.locator('#x-filter').fill('vector 73');
  assert.match(await page.locator('.matches').textContent(), /^\d+ of 840$/);
  assert.equal(await page.locator('#spec').isVisible(), false);
  await page.locator('#x-filter').fill('e');
  const visible = () => page.locator('ul.rows > li:not([hidden])').count();
  assert.equal(await visible(), 240);
  await page.locator('.more button').click();
  assert.equal(await visible(), 480);
  await page.locator('#x-filter').fill('nothing has this');
  assert.ok(await page.locator('.nothing').isVisible());
  await page.locator('.nothing button').click();
  assert.equal(await visible(), 840);
});

onSite('many', 'a link to what the filter hides shows it again', async (page, base) => {
  await page.goto(base);
  await page.locator('#x-filter').fill('vector 70');
  await page.locator('nav a[href="#connect"]').click();
  assert.ok(await page.locator('#connect').isVisible());
  assert.equal(await page.inputValue('#x-filter'), '');
});

onSite('many', 'a row beyond the first 96 is read when it opens', async (page, base) => {
  await page.goto(base);
  const id = (await ids(page, 'rest')).at(-1);
  const box = await openRow(page, id);
  assert.ok(await box.locator('.part.request').isVisible());
  assert.equal(await box.locator('h5.part-name').count(), 4);
});

onSite('circles', 'types in circles stay small', async (page, base) => {
  await page.goto(base);
  await openRow(page, 'tools/turn');
  for (let round = 0; round < 3; round += 1) {
    const adds = page.locator('.form').getByRole('button', { name: 'Add', exact: true });
    if (await adds.count()) await adds.first().click();
  }
  assert.ok(await nodes(page) < 20_000, `${await nodes(page)} nodes`);
});
