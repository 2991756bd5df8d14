// The filter: all words must occur in a row. No layout is read in its loop.

const STEP = 240; // rows that a result shows at once
const ANNOUNCE = 300; // milliseconds after the last key

const filter = { input: null, count: null, more: null, rows: null, shown: STEP, timer: 0 };

function buildFilter(header) {
  filter.input = make('input', {
    type: 'search', id: 'x-filter', placeholder: 'Filter', 'aria-label': 'Filter', 'aria-keyshortcuts': '/', autocomplete: 'off', spellcheck: 'false',
    on: { input: () => { filter.shown = STEP; applyFilter(); } },
  });
  filter.count = make('span.matches', { 'aria-hidden': 'true' });
  filter.key = make('kbd', { 'aria-hidden': 'true' }, '/');
  filter.none = make('p.none.nothing', { hidden: true }, 'Nothing matches. ', button('Clear the filter', () => { clearFilter(); filter.input.focus(); }, { class: 'small' }));
  filter.more = make('p.more', { hidden: true }, button('', () => { filter.shown += STEP; applyFilter(); }));
  header.append(make('search.filter', make('div.filter-field', filter.input, filter.key), filter.count));
  one('main').append(filter.none, filter.more);
}

// Rows by group and section, read once.
function filterRows() {
  filter.rows ??= all('ul.rows > li').map((element) => {
    const row = one('.row', element);
    return { element, row, text: row.textContent.toLowerCase(), group: element.closest('.group'), section: element.closest('section:not(.group)') };
  });
  return filter.rows;
}

function applyFilter() {
  const words = filter.input.value.toLowerCase().split(/\s+/).filter(Boolean);
  const found = filterRows().filter(({ text }) => words.every((word) => text.includes(word)));
  const shown = new Set(words.length ? found.slice(0, filter.shown) : found);
  for (const row of filter.rows) {
    const hide = !shown.has(row);
    if (row.hidden !== hide) { row.hidden = hide; row.element.hidden = hide; }
  }
  const active = words.length > 0;
  const groups = new Set([...shown].map(({ group }) => group));
  const sections = new Set([...shown].map(({ section }) => section));
  for (const group of all('.group')) group.hidden = active && !groups.has(group);
  for (const section of all('main > section')) section.hidden = active && !sections.has(section);
  filter.none.hidden = !active || found.length > 0;
  filter.more.hidden = !active || found.length <= filter.shown;
  if (!filter.more.hidden) filter.more.firstChild.textContent = `Show ${Math.min(STEP, found.length - filter.shown)} more of ${grouped(found.length)}`;
  filter.count.textContent = active ? `${grouped(found.length)} of ${grouped(filter.rows.length)}` : '';
  filter.key.hidden = active;
  filter.matches = active ? found : null;
  clearTimeout(filter.timer);
  CSS.highlights?.clear();
  filter.timer = setTimeout(() => {
    if (active) say(`${found.length} of ${filter.rows.length} match`);
    highlight(words, shown);
  }, ANNOUNCE);
}

function clearFilter() {
  filter.input.value = '';
  filter.shown = STEP;
  applyFilter();
}

// Marks what was found, where the browser can do so without changing nodes.
function highlight(words, shown) {
  if (!CSS.highlights || !words.length) return;
  const ranges = [];
  for (const { row } of shown) {
    const walker = document.createTreeWalker(row, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = node.data.toLowerCase();
      for (const word of words) {
        for (let at = text.indexOf(word); at >= 0 && at + word.length <= node.data.length; at = text.indexOf(word, at + word.length)) {
          const range = new Range();
          range.setStart(node, at);
          range.setEnd(node, at + word.length);
          ranges.push(range);
        }
      }
    }
  }
  if (ranges.length) CSS.highlights.set('found', new Highlight(...ranges));
}

// Down and Up between the filter and the rows that are shown.
function moveRow(event) {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  const summary = document.activeElement.closest?.('ul.rows > li > details > summary');
  const inFilter = document.activeElement === filter.input;
  if (!step || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || (!summary && !inFilter)) return;
  if (inFilter && step < 0) return;
  event.preventDefault();
  const visible = filterRows().filter(({ element, group, section }) => !element.hidden && !group?.hidden && !section.hidden);
  const at = inFilter ? -1 : visible.findIndex(({ element }) => element.contains(summary));
  const next = visible[at + step];
  if (next) one('summary', next.element).focus();
  else if (at + step < 0) filter.input.focus();
}
