// Tabs, copying and downloading.

// Makes tabs of panels: [{ name, panel }]. Returns their element.
function tabs(list, label, tools = []) {
  const bar = make('div.tabs', { role: 'tablist', 'aria-label': label });
  const show = (index, focus) => {
    list.forEach(({ panel, tab }, other) => {
      tab.setAttribute('aria-selected', String(other === index));
      tab.tabIndex = other === index ? 0 : -1;
      panel.classList.toggle('off', other !== index);
    });
    if (focus) list[index].tab.focus();
  };
  list.forEach((one, index) => {
    one.panel.id ||= freshId('panel');
    one.tab = make('button', {
      type: 'button', role: 'tab', id: freshId('tab'), 'aria-controls': one.panel.id,
      on: {
        click: () => show(index),
        keydown(event) {
          const to = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: list.length - 1 }[event.key];
          if (to === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
          event.preventDefault();
          show((to + list.length) % list.length, true);
        },
      },
    }, one.name);
    one.panel.setAttribute('role', 'tabpanel');
    one.panel.setAttribute('aria-labelledby', one.tab.id);
    bar.append(one.tab);
  });
  show(0);
  return make('div.tabbed', make('div.tab-line', bar, make('div.tools', tools)), list.map(({ panel }) => panel));
}

// Makes tabs of the figures that stand one below the other.
function tabbedFigures(box, label) {
  const figures = all(':scope > figure.snippet', box);
  if (!figures.length) return;
  const list = figures.map((figure) => {
    const name = one('figcaption', figure).textContent;
    const panel = make('div', { class: 'snippet', 'data-tab': figure.dataset.tab, 'data-label': `${name}, ${label}` },
      make('p.in-print', { 'aria-hidden': 'true' }, name), one('pre', figure));
    return { name, panel };
  });
  const copy = button('Copy', () => {
    const code = one('.snippet:not(.off) code', box);
    copyText(textOfCode(code), code);
  }, { class: 'small', 'aria-label': `Copy, ${label}` });
  figures[0].before(tabs(list, label, [copy]));
  figures.forEach((figure) => figure.remove());
}

async function copyText(text, shown) {
  try {
    await navigator.clipboard.writeText(text);
    say('Copied');
  } catch {
    getSelection().selectAllChildren(shown);
    say('Selected. Copy with Ctrl C.');
  }
}

function download(parts, name, type) {
  const address = URL.createObjectURL(new Blob(parts, { type: type || 'application/octet-stream' }));
  make('a', { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

// A box that scrolls is a Tab stop, one that does not is none.
const SCROLLS = '.scroll, .snippet > pre, main > pre';

const scrolling = new ResizeObserver((entries) => entries.forEach(({ target }) => {
  const box = target.matches(SCROLLS) ? target : target.parentElement;
  if (!box) return;
  if (box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1) {
    box.tabIndex = 0;
    box.setAttribute('role', 'group');
    box.setAttribute('aria-label', labelOfBox(box));
  } else {
    ['tabindex', 'role', 'aria-label'].forEach((name) => box.removeAttribute(name));
  }
}));

function watchScrolling(within) {
  for (const box of all(SCROLLS, within)) {
    scrolling.observe(box);
    if (box.firstElementChild) scrolling.observe(box.firstElementChild);
  }
}

function labelOfBox(box) {
  const named = box.closest('[data-label]')?.dataset.label;
  return named ?? box.closest('section')?.querySelector('h1, h2')?.textContent ?? 'Table';
}
