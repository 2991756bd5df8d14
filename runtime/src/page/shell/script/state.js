// What the running process says of itself, every five seconds while the page is seen.

const PERIOD = 5000;
let polling = 0;

async function poll() {
  clearTimeout(polling);
  if (document.hidden) return;
  try {
    const state = await part('/-/state');
    nameOwnToken(state.here);
    takeState(state);
  } catch (error) {
    showGone(error);
  }
  clearTimeout(polling); // Another poll may have ended meanwhile.
  polling = setTimeout(poll, PERIOD);
}

// A token that opened a closed page is that of its surface, whose name is known now.
function nameOwnToken(namespace) {
  if (!known.tokens.has('')) return;
  known.tokens.set(namespace, known.tokens.get(''));
  known.tokens.delete('');
  buildTokens(one('header'));
}

function takeState(state) {
  const before = known.state;
  known.state = state;
  known.lastSeen = new Date();
  document.body.dataset.mode = state.mode;
  notice('gone', null);
  if (before && before.build !== state.build) {
    notice('changed', [make('span', 'The capability has changed. '), button('Reload', () => location.reload(), { class: 'small' })]);
  }
  for (const surface of state.surfaces) showSurface(surface);
  for (const { namespace, address } of state.upstreams) live('upstream', namespace, address);
  for (const { name, set } of state.variables) live('variable', name, set ? 'set' : 'not set');
  const hosts = state.upstreams.map(({ address }) => { try { return new URL(address).host; } catch { return address; } });
  if (hosts.length) live('hosts', '', hosts.join(', '));
  for (const key of ['version', 'commit', 'program']) if (state[key]) live(key, '', state[key]);
  showTraces(state, before);
}

// Puts a value into each of its places.
function live(key, name, value) {
  const wanted = name ? `${key} ${name}` : key;
  for (const place of livePlaces().get(wanted) ?? []) {
    if (place.textContent !== value) place.replaceChildren(...spelled(value));
  }
}

let places = null;

function livePlaces() {
  const found = all('[data-live]');
  if (places?.size !== found.length) {
    places = { size: found.length, map: Map.groupBy ? Map.groupBy(found, ({ dataset }) => dataset.live) : new Map() };
    if (!Map.groupBy) for (const place of found) places.map.set(place.dataset.live, [...(places.map.get(place.dataset.live) ?? []), place]);
  }
  return places.map;
}

const digits = (count) => (count === null || count === undefined ? '–' : grouped(count.text ?? count));
const milliseconds = (value) => (value ? duration(Number(value.text)) : '–');

function showSurface(surface) {
  const { namespace, state, address } = surface;
  if (!rows().some(({ dataset }) => dataset.surface === namespace)) addSurface(surface);
  live('state', namespace, state);
  live('address', namespace, address ?? '');
  for (const place of livePlaces().get(`state ${namespace}`) ?? []) place.className = state === 'up' ? 'up' : 'down';
  live('requests', namespace, digits(surface.requests));
  live('errors', namespace, digits(surface.errors));
  live('p50', namespace, milliseconds(surface.p50));
  live('p99', namespace, milliseconds(surface.p99));
  for (const place of livePlaces().get(`address ${namespace}`) ?? []) {
    const beside = place.closest('.beside');
    if (!beside) continue;
    const shown = one(':scope > .is-down', beside.parentElement);
    if (state === 'up') shown?.remove();
    else if (!shown) beside.after(make('p.notice.is-down', 'This surface is down. Calls of these rows will not be answered.'));
  }
}

// A surface that the document does not know of, such as a control surface that an operator asked for.
function addSurface({ namespace, kind, guard, address }) {
  const cell = (key, tag = 'td', attributes = {}) => make(tag, { ...attributes, 'data-live': `${key} ${namespace}` }, '–');
  const shown = { control: 'Control', rest: 'REST', mcp: 'MCP' }[kind] ?? kind;
  const place = kind === 'control' ? make('a', { href: `${address}/health/ready` }, cell('address', 'code')) : cell('address', 'code');
  one('table.surfaces tbody')?.append(make('tr', { 'data-surface': namespace },
    make('th', { scope: 'row' }, plain(shown)), make('td', cell('state', 'strong')), make('td', place), make('td', plain(guard ?? 'none')),
    ...['requests', 'errors', 'p50', 'p99'].map((key) => cell(key, 'td', { class: 'n' }))));
}

function showGone(error) {
  if (error.status === 401 || error.status === 403) {
    notice('gone', [`The guard of this surface refused the page. ${takesToken(here()) ? 'Give a token above' : 'Read the page again'}.`]);
  } else {
    const seen = known.lastSeen ? ` Last seen ${clock(known.lastSeen)}.` : '';
    notice('gone', [`This binary does not answer.${seen}`]);
  }
}

// A line below the header, announced when it comes.
function notice(name, content) {
  const aside = one('aside.mode');
  if (!aside) return;
  const shown = one(`.${name}`, aside);
  if (!content) { shown?.remove(); return; }
  const text = content.map((piece) => piece.textContent ?? piece).join('');
  if (shown?.textContent === text) return;
  shown?.remove();
  aside.append(make('p', { class: name }, content));
  if (!shown) say(text);
}

// A call changes counters and traces.
const soon = () => setTimeout(poll, 300);
