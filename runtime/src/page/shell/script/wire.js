// Requests to this binary: its own parts, and calls of what it serves.

const rows = () => all('table.surfaces tr[data-surface]');

// The guard of a surface, as its row says it: ['bearer'], ['header', 'x-key'], or null. The surface of this page has
// no name until the state says it, and its guard is what a closed page said.
let ownGuard = null;

function guardOf(namespace) {
  if (document.body.classList.contains('closed')) ownGuard = document.body.dataset.guard;
  const guard = namespace === '' ? ownGuard : rows().find(({ dataset }) => dataset.surface === namespace)?.dataset.guard;
  return guard ? guard.split(' ') : null;
}

const surfaceOf = (namespace) => known.state?.surfaces.find((surface) => surface.namespace === namespace);
const here = () => known.state?.here ?? '';

// Puts the token of a surface where its guard looks for it.
function authorize(namespace, headers, address) {
  const token = known.tokens.get(namespace);
  if (!token) return address;
  const [kind, name] = guardOf(namespace) ?? ['bearer'];
  if (kind === 'header') headers.set(name, token);
  else if (kind === 'query') return `${address}${address.includes('?') ? '&' : '?'}${encodeURIComponent(name)}=${encodeURIComponent(token)}`;
  else headers.set('authorization', `Bearer ${token}`);
  return address;
}

// A part of the page, such as /-/state. Throws when there is no answer; a refusal is an answer.
async function part(path, { text = false } = {}) {
  const headers = new Headers({ 'x-page': '1' });
  const address = authorize(here(), headers, path);
  const response = await fetch(address, { headers, mode: 'same-origin', redirect: 'error' });
  if (!response.ok) throw Object.assign(new Error(`${response.status}`), { status: response.status });
  const body = await response.text();
  return text ? body : ordinary(parseJson(body));
}

// A page as a document of its own, which nothing in it can run.
function readPage(path) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const headers = new Headers({ 'x-page': '1', accept: 'text/html' });
    request.open('GET', authorize(here(), headers, path));
    request.responseType = 'document';
    for (const [name, value] of headers) request.setRequestHeader(name, value);
    request.onload = () => resolve({ status: request.status, page: request.response });
    request.onerror = () => reject(new Error('no answer'));
    request.send();
  });
}

let reading = null;

// Schemas and types, asked for when the first form opens.
function readEntries() {
  reading ??= part('/-/page.json').then((found) => {
    known.entries = found.entries;
    known.types = found.types ?? {};
  }).catch((error) => { reading = null; throw error; });
  return reading;
}

// The host that a call changes something at.
function hostOf(entry) {
  const upstream = known.state?.upstreams.find(({ namespace }) => namespace === entry.upstream);
  try { return new URL(upstream.address).host; } catch { return entry.host ?? 'the upstream'; }
}

// The address that a client of a surface is given.
function addressOf(namespace) {
  const shown = one(`[data-live="address ${CSS.escape(namespace)}"]`);
  return surfaceOf(namespace)?.address ?? shown?.textContent ?? location.origin;
}

const wayOf = (namespace) => surfaceOf(namespace)?.way ?? `/-/to/${encodeURIComponent(namespace)}`;
