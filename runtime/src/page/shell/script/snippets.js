// Snippets that follow the form. The token is `$TOKEN` in all of them.

// A text as one word of a POSIX shell.
const shellWord = (text) => `'${text.replace(/'/g, `'\\''`)}'`;

// `NAME: $TOKEN` and the like for the guard of a surface, as options of curl and a tail of the address.
function shellGuard(namespace) {
  const [kind, name] = guardOf(namespace) ?? [];
  switch (kind) {
    case undefined: return { options: [], tail: null };
    case 'header': return { options: [`-H ${shellWord(`${name}: `)}"$TOKEN"`], tail: null };
    case 'query': return { options: [], tail: name };
    case 'cookie': return { options: [`-b ${shellWord(`${name}=`)}"$TOKEN"`], tail: null };
    case 'basic': return { options: ['-u "$NAME:$PASSWORD"'], tail: null };
    case 'digest': return { options: ['--digest -u "$NAME:$PASSWORD"'], tail: null };
    default: return { options: ['-H "Authorization: Bearer $TOKEN"'], tail: null };
  }
}

function curl(entry, request) {
  const guard = shellGuard(entry.surface);
  let address = shownAddress(entry, request);
  let tail = '';
  if (guard.tail) {
    address += `${address.includes('?') ? '&' : '?'}${encodeURIComponent(guard.tail)}=`;
    tail = '"$TOKEN"';
  }
  const plainGet = request.method === 'GET' && request.body === undefined;
  const lines = [`curl ${plainGet ? '' : request.method === 'HEAD' ? '-I ' : `-X ${request.method} `}${shellWord(address)}${tail}`, ...guard.options];
  for (const [name, value] of request.headers) {
    lines.push(`-H ${shellWord(value === '' ? `${name};` : `${name}: ${value}`)}`);
  }
  if (request.body instanceof File) lines.push(`--data-binary ${shellWord(`@${request.body.name}`)}`);
  else if (request.body !== undefined) lines.push(`--data-raw ${shellWord(bodyForShell(request))}`);
  return lines.join(' \\\n  ');
}

function bodyForShell(request) {
  const json = request.headers.some(([name, value]) => name === 'Content-Type' && isJson(value));
  return json ? pretty(request.body) : request.body;
}

// Literals of Rust.
const rustText = (text) => `"${text.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n').replace(/\r/g, '\\r').replace(/\t/g, '\\t')
  .replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (c) => `\\u{${c.codePointAt(0).toString(16)}}`)}"`;

function rustRaw(text) {
  let hashes = '#';
  while (text.includes(`"${hashes}`)) hashes += '#';
  return `r${hashes}"${text}"${hashes}`;
}

function rustValue(form, text) {
  switch (form) {
    case 'text': return `${rustText(bare(text))}.to_owned()`;
    case 'json': return rustRaw(pretty(text));
    default: return bare(text);
  }
}

// The emitted snippet with the values of the form in its holes.
function rust(code, values) {
  for (const hole of all('[data-hole]', code)) {
    hole.dataset.first ??= hole.textContent;
    const text = values.get(hole.dataset.hole);
    const optional = 'optional' in hole.dataset;
    const value = text === undefined ? null : rustValue(hole.dataset.form, text);
    const shown = value === null ? (optional ? 'None' : hole.dataset.first) : optional ? `Some(${value})` : value;
    if (hole.textContent !== shown) hole.replaceChildren(...spelled(shown));
    hole.original = shown;
  }
}

// The text of a code element as it was before hazards were put into boxes, where the script made it.
const textOfCode = (code) => code.original ?? code.textContent;

// Brings the snippets of an entry up to what its form says.
function follow(entry, box, values, file) {
  const request = requestOf(entry, values, file, { lenient: true });
  const put = (tab, text) => {
    const code = one(`[data-tab="${tab}"] code`, box);
    if (!code || code.original === text) return;
    code.original = text;
    code.replaceChildren(...spelled(text));
  };
  put('curl', curl(entry, request));
  if (entry.kind !== 'rest') put('rpc', pretty(request.body));
  const code = one('[data-tab="rust"] code', box);
  if (code) rust(code, values);
}
