// 5. Texts of the document and of answers are text; other pages can neither frame, read nor call.
import http from 'node:http';
import { assert, call, fillRequired, ids, onSite, openRow, sites } from '../kit.mjs';

const watch = async (page) => {
  const reports = [];
  await page.exposeFunction('reportOfPolicy', (text) => reports.push(text));
  await page.addInitScript(() => document.addEventListener('securitypolicyviolation', (event) => globalThis.reportOfPolicy(`${event.violatedDirective} ${event.blockedURI}`)));
  return reports;
};

onSite('hostile', 'nothing of the document runs or misleads', async (page, base) => {
  const reports = await watch(page);
  await page.goto(base);
  for (const id of [...await ids(page, 'rest'), ...await ids(page, 'tools')]) {
    const box = await openRow(page, id);
    await fillRequired(box);
    await call(box);
    for (const tab of await box.locator('[role=tab]').all()) await tab.click();
    await box.getByRole('button', { name: 'As JSON' }).click();
  }
  await page.locator('#x-filter').fill('<script>');
  await page.locator('#x-filter').fill('');
  assert.equal(await page.evaluate(() => window.attacked), undefined);
  assert.equal(await page.evaluate(() => document.querySelectorAll('main img, main script, iframe, [onerror], [onload]').length), 0);
  assert.deepEqual(reports, []);
  const shown = await page.locator('main').innerText();
  assert.ok(shown.includes('U+202E') && shown.includes('U+200B') && shown.includes('U+2066'));
  const naked = await page.evaluate(() => [...document.querySelectorAll('body *')].flatMap((element) => [...element.childNodes]).filter((node) => node.nodeType === 3 && /[\u202a-\u202e\u2066-\u2069\u200b]/.test(node.data)).map((node) => node.data.slice(0, 60)));
  assert.deepEqual(naked, []);
  const title = await page.title();
  assert.ok(!/[\u202a-\u202e\u2066-\u2069\u200b]/.test(title), title);
  const attributes = await page.evaluate(() => [...document.querySelectorAll('body *')].flatMap((element) => [...element.attributes]).filter(({ name, value }) => !['name', 'data-hole', 'data-surface'].includes(name) && /[\u202a-\u202e\u2066-\u2069\u200b]/.test(value)).map(({ name, value }) => `${name}=${value.slice(0, 60)}`));
  assert.deepEqual(attributes, []);
});

onSite('kinds', 'nothing of an answer runs', async (page, base) => {
  const reports = await watch(page);
  await page.goto(base);
  for (const name of ['hostile', 'html', 'image']) {
    const id = (await ids(page, 'rest')).find((one) => one.endsWith(`/${name}`));
    const box = await openRow(page, id);
    await call(box);
    for (const tab of await box.locator('.answer [role=tab]').all()) await tab.click();
  }
  assert.equal(await page.evaluate(() => window.attacked), undefined);
  assert.equal(await page.evaluate(() => document.querySelectorAll('main img, main script, iframe').length), 0);
  assert.deepEqual(reports, []);
});

// A page of another origin, on this machine.
async function elsewhere(body) {
  const server = http.createServer((_, response) => { response.setHeader('content-type', 'text/html'); response.end('<!DOCTYPE html><title>elsewhere</title>'); });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  try { await body(`http://localhost:${server.address().port}/`); } finally { server.closeAllConnections(); server.close(); }
}

onSite('seed', 'a foreign page can neither frame, read nor call', { noisy: true }, async (page, base) => {
  await page.goto(base);
  const namespace = await page.locator('tr[data-surface]').first().getAttribute('data-surface');
  await elsewhere(async (origin) => {
    await page.goto(origin);
    const outcomes = await page.evaluate(async ([target, to]) => {
      const attempt = async (path, init) => { try { const answer = await fetch(target + path, init); return `${answer.type} ${answer.status} ${(await answer.text()).length}`; } catch { return 'refused'; } };
      const found = {
        read: await attempt('/', { headers: { accept: 'text/html' } }),
        state: await attempt('/-/state', { headers: { 'x-page': '1' } }),
        json: await attempt('/-/page.json', {}),
        spec: await attempt('/-/spec', {}),
        call: await attempt(`/-/to/${to}/v1/forge/training/jobs`, { headers: { 'x-page': '1' } }),
        post: await attempt(`/-/to/${to}/v1/forge/training/jobs`, { method: 'POST', body: '{}', mode: 'no-cors' }),
      };
      const frame = document.createElement('iframe');
      frame.src = target;
      document.body.append(frame);
      await new Promise((resolve) => { frame.onload = resolve; setTimeout(resolve, 2000); });
      try { found.frame = frame.contentDocument ? 'same origin' : 'opaque'; } catch { found.frame = 'opaque'; }
      return found;
    }, [base, namespace]);
    const framed = page.frames().find((frame) => frame !== page.mainFrame());
    const inside = framed ? await framed.evaluate(() => document.body?.innerText ?? '').catch(() => '') : '';
    assert.ok(!/What you can do/.test(inside), 'framed');
    for (const [name, outcome] of Object.entries(outcomes)) {
      if (name !== 'frame') assert.ok(/^refused$|^opaque 0 0$/.test(outcome), `${name}: ${outcome}`);
    }
  });
});

onSite('seed', 'a call from elsewhere reaches nothing', { noisy: true }, async (page, base) => {
  const counted = async () => {
    await page.goto(base);
    return page.evaluate(async () => (await (await fetch('/-/state', { headers: { 'x-page': '1' } })).json()).surfaces.map(({ requests }) => requests));
  };
  const before = await counted();
  const namespace = await page.locator('tr[data-surface]').first().getAttribute('data-surface');
  await elsewhere(async (origin) => {
    await page.goto(origin);
    await page.evaluate(async ([target, to]) => {
      await fetch(`${target}/-/to/${to}/v1/forge/training/jobs`, { mode: 'no-cors' }).catch(() => {});
      await fetch(`${target}/-/to/${to}/v1/forge/training/jobs`, { method: 'POST', body: '{}', mode: 'no-cors' }).catch(() => {});
    }, [base, namespace]);
  });
  assert.deepEqual(await counted(), before);
  assert.ok(sites.seed);
});
