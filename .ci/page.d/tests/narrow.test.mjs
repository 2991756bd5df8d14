// 6. Narrow screens and zoom: the page does not scroll sideways, targets are 24 px at least.
import { assert, call, fillRequired, ids, onSite, openRow } from '../kit.mjs';

const sideways = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

// Targets below 24 px that have another target within 24 px of their middle (WCAG 2.5.8).
const small = (page) => page.evaluate(() => {
  const targets = [...document.querySelectorAll('a, button, input, select, textarea, summary')].filter((element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest('p:not(.send), li > a, td, dd') && !element.matches('.skip'));
  return targets.map((element) => [element, element.getBoundingClientRect()])
    .filter(([, { width, height }]) => width > 0 && (width < 23.5 || height < 23.5))
    .filter(([element]) => !(element.type === 'checkbox'))
    .map(([element, { width, height }]) => `${element.outerHTML.slice(0, 80)} ${Math.round(width)}×${Math.round(height)}`);
});

for (const width of [320, 360, 640, 900, 1100]) {
  onSite('seed', `${width} px`, { width, height: 800 }, async (page, base) => {
    await page.goto(base);
    await page.locator('#x-filter').waitFor();
    await page.waitForTimeout(300);
    assert.ok(await sideways(page) <= 0, 'closed');
    assert.deepEqual(await small(page), []);
    for (const id of [...await ids(page, 'rest'), ...await ids(page, 'tools')]) {
      const box = await openRow(page, id);
      await fillRequired(box);
      await call(box);
    }
    assert.ok(await sideways(page) <= 0, `open: ${await sideways(page)}`);
    assert.deepEqual(await small(page), []);
  });
  onSite('hostile', `long words at ${width} px`, { width, height: 800 }, async (page, base) => {
    await page.goto(base);
    for (const id of await ids(page, 'rest')) await openRow(page, id);
    assert.ok(await sideways(page) <= 0, `${await sideways(page)} px`);
  });
  onSite('kinds', `every control at ${width} px`, { width, height: 800 }, async (page, base) => {
    await page.goto(base);
    const box = await openRow(page, (await ids(page, 'rest')).find((id) => id.endsWith('change')));
    for (const add of await box.getByRole('button', { name: 'Add item' }).all()) await add.click();
    assert.ok(await sideways(page) <= 0, `${await sideways(page)} px`);
    assert.deepEqual(await small(page), []);
  });
}
