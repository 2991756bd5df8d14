// The document: colours for keys, a field for a line, marks, Copy and Download.

function buildSpec() {
  const spec = one('pre.spec');
  if (!spec) return;
  const section = spec.closest('section') ?? one('main');
  const beside = one('.beside', section);
  const lines = spec.querySelectorAll('code > span').length;
  const id = freshId('line');
  const input = make('input', {
    type: 'text', inputmode: 'numeric', id, class: 'line-number', autocomplete: 'off', 'aria-label': `Line, 1 to ${lines}`, placeholder: 'Line',
    on: {
      keydown(event) {
        if (event.key !== 'Enter') return;
        const wanted = Number(input.value);
        const good = Number.isInteger(wanted) && wanted >= 1 && wanted <= lines;
        markWrong(input, !good);
        say(good ? `Line ${wanted}: ${one(`#L${wanted}`).textContent.trim()}` : `Lines are 1 to ${lines}`);
        if (good) location.hash = `L${wanted}`;
      },
    },
  });
  const name = one('code', beside ?? section)?.textContent ?? 'document.yaml';
  const original = async (then) => {
    try { then(await part('/-/spec', { text: true })); } catch { say('The document could not be read'); }
  };
  beside?.append(' ', input, ' ',
    button('Copy', () => original((text) => copyText(text, spec)), { class: 'small', 'aria-label': 'Copy the document' }), ' ',
    button('Download', () => original((text) => download([text], name, 'text/yaml')), { class: 'small', 'aria-label': 'Download the document' }));
  spec.addEventListener('click', (event) => {
    const line = event.target.closest('code > span');
    // The numbers are drawn before the lines, so that they are not copied.
    if (line && getSelection().isCollapsed && event.clientX < line.getBoundingClientRect().left + 48) location.hash = line.id;
  });
  new IntersectionObserver((entries, observer) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
    observer.disconnect();
    colourKeys(spec);
  }).observe(spec);
}

// Keys at the beginning of lines, as far as a line tells them.
function colourKeys(spec) {
  for (const line of all('code > span', spec)) {
    const node = line.firstChild;
    const found = node?.nodeType === Node.TEXT_NODE && /^(\s*(?:- )*)([\w.$/{}-]+)(?=:(?:\s|$))/.exec(node.data);
    if (!found) continue;
    const key = node.splitText(found[1].length);
    key.splitText(found[2].length);
    key.replaceWith(make('span.key', key.data));
  }
}

function markLines(first, last) {
  for (const line of all('pre.spec .marked')) line.classList.remove('marked');
  const from = document.getElementById(`L${Math.min(first, last)}`);
  if (!from) {
    const elsewhere = one('#spec a[href="/-/page/spec"]');
    if (elsewhere) location.href = `/-/page/spec${location.hash}`;
    return;
  }
  for (let line = from, at = Math.min(first, last); line && at <= Math.max(first, last); line = line.nextElementSibling, at += 1) line.classList.add('marked');
  from.scrollIntoView({ block: 'center' });
}
