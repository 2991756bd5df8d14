// 2. The keyboard: Tab stops, the filter, rows, sending, tabs; focus is never hidden by the header.
import fs from 'node:fs';
import { announced, answered, assert, onSite } from '../kit.mjs';

const golden = new URL('../tab-stops.txt', import.meta.url);

const focused = (page) => page.evaluate(() => {
  const element = document.activeElement;
  const rect = element.getBoundingClientRect();
  const header = document.querySelector('header').getBoundingClientRect();
  const inHeader = element.closest('header, .skip');
  const name = (element.getAttribute('aria-label') ?? element.textContent.trim().replace(/\s+/g, ' ')).slice(0, 60) || element.placeholder || element.id;
  return { name: `${element.localName} ${name}`, covered: !inHeader && rect.bottom > 0 && rect.top < header.bottom - 1 && getComputedStyle(document.querySelector('header')).position === 'sticky' };
});

onSite('seed', 'Tab goes in reading order, and nothing is covered', async (page, base) => {
  await page.goto(base);
  await page.locator('#x-filter').waitFor();
  await page.waitForTimeout(500);
  const stops = [];
  for (let count = 0; count < 200; count += 1) {
    await page.keyboard.press('Tab');
    const { name, covered } = await focused(page);
    if (name.startsWith('body') || name.startsWith('html')) break;
    assert.equal(covered, false, `covered: ${name}`);
    // How many traces there are depends on what was called before.
    if (await page.evaluate(() => document.activeElement.closest('#traces') !== null)) continue;
    stops.push(name.replace(/127\.0\.0\.1:\d+/g, 'HOST').replace(/(Traces) \d+/, '$1'));
  }
  const found = `${stops.join('\n')}\n`;
  if (process.env.UPDATE_GOLDEN) fs.writeFileSync(golden, found);
  assert.equal(found, fs.readFileSync(golden, 'utf8'));
});

onSite('seed', 'filter, rows, form, sending and tabs by keys alone', async (page, base) => {
  await page.goto(base);
  await page.locator('#x-filter').waitFor();
  await page.keyboard.press('/');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'x-filter');
  await page.keyboard.type('get');
  await announced(page, /^3 of 8 match$/);
  await page.keyboard.press('ArrowDown');
  assert.match((await focused(page)).name, /^summary GET .*listtrainingj/);
  await page.keyboard.press('ArrowUp');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'x-filter');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  assert.match((await focused(page)).name, /^summary GET .*gettra/);
  await page.keyboard.press('Enter');
  const box = page.locator('[id="rest/gettrainingjob"]');
  await box.locator('.form').waitFor();
  assert.match((await focused(page)).name, /^summary/, 'a row keeps the focus when it opens');
  assert.equal(new URL(page.url()).hash, '#rest/gettrainingjob');
  // Sending without what is required goes to the field.
  await page.keyboard.press('Tab');
  await page.keyboard.press('Control+Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Control+Enter');
  assert.equal(await box.locator('[aria-invalid]').count(), 1);
  assert.match(await box.locator('.error:not([hidden])').textContent(), /^Required/);
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('aria-invalid')), 'true');
  await page.keyboard.type('job/17');
  await page.keyboard.press('Control+Enter');
  await answered(box);
  await announced(page, /^200 OK, \d+ milliseconds?, \d/);
  assert.equal((await focused(page)).name.startsWith('input'), true, 'an answer moves no focus');
  await box.locator('.answer [role=tab]').first().focus();
  await page.keyboard.press('ArrowRight');
  assert.match((await focused(page)).name, /^button Headers/);
  await page.keyboard.press('End');
  assert.match((await focused(page)).name, /^button Request as sent/);
  await page.keyboard.press('Home');
  assert.match((await focused(page)).name, /^button Body/);
  await page.keyboard.press('/');
  await page.keyboard.press('Escape');
  assert.equal(await page.inputValue('#x-filter'), '');
});

onSite('seed', 'the single key can be switched off', async (page, base) => {
  await page.goto(base);
  await page.locator('#x-keys').uncheck();
  await page.keyboard.press('/');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'x-keys');
});
