// The pictures of docs/page: `node pictures.mjs FOLDER`, with the sites in PAGE_SITES.
import { announced, call, fillRequired, launch, open, openRow, ids, sites } from './kit.mjs';

const folder = process.argv[2];
const wanted = process.argv[3];
const browser = await launch();

async function picture(name, site, options, body) {
  if (!sites[site] || (wanted && wanted !== name)) return;
  const { page, context, problems } = await open(browser, options);
  try {
    await body(page, sites[site]);
    await page.screenshot({ path: `${folder}/${name}.png`, fullPage: options.whole ?? false });
    console.log(name, problems.join(' '));
  } catch (error) {
    console.log(name, 'FAILED', error.message);
    process.exitCode = 1;
  } finally {
    await context.close();
  }
}

const settled = async (page) => { await page.locator('#x-filter').waitFor(); await page.waitForTimeout(400); };
const show = (page, selector) => page.locator(selector).first().evaluate((element) => element.scrollIntoView({ block: 'start' }));
const of = async (page, kind, name) => openRow(page, (await ids(page, kind)).find((id) => id.endsWith(`/${name}`)));

await picture('overview-light', 'live', { height: 1000 }, async (page, base) => { await page.goto(base); await settled(page); });
await picture('overview-dark', 'seed', { height: 1000, dark: true }, async (page, base) => { await page.goto(base); await settled(page); });

await picture('operation', 'seed', { height: 900 }, async (page, base) => {
  await page.goto(base);
  const box = await of(page, 'rest', 'createtrainingjob');
  await box.locator('textarea').fill('{\n  "model": "ministral-8b",\n  "training_files": [{"file_id": "7d1f0f9e", "weight": 1.0}],\n  "hyperparameters": {"training_steps": 400, "learning_rate": 0.0001}\n}');
  await call(box);
  await show(page, '#rest h2');
  await page.waitForTimeout(400);
});

await picture('tool', 'seed', { height: 900 }, async (page, base) => {
  await page.goto(base);
  const box = await of(page, 'tools', 'list-training-jobs');
  await box.locator('input').nth(1).fill('20');
  await call(box);
  await box.getByRole('tab', { name: 'Input schema' }).click();
  await show(page, '#tools h2');
  await page.waitForTimeout(400);
});

await picture('form-kinds', 'kinds', { height: 1400 }, async (page, base) => {
  await page.goto(base);
  const box = await of(page, 'rest', 'change');
  const field = (name) => box.getByLabel(name, { exact: true }).or(box.getByLabel(`${name} *`, { exact: true })).first();
  await field('dataset_id').fill('7d1f0f9e-2f0a-4a8e-8c57-3f1f6c0b9a11');
  await field('ratio').fill('1.5');
  for (const add of await box.getByRole('button', { name: 'Add item' }).all()) await add.click();
  await box.getByRole('button', { name: 'Add', exact: true }).click();
  await box.locator('button.primary').click();
  await show(page, '#rest h2');
});

await picture('narrow-360', 'seed', { width: 360, height: 1400 }, async (page, base) => {
  await page.goto(base);
  await of(page, 'rest', 'gettrainingjob');
  await page.waitForTimeout(400);
  await page.evaluate(() => scrollTo(0, 0));
});

await picture('states', 'kinds', { height: 1240 }, async (page, base) => {
  await page.goto(base);
  const state = await page.evaluate(async () => (await fetch('/-/state', { headers: { 'x-page': '1' } })).json());
  state.surfaces.find(({ kind }) => kind === 'mcp').state = 'down';
  await page.route('**/-/state', (route) => route.fulfill({ json: state }));
  await page.goto(base);
  await page.locator('.is-down').first().waitFor();
  await call(await of(page, 'rest', 'closed'));
  const destroy = await openRow(page, 'tools/destroy');
  await destroy.locator('button.primary').click();
  await show(page, '[id$="/closed"]');
  await page.evaluate(() => scrollBy(0, -80));
  await page.waitForTimeout(300);
});

await picture('guard-closed', 'closed', { height: 300 }, async (page, base) => { await page.goto(base); await page.locator('.token').waitFor(); });
await picture('spec', 'seed', { height: 1000 }, async (page, base) => {
  await page.goto(base);
  await settled(page);
  await page.goto(`${base}/#L34`);
  await show(page, '#connect h2');
  await page.waitForTimeout(500);
});

await picture('traces', 'seed', { height: 1000 }, async (page, base) => {
  await page.goto(base);
  for (const id of [...await ids(page, 'rest'), ...await ids(page, 'tools')].slice(0, 3)) {
    const box = await openRow(page, id);
    await fillRequired(box);
    await call(box);
  }
  await page.locator('[data-trace]').first().click({ timeout: 8000 });
  await page.locator('.waterfall table').waitFor();
  await show(page, '#traces h2');
  await page.waitForTimeout(300);
});

await picture('no-script', 'seed', { height: 1000, script: false }, async (page, base) => { await page.goto(`${base}/#rest/createtrainingjob`); });

await picture('filter-740', 'many', { height: 900 }, async (page, base) => {
  await page.goto(base);
  await settled(page);
  await page.locator('#x-filter').click();
  await page.keyboard.type('vector 70');
  await announced(page, /match$/);
});

await picture('forced-colours', 'kinds', { height: 900, forcedColors: 'active' }, async (page, base) => {
  await page.goto(base);
  const box = await openRow(page, 'tools/choose');
  await box.locator('button.primary').click();
  await show(page, '#tools h2');
});

for (const dark of [false, true]) {
  await picture(dark ? 'print-dark' : 'print', 'seed', { width: 794, height: 1123, dark }, async (page, base) => {
    await page.goto(base);
    await of(page, 'rest', 'listtrainingjobs');
    await page.emulateMedia({ media: 'print', colorScheme: dark ? 'dark' : 'light' });
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    await show(page, '#rest h2');
  });
}

await browser.close();
