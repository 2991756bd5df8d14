// The latest traces, and the waterfall of one.

let openedTrace = null;

// Makes the section when the process has traces, and reads them again when there are more.
function showTraces(state, before) {
  if (state.traces === undefined || state.traces === null || !one('#overview')) return;
  if (!one('#traces')) {
    const rowsBody = make('tbody');
    one('main').insertBefore(make('section', { id: 'traces', 'aria-labelledby': 'h-traces' },
      make('h2', { id: 'h-traces' }, 'Traces'), make('p.beside'),
      make('p.none', 'None yet.'),
      make('div.scroll', { hidden: true, 'data-label': 'Traces' }, make('table.traces',
        make('thead', make('tr', ...['Time', 'Surface', 'Function', 'Answer'].map((name) => make('th', { scope: 'col' }, name)), make('th.n', { scope: 'col' }, 'Took'))), rowsBody)),
      make('div.waterfall', { id: 'x-waterfall' })), one('.nothing'));
    one('nav > ul')?.append(make('li', make('a', { href: '#traces' }, 'Traces ', make('span.n'))));
    watchScrolling(one('#traces'));
    watchSections();
  }
  one('nav a[href="#traces"] .n').textContent = digits(state.traces);
  if (state.traces.text !== before?.traces?.text || !one('#traces tbody tr')) readTraces();
}

async function readTraces() {
  let found;
  try { found = await part('/-/traces'); } catch { return; }
  const section = one('#traces');
  const { traces } = found;
  one('.none', section).hidden = traces.length > 0;
  one('.scroll', section).hidden = traces.length === 0;
  one('.beside', section).textContent = traces.length ? `latest ${traces.length} of ${digits(found.total)}` : '';
  one('tbody', section).replaceChildren(...traces.map(traceRow));
  if (location.hash.startsWith('#trace/') && openedTrace !== location.hash.slice(7)) openTrace(location.hash.slice(7), true);
}

function traceRow({ id, time, surface, function: name, answer, ok, ms }) {
  const at = new Date(time);
  const shown = Number.isNaN(at.getTime()) ? plain(time) : `${clock(at)}.${String(at.getMilliseconds()).padStart(3, '0')}`;
  const open = button(plain(name), () => {
    if (openedTrace === id) closeTrace();
    else { history.replaceState(null, '', `#trace/${id}`); openTrace(id); }
  }, { class: 'as-text', 'aria-expanded': String(openedTrace === id), 'aria-controls': 'x-waterfall', 'data-trace': id });
  return make('tr', make('td', shown), make('td', plain(surface)), make('th', { scope: 'row' }, open),
    make('td', make('strong', { class: ok ? 'up' : 'down' }, plain(answer))), make('td.n', milliseconds(ms)));
}

function closeTrace() {
  openedTrace = null;
  one('#x-waterfall')?.replaceChildren();
  markOpened();
}

const markOpened = () => {
  for (const open of all('[data-trace]')) open.setAttribute('aria-expanded', String(open.dataset.trace === openedTrace));
};

// Shows the waterfall of a trace.
async function openTrace(id, quiet) {
  const place = one('#x-waterfall');
  if (!place || !/^[0-9a-f]{32}$/.test(id)) return;
  openedTrace = id;
  markOpened();
  try {
    const trace = await part(`/-/traces/${id}`);
    if (openedTrace !== id) return;
    place.replaceChildren(...waterfall(trace));
  } catch (error) {
    if (openedTrace !== id) return;
    place.replaceChildren(make('p.none', error.status === 404 ? 'This trace is not here: not yet, no longer, or not sampled.' : 'Could not be read. Try again.'));
    openedTrace = null;
  }
  watchScrolling(one('#traces'));
  if (!quiet) place.scrollIntoView({ block: 'nearest' });
}

function waterfall({ id, ms, spans }) {
  const total = Math.max(Number(ms?.text ?? 0), 0.001);
  const depth = new Map();
  const body = spans.map((span) => {
    const level = span.parent && depth.has(span.parent) ? depth.get(span.parent) + 1 : 0;
    depth.set(span.id, level);
    const [start, time] = [Number(span.start.text), Number(span.ms.text)];
    return make('tr', make('th', { scope: 'row', class: `deep-${Math.min(level, 6)}` }, foreign(span.name)),
      make('td.n', fine(start)), make('td.n', fine(time)),
      make('td.bar', { 'aria-hidden': 'true' }, bar(start / total, time / total)));
  });
  const head = ['Span', 'Start ms', 'Time ms'].map((name, index) => make('th', { scope: 'col', class: index ? 'n' : null }, name));
  return [make('p.trace-id', make('code', `Trace ${id}`)),
    make('div.scroll', { 'data-label': 'Waterfall' }, make('table',
      make('thead', make('tr', head, make('td.bar', { 'aria-hidden': 'true' }, `0 – ${fine(total)} ms`))), make('tbody', body)))];
}

const fine = (value) => String(Number(value.toFixed(value < 10 ? 1 : 0)));

// A bar by attributes of SVG, since the policy allows no inline style.
function bar(start, length) {
  const svg = (name, attributes) => {
    const element = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };
  const picture = svg('svg', { width: '100%', height: '8', focusable: 'false' });
  const percent = (share) => `${(Math.min(Math.max(share, 0), 1) * 100).toFixed(2)}%`;
  picture.append(svg('rect', { class: 'rail', width: '100%', height: '8' }),
    svg('rect', { class: 'fill', x: percent(start), width: percent(Math.max(length, 0.004)), height: '8' }));
  return picture;
}
