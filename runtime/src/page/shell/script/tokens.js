// Tokens: one field for each guarded surface that takes one. They are in memory only.

const takesToken = (namespace) => ['bearer', 'oauth2', 'header', 'query'].includes(guardOf(namespace)?.[0]);

// Surfaces that take a token, as [namespace, kind of surface].
function guardedSurfaces() {
  if (document.body.classList.contains('closed')) return takesToken('') ? [['', '']] : [];
  return rows().map((row) => [row.dataset.surface, one('th', row).textContent]).filter(([namespace]) => takesToken(namespace));
}

function buildTokens(header) {
  one('.tokens', header)?.remove();
  const surfaces = guardedSurfaces();
  if (!surfaces.length) return;
  const fields = surfaces.map(([namespace, kind]) => tokenField(namespace, surfaces.length > 1 ? `${kind} token` : 'Token'));
  const content = fields.length > 1
    ? make('details', make('summary', 'Tokens'), make('div.many', fields))
    : fields[0];
  header.append(make('div.tokens', content));
}

function tokenField(namespace, label) {
  const id = freshId('token');
  const noteId = freshId('token-note');
  const input = make('input', {
    type: 'password', id, class: 'token', placeholder: 'none', autocomplete: 'off', spellcheck: 'false', 'data-surface': namespace, 'aria-describedby': noteId,
    on: { keydown: (event) => { if (event.key === 'Enter') { event.preventDefault(); use(); } } },
  });
  const state = make('span.set', { hidden: true });
  const forget = button('Forget', () => set(null), { hidden: true, 'aria-label': `Forget, ${label}` });
  const note = make('span.unseen', { id: noteId }, 'Kept in the memory of this page until it is closed or reloaded.');
  const set = (token) => {
    if (token) known.tokens.set(namespace, token); else known.tokens.delete(namespace);
    input.value = '';
    state.textContent = token ? `set, ${[...token].length} characters` : '';
    state.hidden = !token;
    forget.hidden = !token;
    say(token ? 'Token set' : 'Token forgotten');
    if (!token) input.focus();
    else if (document.body.classList.contains('closed')) openClosed();
    else poll();
  };
  const use = () => {
    const typed = input.value.trim();
    const wrong = /[^\u0021-\u007e]/.test(typed);
    markWrong(input, wrong);
    if (wrong) {
      state.textContent = 'No token: it has spaces or other characters that no header takes.';
      state.hidden = false;
      say(state.textContent);
    } else if (typed) {
      set(typed);
    }
  };
  if (known.tokens.has(namespace)) {
    state.textContent = `set, ${[...known.tokens.get(namespace)].length} characters`;
    state.hidden = false;
    forget.hidden = false;
  }
  return make('div.token-field', make('label', { for: id }, label), input, button('Use', use, { 'aria-label': `Use, ${label}` }), state, forget, note);
}

// What to do where the guard of a surface has refused.
function wayIn(namespace) {
  const [kind, name] = guardOf(namespace) ?? [];
  if (takesToken(namespace)) {
    return [make('a', { href: '#x-token', on: { click: (event) => { event.preventDefault(); focusToken(namespace); } } }, 'Give a token'), ', then send again.'];
  }
  if (kind === 'cookie') return ['It asks for the cookie ', foreign(name), ', which this browser sends by itself once it is set for this host.'];
  return ['It asks for a name and a password; the browser asks for them when it is sent again.'];
}

function focusToken(namespace) {
  const input = all('.token').find(({ dataset }) => dataset.surface === namespace) ?? one('.token');
  const details = input?.closest('details');
  if (details) details.open = true;
  input?.focus();
}

// With a token the page is read again and takes the place of the closed one.
async function openClosed() {
  let found;
  try { found = await readPage('/'); } catch { say('This binary gave no answer'); return; }
  if (found.status !== 200 || found.page.body.classList.contains('closed')) {
    refuse(found.status === 403 ? 'The token is known, but may not do this.' : 'The token was refused.');
    return;
  }
  document.title = found.page.title;
  document.body.replaceWith(document.importNode(found.page.body, true));
  start();
}

function refuse(sentence) {
  const main = one('main');
  one('.error', main)?.remove();
  main.prepend(make('p.error', { role: 'alert' }, sentence));
}
