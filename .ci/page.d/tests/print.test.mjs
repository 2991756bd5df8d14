// 7. On paper: light in every theme, everything open, tables in place of forms, every heading and snippet.
import { assert, call, fillRequired, ids, onSite, openRow } from '../kit.mjs';

for (const dark of [false, true]) {
  onSite('seed', `print, ${dark ? 'dark' : 'light'}`, { dark, width: 794, height: 1123 }, async (page, base) => {
    await page.goto(base);
    const box = await openRow(page, (await ids(page, 'rest'))[0]);
    await fillRequired(box);
    await call(box);
    const headings = await page.locator('main').locator('h1, h2').allTextContents();
    await page.emulateMedia({ media: 'print' });
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    await page.waitForTimeout(300);
    const hidden = await page.evaluate(() => {
      const shown = (element) => element.checkVisibility({ contentVisibilityAuto: false });
      return {
        snippets: [...document.querySelectorAll('.request pre, #connect pre, .spec')].filter((element) => !shown(element)).length,
        tables: [...document.querySelectorAll('.inputs table')].filter((element) => !shown(element)).length,
        headings: [...document.querySelectorAll('main h1, main h2, main .row, .part-name')].filter((element) => !shown(element) && !element.closest('.answer')).length,
        controls: [...document.querySelectorAll('button, input, select, textarea, nav')].filter(shown).length,
      };
    });
    assert.deepEqual(hidden, { snippets: 0, tables: 0, headings: 0, controls: 0 });
    assert.ok(headings.length >= 4);
    assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor), 'rgb(255, 255, 255)');
    const pdf = await page.pdf({ format: 'A4' });
    assert.ok(pdf.length > 10_000);
    await page.evaluate(() => dispatchEvent(new Event('afterprint')));
    await page.emulateMedia({ media: 'screen' });
    assert.equal(await page.locator('ul.rows > li > details[open]').count(), 1, 'what was closed is closed again');
  });
}
