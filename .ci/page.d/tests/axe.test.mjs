// 1. axe-core, WCAG 2.2 AA and best practice, in both themes, wide and narrow.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { assert, call, fillRequired, ids, onSite, openRow } from '../kit.mjs';

const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

// axe is given by the debugger, which the page's policy does not bind.
async function violations(page) {
  await page.evaluate(axe);
  const { violations: found } = await page.evaluate((tags) => globalThis.axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] }), TAGS);
  return found.flatMap(({ id, nodes }) => nodes.slice(0, 5).map((node) => `${id}: ${node.html.slice(0, 160)} (${node.failureSummary.split('\n')[1]?.trim().slice(0, 120)})`));
}

const LOOKS = [{ dark: false, width: 1440 }, { dark: true, width: 1440 }, { dark: false, width: 360 }, { dark: true, width: 360 }];
const everywhere = (site, title, body) => {
  for (const look of LOOKS) {
    onSite(site, `axe: ${title}, ${look.dark ? 'dark' : 'light'}, ${look.width}`, look, async (page, base, opened) => {
      await body(page, base, opened);
      assert.deepEqual(await violations(page), []);
    });
  }
};

everywhere('seed', 'all closed', async (page, base) => {
  await page.goto(base);
  await page.locator('#x-filter').waitFor();
});

everywhere('seed', 'all open with answers', async (page, base) => {
  await page.goto(base);
  for (const id of [...await ids(page, 'rest'), ...await ids(page, 'tools')]) {
    const box = await openRow(page, id);
    await fillRequired(box);
    await call(box);
  }
});

everywhere('kinds', 'every kind of control, and an error', async (page, base) => {
  await page.goto(base);
  const box = await openRow(page, (await ids(page, 'rest')).find((id) => id.endsWith('change')));
  for (const add of await box.getByRole('button', { name: 'Add item' }).all()) await add.click();
  for (const add of await box.getByRole('button', { name: 'Add', exact: true }).all()) await add.click();
  await box.locator('button.primary').click();
  await box.locator('.error:not([hidden])').first().waitFor();
  const choose = await openRow(page, 'tools/choose');
  for (const select of await choose.locator('select').all()) await select.selectOption({ index: 1 });
});

everywhere('closed', 'guard closed', async (page, base) => {
  await page.goto(base);
  await page.locator('.token').waitFor();
});

everywhere('hostile', 'hostile texts', async (page, base) => {
  await page.goto(base);
  for (const id of [...await ids(page, 'rest'), ...await ids(page, 'tools')]) await openRow(page, id);
});

for (const look of LOOKS) {
  onSite('many', `axe: 740 operations, ${look.dark ? 'dark' : 'light'}, ${look.width}`, look, async (page, base) => {
    await page.goto(base);
    await page.locator('#x-filter').waitFor();
    // Every group is laid out once, or axe would not see it.
    await page.evaluate(() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync('.group { content-visibility: visible !important; }');
      document.adoptedStyleSheets = [sheet];
    });
    await openRow(page, (await ids(page, 'rest'))[0]);
    assert.deepEqual(await violations(page), []);
  });
}
