// Rows: opening one makes its form; beyond 96 entries its details are fetched first.

const forms = new WeakMap(); // by `div.entry`

// The page's own entry, in a row or on a page of its own.
async function openEntry(box) {
  if (forms.has(box)) return;
  forms.set(box, null);
  const slow = setTimeout(() => box.append(make('p.none.reading', 'Reading…')), QUIET);
  try {
    const link = one(':scope > a', box);
    if (link) await adopt(box, link.getAttribute('href'));
    await readEntries();
    const entry = known.entries[box.id];
    if (entry) forms.set(box, buildForm(box, entry));
    else tabbedRequest(box);
    watchScrolling(box);
  } catch {
    forms.delete(box);
    const again = make('p.none', 'Could not be read. ', button('Try again', () => { again.remove(); openEntry(box); }, { class: 'small' }));
    box.append(again);
  } finally {
    clearTimeout(slow);
    one('.reading', box)?.remove();
  }
}

function tabbedRequest(box) {
  const request = one('.part.request', box);
  if (request) tabbedFigures(request, 'Request');
}

// Takes the details of an entry from its own page; headings take the rank of the row.
async function adopt(box, path) {
  const { status, page } = await readPage(path);
  const found = page?.querySelector('div.entry');
  if (status !== 200 || !found) throw new Error('no entry');
  const rank = Number(one('.row', box.parentElement).localName[1]) + 1;
  const parts = [...found.childNodes].map((node) => document.importNode(node, true));
  box.replaceChildren(...parts);
  for (const heading of all('.part-name', box)) {
    const changedHeading = make(`h${rank}`, { class: heading.className }, ...heading.childNodes);
    heading.replaceWith(changedHeading);
  }
}

function onToggle(event) {
  const details = event.target;
  const box = details instanceof HTMLDetailsElement && one(':scope > div.entry', details);
  if (!box) return;
  if (details.open) openEntry(box);
  if (details.byHand) {
    const fragment = details.open ? `#${box.id}` : `${location.pathname}${location.search}`;
    history.replaceState(null, '', fragment);
    details.byHand = false;
  }
}

// Goes where the fragment says: an entry, a type, a line, a trace.
function goToFragment(first) {
  const fragment = location.hash.slice(1);
  if (!fragment) return;
  const lines = /^L(\d+)(?:-L(\d+))?$/.exec(fragment);
  if (lines) { markLines(Number(lines[1]), Number(lines[2] ?? lines[1])); return; }
  if (fragment.startsWith('trace/')) { openTrace(fragment.slice(6)); return; }
  const target = document.getElementById(fragment);
  const details = target?.closest('details');
  if (!details || !target.classList.contains('entry')) return;
  details.open = true;
  const summary = one('summary', details);
  summary.scrollIntoView({ block: 'start' });
  if (first) summary.focus({ preventScroll: true });
}
