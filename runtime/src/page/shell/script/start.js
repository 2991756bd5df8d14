// Keys, navigation, footer, and the beginning.

let singleKeys = true;

function onKey(event) {
  const typing = event.target.closest?.('input:not([type=checkbox]), textarea, select');
  if (event.key === '/' && singleKeys && !typing && filter.input && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    filter.input.focus();
    filter.input.select();
  } else if (event.key === 'Escape' && event.target === filter.input && filter.input.value) {
    event.preventDefault();
    clearFilter();
  } else if (filter.input) {
    moveRow(event);
  }
}

function buildFooter() {
  const key = (name) => make('kbd', name);
  const box = make('input', { type: 'checkbox', id: 'x-keys', on: { change: () => { singleKeys = box.checked; } } });
  box.checked = singleKeys;
  const footer = one('footer');
  if (!footer || !filter.input) return;
  footer.append(make('p', 'Keys: ', key('/'), ' filter · ', key('↑'), ' ', key('↓'), ' rows · ', key('Enter'), ' open · ', key('Ctrl'), ' ', key('Enter'), ' send · ', key('Esc'), ' clear'),
    make('p', box, make('label', { for: 'x-keys' }, 'single keys')));
}

let sectionObserver = null;

// Marks the section that is read in the navigation.
function watchSections() {
  sectionObserver?.disconnect();
  const seen = new Set();
  sectionObserver = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) seen[isIntersecting ? 'add' : 'delete'](target);
    const first = all('main > section').find((section) => seen.has(section));
    if (!first) return;
    for (const link of all('nav a')) {
      if (link.getAttribute('href') === `#${first.id}`) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    }
  }, { rootMargin: '-80px 0px -60% 0px' });
  for (const section of all('main > section')) sectionObserver.observe(section);
}

function buildConnect() {
  const box = one('#connect .snippets');
  if (box) tabbedFigures(box, 'Connect');
}

// What was opened by hand sets the fragment; what a fragment opened does not. A link to what the filter hides shows it again.
function onClick(event) {
  const link = event.target.closest?.('a[href^="#"]');
  if (link && document.getElementById(link.getAttribute('href').slice(1))?.closest('[hidden]')) clearFilter();
  const summary = event.target.closest?.('summary');
  const details = summary?.parentElement;
  if (details && one(':scope > div.entry', details)) details.byHand = true;
}

const openAll = () => { for (const details of all('main details')) if (!details.open && !one(':scope > div.entry > a', details)) { details.open = true; details.forPrint = true; } };
const closePrinted = () => { for (const details of all('main details')) if (details.forPrint) { details.open = false; details.forPrint = false; } };

function start() {
  document.documentElement.classList.add('js');
  const header = one('header');
  document.body.append(make('div.unseen', { id: 'x-status', role: 'status' }));
  if (document.body.classList.contains('closed')) {
    buildTokens(header);
    watchScrolling(document);
    one('.token')?.focus();
    return;
  }
  filter.rows = null;
  places = null;
  if (one('ul.rows')) buildFilter(header);
  buildTokens(header);
  buildFooter();
  buildConnect();
  buildSpec();
  watchSections();
  watchScrolling(document);
  document.body.addEventListener('toggle', onToggle, true);
  document.body.addEventListener('click', onClick);
  for (const box of all('div.entry')) if (!box.closest('details') || box.parentElement.open) openEntry(box);
  goToFragment(true);
  poll();
}

document.addEventListener('keydown', onKey);
document.addEventListener('visibilitychange', () => { if (!document.hidden) poll(); });
addEventListener('hashchange', () => goToFragment(false));
addEventListener('beforeprint', openAll);
addEventListener('afterprint', closePrinted);
addEventListener('pagehide', () => { known.tokens.clear(); for (const input of all('.token')) input.value = ''; buildTokens(one('header')); });
start();
