// From the values of a form to a request.

const UNSENDABLE = /^(accept-charset|accept-encoding|access-control-.*|connection|content-length|cookie2?|date|dnt|expect|host|keep-alive|origin|proxy-.*|referer|sec-.*|set-cookie|te|trailer|transfer-encoding|upgrade|via)$/i;
const REVISION = '2025-11-25';

// A sentence that the caller can act on, for the input of this name.
class Unsendable extends Error {
  constructor(name, sentence) { super(sentence); this.input = name; }
}

// The inputs of an entry, of any kind.
function inputsOf(entry) {
  entry.all ??= readInputs(entry);
  return entry.all;
}

function readInputs(entry) {
  link(known.types);
  if (!entry.schema) {
    for (const { schema } of entry.inputs ?? []) link(schema);
    return entry.inputs ?? [];
  }
  link(entry.schema);
  const schema = resolved(entry.schema);
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties ?? {}).map(([name, one]) =>
    ({ name, in: 'argument', required: required.has(name), schema: one }));
}

// A value outside of a body: texts bare, everything else as JSON.
const bare = (text) => (text[0] === '"' ? JSON.parse(text) : text);

const isBody = (input) => input.in === 'body' || input.in === 'field';
const isJson = (media) => /^application\/json\b|\+json\b/i.test(media ?? 'application/json');

// `values` is a map from the names of inputs to JSON texts; `file` is there instead of the body, if any.
// Returns { method, path, headers, body, shownBody }, whose path begins at the surface.
function requestOf(entry, values, file, { lenient = false } = {}) {
  return entry.kind === 'rest' ? restRequest(entry, values, file, lenient) : messageRequest(entry, values);
}

function restRequest(entry, values, file, lenient) {
  const headers = [];
  const query = (entry.fixed ?? []).map(([name, value]) => [name, value]);
  const cookies = [];
  let path = entry.path;
  const body = [];
  for (const input of inputsOf(entry)) {
    const text = values.get(input.name);
    if (input.in === 'path') {
      path = path.replaceAll(`{${input.name}}`, () => pathValue(input, text, lenient));
    } else if (text === undefined) {
      continue;
    } else if (input.in === 'query') {
      query.push(...queryPairs(input.name, text));
    } else if (input.in === 'header') {
      if (UNSENDABLE.test(input.name) && !lenient) throw new Unsendable(input.name, 'No browser lets a page set this header. Use the curl line.');
      headers.push([input.name, headerValue(input, bare(text), lenient)]);
    } else if (input.in === 'cookie') {
      if (!lenient) throw new Unsendable(input.name, 'No browser lets a page set this cookie for one call. Use the curl line.');
      cookies.push(`${input.name}=${bare(text)}`);
    } else {
      body.push([input, text]);
    }
  }
  if (cookies.length) headers.push(['Cookie', cookies.join('; ')]);
  const search = query.map((pair) => pair.map(encodeURIComponent).join('=')).join('&');
  const sent = bodyOf(entry, body, file);
  if (sent.media) headers.push(['Content-Type', sent.media]);
  return { method: entry.method, path: search ? `${path}?${search}` : path, headers, body: sent.body, shownBody: sent.shown };
}

function pathValue(input, text, lenient) {
  const value = text === undefined ? '' : bare(text);
  if (value === '') return lenient ? encodeURIComponent(input.name.toUpperCase()) : '';
  if (/^\.\.?$/.test(value) && !lenient) throw new Unsendable(input.name, 'A browser takes `.` and `..` out of a path. Use another value.');
  return encodeURIComponent(value);
}

// Lists and objects are several members of a query: `name[]=…`, `name[key]=…`.
function queryPairs(name, text) {
  if (text[0] === '[') return parseJson(text).items.map((item) => [`${name}[]`, bare(compact(item))]);
  if (text[0] === '{') return parseJson(text).members.map(([key, value]) => [`${name}[${key}]`, bare(compact(value))]);
  return [[name, bare(text)]];
}

function headerValue(input, value, lenient) {
  if (/[^\t\u0020-\u007e\u0080-\u00ff]/.test(value) && !lenient) throw new Unsendable(input.name, 'A header takes one line of Latin letters only.');
  return value;
}

function bodyOf(entry, parts, file) {
  if (file) return { body: file, media: entry.media ?? file.type, shown: `(${file.name}, ${size(file.size)})` };
  if (!parts.length) return {};
  const whole = parts.find(([input]) => input.in === 'body');
  if (!isJson(entry.media)) {
    const text = whole ? bare(whole[1]) : new URLSearchParams(parts.map(([input, value]) => [input.name, bare(value)])).toString();
    return { body: text, media: entry.media, shown: text };
  }
  const text = whole ? whole[1] : treeText(parts);
  return { body: text, media: 'application/json', shown: text };
}

// The text of an object whose members stand at paths.
function treeText(parts) {
  const root = new Map();
  for (const [input, text] of parts) {
    const steps = input.at ?? [input.name];
    let level = root;
    for (const step of steps.slice(0, -1)) {
      if (!(level.get(step) instanceof Map)) level.set(step, new Map());
      level = level.get(step);
    }
    level.set(steps[steps.length - 1], text);
  }
  const write = (level) => `{${[...level].map(([name, value]) =>
    `${JSON.stringify(name)}:${value instanceof Map ? write(value) : value}`).join(',')}}`;
  return write(root);
}

// A message of MCP.
function messageRequest(entry, values) {
  const args = `{${[...values].map(([name, text]) => `${JSON.stringify(name)}:${text}`).join(',')}}`;
  const name = JSON.stringify(entry.name);
  const [method, params] = {
    tools: ['tools/call', `{"name":${name},"arguments":${args}}`],
    prompts: ['prompts/get', `{"name":${name},"arguments":${args}}`],
    resources: ['resources/read', `{"uri":${JSON.stringify(uriOf(entry, values))}}`],
  }[entry.kind];
  const body = `{"jsonrpc":"2.0","id":1,"method":"${method}","params":${params}}`;
  const headers = [['Content-Type', 'application/json'], ['Accept', 'application/json, text/event-stream'], ['MCP-Protocol-Version', REVISION]];
  return { method: 'POST', path: '/mcp', headers, body, shownBody: body };
}

const uriOf = (entry, values) => inputsOf(entry).reduce((uri, input) => {
  const text = values.get(input.name);
  return text === undefined ? uri : uri.replaceAll(`{${input.name}}`, () => encodeURIComponent(bare(text)));
}, entry.uri ?? '');

// The address of a request for people: an MCP surface's address has its path.
const shownAddress = (entry, request) =>
  addressOf(entry.surface) + (entry.kind === 'rest' ? request.path : '');
