// What the tests share: the sites under test, and a browser that keeps account of what goes wrong.
//
// PAGE_SITES is JSON: the base URL of each document's page, such as {"seed": "http://127.0.0.1:8080"}.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';

export { assert, test };

export const sites = JSON.parse(process.env.PAGE_SITES ?? '{}');
export const TOKEN = process.env.PAGE_TOKEN ?? 'a-token-of-the-tests';

const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export const launch = () => chromium.launch({ executablePath: '/usr/bin/chromium', args: ARGUMENTS });

// A test of one site; it is skipped where that site is not served.
export function onSite(site, title, options, body) {
  if (typeof options === 'function') [options, body] = [{}, options];
  test(`${site}: ${title}`, { skip: sites[site] ? false : `no site ${site}`, timeout: 120_000 }, async () => {
    const browser = await launch();
    try {
      const opened = await open(browser, options);
      await body(opened.page, sites[site], opened);
      if (!options.noisy) assert.deepEqual(opened.problems, []);
    } finally {
      await browser.close();
    }
  });
}

// A page with its problems: errors of scripts and of the console, dialogs, requests to elsewhere.
export async function open(browser, { width = 1440, height = 1000, dark = false, script = true, ...more } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: dark ? 'dark' : 'light', javaScriptEnabled: script, ...more });
  const page = await context.newPage();
  const problems = [];
  page.on('pageerror', (error) => problems.push(`error: ${error.stack}`));
  page.on('dialog', (dialog) => { problems.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on('console', (message) => {
    const refused = /Failed to load resource: the server responded with a status of/.test(message.text());
    if (message.type() === 'error' && !refused) problems.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    const { hostname, protocol } = new URL(request.url());
    if (/^https?:$/.test(protocol) && hostname !== '127.0.0.1') problems.push(`request: ${request.url()}`);
  });
  return { page, context, problems };
}

// The box of an entry, opened and with its form.
export async function openRow(page, id) {
  const box = page.locator(`[id="${id}"]`);
  const row = page.locator('ul.rows > li > details', { has: box });
  if (!(await row.evaluate((details) => details.open))) await row.locator(':scope > summary').click();
  await box.locator('.form, .tabbed').first().waitFor();
  return box;
}

export const ids = (page, kind) =>
  page.locator(`ul.rows div.entry[id^="${kind}/"]`).evaluateAll((boxes) => boxes.map((box) => box.id));

// Sends the form of an entry and waits for its answer.
export async function call(box) {
  const surely = box.locator('.sure input');
  if (await surely.count()) await surely.check();
  await box.locator('button.primary').click();
  await answered(box);
}

export const answered = (box) => box.locator('.answer:not([aria-busy]) .line strong').waitFor();
export const status = (box) => box.locator('.answer .line strong').textContent();
export const answerText = (box) => box.locator('.answer .panel:not(.off) code').first().textContent();

// Fills what is required of a form with something that fits.
export async function fillRequired(box) {
  for (const field of await box.locator('.fields .typed[aria-required=true]').all()) {
    const tag = await field.evaluate((element) => element.localName);
    const described = await field.evaluate((element) => element.getAttribute('aria-describedby').split(' ').map((id) => document.getElementById(id).textContent).join(' '));
    if (tag === 'select') await field.selectOption({ index: 1 });
    else if (tag === 'textarea') await field.fill(/list/.test(described) ? '[]' : '{"a": 1}');
    else if (/uuid/.test(described)) await field.fill('7d1f0f9e-2f0a-4a8e-8c57-3f1f6c0b9a11');
    else if (/integer|number/.test(described)) await field.fill('7');
    else await field.fill('a1');
  }
}

export const announced = (page, text) =>
  page.locator('#x-status', { hasText: text }).waitFor({ state: 'attached', timeout: 5000 });
