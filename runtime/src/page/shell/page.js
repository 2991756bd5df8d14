"use strict";(() => {
const HAZARDS = new RegExp(
'[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f'
+ '\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufffb'
+ '\\u{1d173}-\\u{1d17a}\\u{e0000}-\\u{e0fff}]', 'gu');
const known = {
entries: null, // of /-/page.json, by id
types: null,
state: null, // the latest of /-/state
tokens: new Map(), // by namespace
lastSeen: null,
};
const one = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
function make(name, ...children) {
const [tag, ...classes] = name.split('.');
const element = document.createElement(tag);
if (classes.length) element.className = classes.join(' ');
const attributes = children[0]?.constructor === Object ? children.shift() : {};
for (const [key, value] of Object.entries(attributes)) {
if (key === 'on') {
for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
} else if (value !== null && value !== undefined && value !== false) {
element.setAttribute(key, value === true ? '' : value);
}
}
element.append(...children.flat().filter((child) => child !== null && child !== undefined));
return element;
}
const button = (text, press, attributes = {}) =>
make('button', { type: 'button', ...attributes, on: { click: press } }, text);
function markWrong(control, wrong) {
if (wrong) control.setAttribute('aria-invalid', 'true');
else control.removeAttribute('aria-invalid');
}
let lastId = 0;
const freshId = (stem) => `x-${stem}-${lastId += 1}`;
const number = (character) => `U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
const plain = (text) => String(text).replace(HAZARDS, number);
function spelled(text) {
const nodes = [];
let from = 0;
for (const found of String(text).matchAll(HAZARDS)) {
if (found.index > from) nodes.push(text.slice(from, found.index));
nodes.push(make('span.char', number(found[0])));
from = found.index + found[0].length;
}
if (from < text.length) nodes.push(text.slice(from));
return nodes;
}
const foreign = (text, attributes = {}) => make('bdi', attributes, spelled(String(text)));
function say(text) {
const region = one('#x-status');
if (!region) return;
region.textContent = '';
setTimeout(() => { region.textContent = text; }, 30);
}
const grouped = (count) => String(count).replace(/\B(?=(\d{3})+$)/g, ',');
function duration(ms) {
if (ms === null || ms === undefined) return '–';
if (ms < 1) return '< 1 ms';
if (ms < 10_000) return `${Math.round(ms)} ms`;
return `${(ms / 1000).toFixed(1)} s`;
}
function size(bytes) {
if (bytes === 1) return '1 byte';
if (bytes < 10_000) return `${grouped(bytes)} bytes`;
if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(1)} KB`;
return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
const clock = (date) => date.toTimeString().slice(0, 8);
function withOrder(list) {
if (list.length < 2) return list.join('');
return `${list.slice(0, -1).join(', ')} or ${list[list.length - 1]}`;
}
function oncePerFrame(work) {
let asked = false;
return () => {
if (asked) return;
asked = true;
requestAnimationFrame(() => { asked = false; work(); });
};
}
const DEEPEST = 500;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const STRING = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y;
const TOKEN = /[\s,:]+|"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]]|[^\s,:{}[\]"]+/gs;
const SPACE = /[ \t\n\r]*/y;
class Digits {
constructor(text) { this.text = text; }
}
class JsonError extends Error {
constructor(at, text) {
const before = text.slice(0, at).split('\n');
super(`Line ${before.length}, column ${before[before.length - 1].length + 1}`);
this.at = at;
}
}
function parseJson(text) {
let at = 0;
const fail = () => { throw new JsonError(at, text); };
const take = (pattern) => {
pattern.lastIndex = at;
const found = pattern.exec(text);
if (!found) fail();
at += found[0].length;
return found[0];
};
const space = () => { take(SPACE); };
const word = (is) => {
if (!text.startsWith(is, at)) fail();
at += is.length;
return { is };
};
const list = (close, item) => {
at += 1;
space();
if (text[at] === close) { at += 1; return; }
for (;;) {
item();
space();
if (text[at] === close) { at += 1; return; }
if (text[at] !== ',') fail();
at += 1;
}
};
const value = (depth) => {
if (depth > DEEPEST) fail();
space();
switch (text[at]) {
case '{': {
const members = [];
list('}', () => {
space();
const name = JSON.parse(take(STRING));
space();
if (text[at] !== ':') fail();
at += 1;
members.push([name, value(depth + 1)]);
});
return { is: 'object', members };
}
case '[': {
const items = [];
list(']', () => items.push(value(depth + 1)));
return { is: 'array', items };
}
case '"': return { is: 'string', value: JSON.parse(take(STRING)) };
case 't': return word('true');
case 'f': return word('false');
case 'n': return word('null');
default: return { is: 'number', text: take(NUMBER) };
}
};
const node = value(0);
space();
if (at < text.length) fail();
return node;
}
function compact(node) {
switch (node.is) {
case 'object':
return `{${node.members.map(([name, value]) => `${JSON.stringify(name)}:${compact(value)}`).join(',')}}`;
case 'array': return `[${node.items.map(compact).join(',')}]`;
case 'string': return JSON.stringify(node.value);
case 'number': return node.text;
default: return node.is;
}
}
function ordinary(node) {
switch (node.is) {
case 'object': {
const object = Object.create(null);
for (const [name, value] of node.members) object[name] = ordinary(value);
return object;
}
case 'array': return node.items.map(ordinary);
case 'string': return node.value;
case 'number': return new Digits(node.text);
case 'null': return null;
default: return node.is === 'true';
}
}
function textOf(value) {
if (Array.isArray(value)) return `[${value.map(textOf).join(',')}]`;
if (value instanceof Digits) return value.text;
if (value && typeof value === 'object') {
return `{${Object.entries(value).map(([name, one]) => `${JSON.stringify(name)}:${textOf(one)}`).join(',')}}`;
}
return JSON.stringify(value);
}
const member = (node, name) =>
node?.is === 'object' ? node.members.find(([known]) => known === name)?.[1] : undefined;
function indented(text) {
try { parseJson(text); } catch { return null; }
const pieces = [];
let depth = 0;
let opened = false;
const line = () => pieces.push(['', `\n${'  '.repeat(depth)}`]);
for (const [token] of text.matchAll(TOKEN)) {
const separator = /^[\s,:]+$/.test(token) ? token.trim() : null;
if (separator === '') continue;
const closes = token === '}' || token === ']';
if (closes) depth -= 1;
if (closes ? !opened : opened && separator === null) line();
opened = false;
if (separator === ':') {
pieces[pieces.length - 1][0] = 'name';
pieces.push(['', ': ']);
} else if (separator === ',') {
pieces.push(['', ',']);
line();
} else if (token === '{' || token === '[') {
pieces.push(['', token]);
depth += 1;
opened = true;
} else if (closes) {
pieces.push(['', token]);
} else {
pieces.push([token[0] === '"' ? 'text' : 'value', token]);
}
}
return pieces;
}
const pretty = (text) => indented(text)?.map(([, piece]) => piece).join('') ?? text;
function compareNumbers(left, right) {
const a = decimal(left);
const b = decimal(right);
if (!a || !b) return Number(left) - Number(right);
const exponent = Math.min(a.exponent, b.exponent);
const scaled = ({ digits, exponent: own }) => digits * 10n ** BigInt(own - exponent);
const difference = scaled(a) - scaled(b);
return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
function decimal(text) {
const found = /^(-?\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text);
if (!found) return null;
const [, whole, fraction = '', power = '0'] = found;
const exponent = Number(power) - fraction.length;
return Math.abs(exponent) > 2000 ? null : { digits: BigInt(whole + fraction), exponent };
}
function isMultiple(text, step) {
const a = decimal(text);
const b = decimal(step);
if (!a || !b || b.digits === 0n) return true;
const exponent = Math.min(a.exponent, b.exponent);
const scaled = ({ digits, exponent: own }) => digits * 10n ** BigInt(own - exponent);
return scaled(a) % scaled(b) === 0n;
}
const rows = () => all('table.surfaces tr[data-surface]');
let ownGuard = null;
function guardOf(namespace) {
if (document.body.classList.contains('closed')) ownGuard = document.body.dataset.guard;
const guard = namespace === '' ? ownGuard : rows().find(({ dataset }) => dataset.surface === namespace)?.dataset.guard;
return guard ? guard.split(' ') : null;
}
const surfaceOf = (namespace) => known.state?.surfaces.find((surface) => surface.namespace === namespace);
const here = () => known.state?.here ?? '';
function authorize(namespace, headers, address) {
const token = known.tokens.get(namespace);
if (!token) return address;
const [kind, name] = guardOf(namespace) ?? ['bearer'];
if (kind === 'header') headers.set(name, token);
else if (kind === 'query') return `${address}${address.includes('?') ? '&' : '?'}${encodeURIComponent(name)}=${encodeURIComponent(token)}`;
else headers.set('authorization', `Bearer ${token}`);
return address;
}
async function part(path, { text = false } = {}) {
const headers = new Headers({ 'x-page': '1' });
const address = authorize(here(), headers, path);
const response = await fetch(address, { headers, mode: 'same-origin', redirect: 'error' });
if (!response.ok) throw Object.assign(new Error(`${response.status}`), { status: response.status });
const body = await response.text();
return text ? body : ordinary(parseJson(body));
}
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
function readEntries() {
reading ??= part('/-/page.json').then((found) => {
known.entries = found.entries;
known.types = found.types ?? {};
}).catch((error) => { reading = null; throw error; });
return reading;
}
function hostOf(entry) {
const upstream = known.state?.upstreams.find(({ namespace }) => namespace === entry.upstream);
try { return new URL(upstream.address).host; } catch { return entry.host ?? 'the upstream'; }
}
function addressOf(namespace) {
const shown = one(`[data-live="address ${CSS.escape(namespace)}"]`);
return surfaceOf(namespace)?.address ?? shown?.textContent ?? location.origin;
}
const wayOf = (namespace) => surfaceOf(namespace)?.way ?? `/-/to/${encodeURIComponent(namespace)}`;
const EXAMPLES = {
'date-time': '2026-05-19T08:30:00Z', date: '2026-05-19', time: '08:30:00Z',
uuid: '7d1f0f9e-2f0a-4a8e-8c57-3f1f6c0b9a11', uri: 'https://example.com/', url: 'https://example.com/', email: 'name@example.com',
};
const FORMATS = {
'date-time': [/^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:\d\d)$/, 'A date and time such as 2026-05-19T08:30:00Z.'],
date: [/^\d{4}-\d\d-\d\d$/, 'A date such as 2026-05-19.'],
time: [/^\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:\d\d)?$/, 'A time such as 08:30:00Z.'],
uuid: [/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, 'A UUID: 8-4-4-4-12 hexadecimal digits.'],
uri: [/^[a-z][a-z0-9+.-]*:\S+$/i, 'An address with its scheme, such as https://example.com/.'],
url: [/^[a-z][a-z0-9+.-]*:\S+$/i, 'An address with its scheme, such as https://example.com/.'],
email: [/^[^\s@]+@[^\s@]+$/, 'An address such as name@example.com.'],
};
const SMALL = 12; // values of an enum that are shown in words
const TARGET = Symbol('target');
function link(root) {
const seen = new Set();
const visit = (value) => {
if (!value || typeof value !== 'object' || seen.has(value)) return;
seen.add(value);
if (typeof value.$ref === 'string') value[TARGET] = targetOf(value.$ref, root);
Object.values(value).forEach(visit);
};
visit(root);
}
function targetOf(reference, root) {
if (!reference.startsWith('#')) return {};
const steps = reference.slice(1).split('/').slice(1).map((step) => decodeURIComponent(step).replace(/~1/g, '/').replace(/~0/g, '~'));
return steps[0] === 'types' ? known.types[steps[1]] : steps.reduce((part, step) => part?.[step], root);
}
function resolved(schema, depth = 0) {
if (schema === true || schema === undefined || schema === null) return {};
if (schema === false) return { never: true };
if (depth > 20) return {};
if (schema.$ref) {
const { $ref, [TARGET]: target, ...own } = schema;
return { ...resolved(target, depth + 1), named: $ref.split('/').pop(), ...own };
}
if (schema.allOf) {
const { allOf, ...own } = schema;
return allOf.reduce((sum, part) => {
const found = resolved(part, depth + 1);
return {
...sum, ...found,
properties: { ...sum.properties, ...found.properties },
required: [...(sum.required ?? []), ...(found.required ?? [])],
};
}, own);
}
return schema;
}
const typesOf = (schema) => [schema.type ?? []].flat().filter((type) => type !== 'null');
const isNullable = (schema) => [schema.type ?? []].flat().includes('null') || schema.nullable === true;
function kindOf(schema) {
if ('const' in schema) return 'const';
if (schema.enum) return 'enum';
if (schema.oneOf ?? schema.anyOf) return 'choice';
const types = typesOf(schema);
if (types.length > 1) return 'types';
const type = types[0] ?? (schema.properties ? 'object' : schema.items ? 'array' : null);
if (type === 'object') {
if (schema.properties && Object.keys(schema.properties).length) return 'object';
return schema.additionalProperties && schema.additionalProperties !== true ? 'map' : 'any';
}
if (type === 'array') return 'array';
if (type === null && isNullable(schema)) return 'null';
return type ?? 'any';
}
function typeWord(raw, depth = 0) {
const schema = resolved(raw);
switch (kindOf(schema)) {
case 'const': return 'fixed';
case 'enum': return `one of ${schema.enum.length}`;
case 'choice': return `one of ${formsOf(schema).length} forms`;
case 'types': return typesOf(schema).join(' or ');
case 'array': return depth > 2 ? 'list' : `list of ${plural(schema.items, depth)}`;
case 'map': return depth > 2 ? 'map' : `map of ${typeWord(schema.additionalProperties, depth + 1)}`;
case 'any': return typesOf(schema)[0] ?? 'any';
case 'string': return schema.format && schema.format in FORMATS ? schema.format : 'string';
default: return kindOf(schema);
}
}
const plural = (items, depth) => {
const word = typeWord(items, depth + 1);
return word === 'object' ? 'objects' : word;
};
function boundWords(schema) {
const words = [];
const { minimum: low, maximum: high } = schema;
const is64 = (digits) => /^-?922337203685477580[78]$/.test(digits?.text ?? '');
if (low && high && !is64(low) && !is64(high)) words.push(`${low.text} – ${high.text}`);
else if (low && !is64(low)) words.push(`≥ ${low.text}`);
else if (high && !is64(high)) words.push(`≤ ${high.text}`);
if (schema.exclusiveMinimum?.text) words.push(`> ${schema.exclusiveMinimum.text}`);
if (schema.exclusiveMaximum?.text) words.push(`< ${schema.exclusiveMaximum.text}`);
if (schema.multipleOf) words.push(`multiple of ${schema.multipleOf.text}`);
const range = (least, most, what) => {
if (least && most) words.push(least.text === most.text ? `${least.text} ${what}` : `${least.text} – ${most.text} ${what}`);
else if (least && least.text !== '0' && !(least.text === '1' && what === 'characters')) words.push(`at least ${least.text} ${what}`);
else if (most) words.push(`at most ${most.text} ${what}`);
};
range(schema.minLength, schema.maxLength, 'characters');
range(schema.minItems, schema.maxItems, 'items');
if (schema.default !== undefined) words.push(`default ${plain(typeof schema.default === 'string' ? schema.default : textOf(schema.default))}`);
return words;
}
const hint = (schema, required) =>
[typeWord(schema), isNullable(schema) ? 'or null' : null, ...boundWords(schema), required ? 'required' : null]
.filter(Boolean).join(', ').replace(', or null', ' or null');
function formsOf(schema) {
const property = schema.discriminator?.propertyName;
return (schema.oneOf ?? schema.anyOf).map((raw, index) => {
const form = resolved(raw);
const mark = property && form.properties?.[property];
const value = mark && (mark.const ?? mark.enum?.[0]);
const named = typeof value === 'string' || !value ? value : textOf(value);
const title = named ?? form.title ?? form.named
?? (kindOf(form) === 'null' ? 'null' : null) ?? (typesOf(form).length === 1 && kindOf(form) !== 'object' ? typeWord(form) : `form ${index + 1}`);
return { title: plain(title), schema: form };
});
}
function wrongString(text, schema) {
const length = [...text].length;
if (schema.minLength && compareNumbers(String(length), schema.minLength.text) < 0) return `At least ${schema.minLength.text} characters; these are ${length}.`;
if (schema.maxLength && compareNumbers(String(length), schema.maxLength.text) > 0) return `At most ${schema.maxLength.text} characters; these are ${length}.`;
const format = Object.hasOwn(FORMATS, schema.format ?? '') ? FORMATS[schema.format] : null;
if (format && !format[0].test(text)) return format[1];
if (schema.pattern) {
try { if (!new RegExp(schema.pattern, 'u').test(text)) return `Must match ${plain(schema.pattern)}`; } catch { /* The server decides. */ }
}
return null;
}
function wrongNumber(text, schema) {
NUMBER.lastIndex = 0;
if (NUMBER.exec(text)?.[0] !== text) return 'A number in digits, such as 12 or 0.5.';
if (kindOf(schema) === 'integer' && !isMultiple(text, '1')) return 'A whole number.';
if (schema.minimum && compareNumbers(text, schema.minimum.text) < 0) return `At least ${schema.minimum.text}.`;
if (schema.maximum && compareNumbers(text, schema.maximum.text) > 0) return `At most ${schema.maximum.text}.`;
if (schema.exclusiveMinimum?.text && compareNumbers(text, schema.exclusiveMinimum.text) <= 0) return `More than ${schema.exclusiveMinimum.text}.`;
if (schema.exclusiveMaximum?.text && compareNumbers(text, schema.exclusiveMaximum.text) >= 0) return `Less than ${schema.exclusiveMaximum.text}.`;
if (schema.multipleOf && !isMultiple(text, schema.multipleOf.text)) return `A multiple of ${schema.multipleOf.text}.`;
return null;
}
const DEEPEST_FORM = 4;
const LONG_TEXT = 201; // from this `maxLength` on a text has an area
const NESTED = ['object', 'array', 'map', 'choice', 'types'];
function field(name, raw, required, depth = 0) {
const schema = resolved(raw);
let kind = kindOf(schema);
if (depth >= DEEPEST_FORM && NESTED.includes(kind)) kind = 'any';
if (isNullable(schema) && !['const', 'enum', 'choice', 'types', 'null', 'any'].includes(kind)) {
const type = typesOf(schema);
const value = { ...schema, type: type.length ? type : undefined, nullable: false };
const forms = [{ title: 'value', schema: value }, { title: 'null', schema: { const: null } }];
return choiceField(name, schema, required, depth, forms);
}
switch (kind) {
case 'object': return objectField(name, schema, required, depth);
case 'array': return listField(name, schema, required, depth);
case 'map': return mapField(name, schema, required, depth);
case 'choice': return choiceField(name, schema, required, depth, formsOf(schema));
case 'types': return choiceField(name, schema, required, depth, typesOf(schema).map((type) => ({ title: type, schema: { ...schema, type } })));
case 'string': return textField(name, schema, required);
case 'integer':
case 'number': return numberField(name, schema, required);
case 'boolean': return selectField(name, schema, required, [['true', 'true'], ['false', 'false']]);
case 'enum': return enumField(name, schema, required);
case 'const': return constField(name, schema, required, textOf(schema.const));
case 'null': return constField(name, schema, required, 'null');
default: return jsonField(name, schema, required);
}
}
function frame(name, schema, required) {
const [labelId, hintId, noteId, errorId] = ['label', 'hint', 'note', 'error'].map(freshId);
const error = make('p.error', { id: errorId, hidden: true });
const note = schema.description ? make('p.note', { id: noteId }, foreign(schema.description)) : null;
const label = make('label.field-name', { id: labelId }, foreign(name), required === true ? make('span.star', { 'aria-hidden': 'true' }, ' *') : null);
const control = make('div.control', note, error);
const element = make('div.field',
make('div.names', label, make('p.hint', { id: hintId }, hint(schema, required))), control);
const described = [hintId, note && noteId, errorId].filter(Boolean).join(' ');
return {
element, label, labelId, control, described,
put(...nodes) { control.prepend(...nodes); },
tell(text, input) {
error.textContent = text ?? '';
error.hidden = !text;
if (input) markWrong(input, text);
return text ? input : null;
},
};
}
function simpleField(name, schema, required, input, { read, fill, wrong }) {
const shape = frame(name, schema, required);
input.id = freshId('input');
input.setAttribute('aria-describedby', shape.described);
if (required === true) input.setAttribute('aria-required', 'true');
shape.label.htmlFor = input.id;
shape.put(input);
return {
element: shape.element, control: input, shape, read, fill,
check: () => shape.tell(wrong(), input),
};
}
const placeholderOf = (schema) => {
if (schema.default !== undefined) return plain(typeof schema.default === 'string' ? schema.default : textOf(schema.default));
const example = schema.example ?? schema.examples?.[0];
if (example !== undefined) return plain(typeof example === 'string' ? example : textOf(example));
return Object.hasOwn(EXAMPLES, schema.format ?? '') ? EXAMPLES[schema.format] : null;
};
function textField(name, schema, required) {
const long = schema.maxLength && compareNumbers(schema.maxLength.text, String(LONG_TEXT)) >= 0;
const attributes = { placeholder: placeholderOf(schema), spellcheck: 'false', autocomplete: 'off', class: 'typed' };
const input = long ? make('textarea', { ...attributes, rows: 3 }) : make('input', { type: 'text', ...attributes });
return simpleField(name, schema, required, input, {
read: () => (input.value === '' ? undefined : JSON.stringify(input.value)),
fill(node) {
input.value = node?.is === 'string' ? node.value : '';
return !node || (node.is === 'string' && (long || !/[\r\n]/.test(node.value)) && node.value !== '');
},
wrong() {
if (input.value === '') return required ? 'Required.' : null;
return wrongString(input.value, schema);
},
});
}
function numberField(name, schema, required) {
const input = make('input.typed.short', { type: 'text', inputmode: 'decimal', autocomplete: 'off', placeholder: placeholderOf(schema) });
const typed = () => input.value.trim();
return simpleField(name, schema, required, input, {
read: () => (typed() === '' ? undefined : typed()),
fill(node) {
input.value = node?.is === 'number' ? node.text : '';
return !node || node.is === 'number';
},
wrong: () => (typed() === '' ? (required ? 'Required.' : null) : wrongNumber(typed(), schema)),
});
}
function selectField(name, schema, required, values) {
const options = values.map(([, shown], index) => make('option', { value: String(index) }, plain(shown)));
const input = make('select.typed', make('option', { value: '' }, required ? 'choose' : 'not sent'), options);
return simpleField(name, schema, required, input, {
read: () => values[input.value]?.[0],
fill(node) {
const index = node ? values.findIndex(([text]) => text === compact(node)) : -1;
input.value = index < 0 ? '' : String(index);
return !node || index >= 0;
},
wrong: () => (required && input.value === '' ? 'Required: choose a value.' : null),
});
}
function enumField(name, schema, required) {
const values = schema.enum.map((value) => [textOf(value), typeof value === 'string' ? value : textOf(value)]);
if (isNullable(schema) && !schema.enum.includes(null)) values.push(['null', 'null']);
return selectField(name, schema, required, values);
}
function constField(name, schema, required, text) {
if (!required) return selectField(name, schema, required, [[text, text]]);
const shape = frame(name, { ...schema, const: null }, required);
shape.put(make('code.fixed', spelled(text)));
return { element: shape.element, read: () => text, fill: (node) => !node || compact(node) === text, check: () => null };
}
function jsonField(name, schema, required) {
const type = typesOf(schema)[0];
const input = make('textarea', { class: 'typed', rows: 4, spellcheck: 'false', autocomplete: 'off', placeholder: type === 'array' ? '[ ]' : '{ }' });
const typed = () => input.value.trim();
return simpleField(name, schema, required, input, {
read: () => (typed() === '' ? undefined : typed()),
fill(node) {
input.value = node ? pretty(compact(node)) : '';
return true;
},
wrong() {
if (typed() === '') return required ? 'Required, as JSON.' : null;
try {
const { is } = parseJson(typed());
return type && NESTED.includes(type) && is !== type ? `JSON of type ${type} is wanted.` : null;
} catch (error) { return `No JSON. ${error.message}.`; }
},
});
}
function fileField(name, schema, required) {
const input = make('input', { type: 'file' });
const made = simpleField(name, schema, required, input, {
read: () => (input.files.length ? JSON.stringify(`(${input.files[0].name}, ${size(input.files[0].size)})`) : undefined),
fill: (node) => !node,
wrong: () => (required && !input.files.length ? 'Required: choose a file.' : null),
});
return Object.assign(made, { file: () => input.files[0] });
}
const changed = (node) => node.dispatchEvent(new Event('input', { bubbles: true }));
const firstWrong = (fields) => {
let first = null;
for (const one of fields) {
const wrong = one.check();
first ??= wrong;
}
return first;
};
const focusInto = (element) => one('input, select, textarea, button', element)?.focus();
function groupFrame(name, schema, required) {
const shape = frame(name, schema, required);
const label = make('span.field-name', { id: shape.labelId }, ...shape.label.childNodes);
shape.label.replaceWith(label);
const members = make('div.members');
const element = make('div.nest', { role: 'group', 'aria-labelledby': shape.labelId, 'aria-describedby': shape.described }, shape.element, members);
return { ...shape, element, members };
}
function memberFields(schema, depth) {
const wanted = new Set(schema.required ?? []);
return Object.entries(schema.properties).map(([name, raw]) => ({ name, ...field(name, raw, wanted.has(name), depth + 1) }));
}
function objectField(name, schema, required, depth) {
const shape = groupFrame(name, schema, required);
let fields = null;
const set = (there) => {
fields = there ? memberFields(schema, depth) : null;
shape.members.replaceChildren(...(fields ?? []).map((one) => one.element));
if (toggle) toggle.textContent = there ? 'Remove' : 'Add';
};
const toggle = required ? null : button('Add', () => {
set(!fields);
if (fields) focusInto(shape.members);
changed(shape.members);
}, { class: 'small', 'aria-describedby': shape.labelId });
if (toggle) shape.put(toggle);
set(required);
return {
element: shape.element,
read() {
if (!fields) return undefined;
const sent = fields.map((one) => [one.name, one.read()]).filter(([, text]) => text !== undefined);
return `{${sent.map(([key, text]) => `${JSON.stringify(key)}:${text}`).join(',')}}`;
},
fill(node) {
if (!node) { set(required); return true; }
if (node.is !== 'object') return false;
set(true);
const fit = fields.map((one) => one.fill(member(node, one.name)));
return fit.every(Boolean) && node.members.every(([key]) => fields.some((one) => one.name === key));
},
check: () => (fields ? firstWrong(fields) : null),
};
}
function listField(name, schema, required, depth) {
const shape = groupFrame(name, schema, required);
const nested = NESTED.includes(kindOf(resolved(schema.items)));
const items = make('div', { class: nested ? 'items nested' : 'items' });
let fields = [];
const add = button('Add item', () => { focusInto(append().element); changed(items); }, { class: 'small', 'aria-describedby': shape.labelId });
if (nested) shape.members.append(items, add);
else shape.put(items, add);
const renumber = () => fields.forEach((one, index) => {
one.title.textContent = `${plain(name)} ${index + 1}`;
one.remove.setAttribute('aria-label', `Remove ${plain(name)} ${index + 1}`);
});
const append = () => {
const made = field(`${name} ${fields.length + 1}`, schema.items, 'item', depth + 1);
const remove = button('Remove', () => {
fields = fields.filter((one) => one.made !== made);
item.remove();
renumber();
add.focus();
changed(items);
}, { class: 'small' });
const item = make('div.item', made.element, remove);
const entry = { made, element: made.element, remove, title: one('.field-name bdi', made.element) };
fields.push(entry);
items.append(item);
renumber();
return made;
};
const clear = () => { fields = []; items.replaceChildren(); };
return {
element: shape.element,
read() {
const texts = fields.map((one) => one.made.read()).filter((text) => text !== undefined);
return texts.length || required ? `[${texts.join(',')}]` : undefined;
},
fill(node) {
clear();
if (!node) return true;
return node.is === 'array' && (node.items.length > 0 || required) && node.items.map((item) => append().fill(item)).every(Boolean);
},
check() {
const least = Number(schema.minItems?.text ?? 0);
const most = Number(schema.maxItems?.text ?? Infinity);
const there = fields.length;
const wrong = there < least && (required || there) ? `At least ${least} items.` : there > most ? `At most ${most} items.` : null;
return shape.tell(wrong, add) ?? firstWrong(fields.map((one) => one.made));
},
};
}
function mapField(name, schema, required, depth) {
const shape = groupFrame(name, schema, required);
const items = make('div.items');
let entries = [];
const add = button('Add item', () => { append().key.focus(); changed(items); }, { class: 'small', 'aria-describedby': shape.labelId });
shape.put(items, add);
const append = () => {
const key = make('input', { type: 'text', class: 'typed', placeholder: 'name', 'aria-label': `Name within ${plain(name)}`, autocomplete: 'off', spellcheck: 'false' });
const made = field(`${name} value`, schema.additionalProperties, 'item', depth + 1);
const entry = { key, made };
const item = make('div.item.pair', key, made.element, button('Remove', () => {
entries = entries.filter((other) => other !== entry);
item.remove();
add.focus();
changed(items);
}, { class: 'small' }));
entries.push(entry);
items.append(item);
return entry;
};
return {
element: shape.element,
read() {
if (!entries.length && !required) return undefined;
return `{${entries.map(({ key, made }) => `${JSON.stringify(key.value)}:${made.read() ?? 'null'}`).join(',')}}`;
},
fill(node) {
entries = [];
items.replaceChildren();
if (!node) return true;
if (node.is !== 'object') return false;
return node.members.map(([key, value]) => {
const entry = append();
entry.key.value = key;
return entry.made.fill(value);
}).every(Boolean);
},
check() {
const names = entries.map(({ key }) => key.value);
const twice = entries.find(({ key }, index) => names.indexOf(key.value) < index);
return shape.tell(twice ? `The name ${plain(twice.key.value) || 'without characters'} is there twice.` : null, twice?.key)
?? firstWrong(entries.map(({ made }) => made));
},
};
}
function choiceField(name, schema, required, depth, forms) {
const shape = groupFrame(name, schema, required);
const options = forms.map(({ title }, index) => make('option', { value: String(index) }, title));
const input = make('select.typed', { 'aria-labelledby': shape.labelId, 'aria-describedby': shape.described },
make('option', { value: '' }, required ? 'choose' : 'not sent'), options);
let chosen = null;
shape.put(input);
const show = () => {
const form = forms[input.value];
const silent = form && kindOf(form.schema) === 'const';
chosen = form ? bareField(form, depth, silent) : null;
shape.members.replaceChildren(...(chosen && !silent ? [chosen.element] : []));
};
input.addEventListener('change', show);
return {
element: shape.element,
read: () => chosen?.read(),
fill(node) {
input.value = '';
show();
if (!node) return true;
return forms.some((form, index) => {
input.value = String(index);
show();
return chosen.fill(node) && chosen.check() === null;
});
},
check() {
const wrong = required && input.value === '' ? 'Required: choose a form.' : null;
return shape.tell(wrong, input) ?? chosen?.check() ?? null;
},
};
}
function bareField({ title, schema }, depth, silent) {
if (silent) return { read: () => textOf(schema.const), fill: (node) => compact(node) === textOf(schema.const), check: () => null };
const { description, ...rest } = schema;
const made = field(title, rest, true, depth + 1);
if (kindOf(schema) === 'object') one('.field', made.element)?.remove();
return made;
}
const UNSENDABLE = /^(accept-charset|accept-encoding|access-control-.*|connection|content-length|cookie2?|date|dnt|expect|host|keep-alive|origin|proxy-.*|referer|sec-.*|set-cookie|te|trailer|transfer-encoding|upgrade|via)$/i;
const REVISION = '2025-11-25';
class Unsendable extends Error {
constructor(name, sentence) { super(sentence); this.input = name; }
}
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
const bare = (text) => (text[0] === '"' ? JSON.parse(text) : text);
const isBody = (input) => input.in === 'body' || input.in === 'field';
const isJson = (media) => /^application\/json\b|\+json\b/i.test(media ?? 'application/json');
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
const shownAddress = (entry, request) =>
addressOf(entry.surface) + (entry.kind === 'rest' ? request.path : '');
const shellWord = (text) => `'${text.replace(/'/g, `'\\''`)}'`;
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
const textOfCode = (code) => code.original ?? code.textContent;
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
const COLOURED = 65_536; // bytes that are coloured
const SHOWN = 262_144; // bytes that are shown as text
const QUIET = 300; // milliseconds before waiting is mentioned
const TEXTUAL = /^(text\/|application\/(.*\+)?(json|xml|yaml|javascript|x-ndjson|x-www-form-urlencoded|graphql)\b|application\/(sql|toml)\b)/i;
const isSafe = (entry) => entry.safe === true || (entry.kind === 'rest' && /^(GET|HEAD|OPTIONS)$/.test(entry.method));
async function send(entry, request, signal) {
const headers = new Headers({ 'x-page': '1' });
for (const [name, value] of request.headers) headers.append(name, value);
const trace = known.state?.traces === undefined ? null : randomHex(16);
if (trace) headers.set('traceparent', `00-${trace}-${randomHex(8)}-01`);
const shown = [...headers];
const address = authorize(entry.surface, headers, wayOf(entry.surface) + request.path);
const began = performance.now();
const response = await fetch(address, {
method: request.method, headers, body: request.body, signal, mode: 'same-origin', redirect: 'manual', cache: 'no-store',
});
const url = new URL(wayOf(entry.surface) + request.path, location.href);
const lines = [`${request.method} ${url.pathname}${url.search}`, ...shown.map(([name, value]) => `${name}: ${value}`), ...tokenLine(entry.surface)];
const body = request.shownBody === undefined ? '' : `\n\n${pretty(request.shownBody)}`;
return { response, began, trace, sent: lines.join('\n') + body };
}
function tokenLine(namespace) {
if (!known.tokens.has(namespace)) return [];
const [kind, name] = guardOf(namespace) ?? ['bearer'];
if (kind === 'query') return [`(and ${name}=$TOKEN in the query)`];
return [kind === 'header' ? `${name}: $TOKEN` : 'authorization: Bearer $TOKEN'];
}
const randomHex = (bytes) =>
[...crypto.getRandomValues(new Uint8Array(bytes))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
function answerBox(title, heading) {
const nameId = freshId('answer');
const content = make('div.content', make('p.none', 'Not called yet.'));
const element = make('div.part.answer', { role: 'group', 'aria-labelledby': nameId },
make(heading, { class: 'part-name', id: nameId }, 'Answer', make('span.quiet', ` of ${plain(title)}`)), content);
return { element, content };
}
async function call(entry, request, box, controls) {
const stop = new AbortController();
const started = performance.now();
box.element.setAttribute('aria-busy', 'true');
const cancel = button('Cancel', () => stop.abort(), { class: 'small' });
const time = make('span', 'Waiting');
const tick = setInterval(() => {
const passed = performance.now() - started;
if (passed > QUIET && !cancel.isConnected) box.content.replaceChildren(make('p.line', time, cancel));
time.textContent = `Waiting ${(passed / 1000).toFixed(1)} s`;
}, 100);
try {
const sent = await send(entry, request, stop.signal);
const media = sent.response.headers.get('content-type') ?? '';
if (/^text\/event-stream/i.test(media)) {
clearInterval(tick);
await showEvents(entry, sent, box, stop);
} else {
const bytes = new Uint8Array(await sent.response.arrayBuffer());
showAnswer(entry, sent, bytes, performance.now() - sent.began, box);
}
} catch (error) {
showFailure(entry, error, stop.signal.aborted, box);
} finally {
clearInterval(tick);
box.element.removeAttribute('aria-busy');
controls.done();
}
}
function showFailure(entry, error, cancelled, box) {
const sentence = cancelled
? 'Cancelled. The call may have reached its end all the same.'
: `This binary gave no answer (${plain(error.message)}). It may have ended, or closed the connection; look at its log.`;
box.content.replaceChildren(make('p', { class: `line ${cancelled ? '' : 'err'}` }, make('strong', cancelled ? 'Cancelled' : 'No answer')), make('p.notice', sentence));
say(sentence);
}
function statusLine(response, words, time, bytes, sent, isError) {
const media = (response.headers.get('content-type') ?? '').split(';')[0];
const upstream = /(?:^|,)\s*upstream;.*?dur=([\d.]+)/.exec(response.headers.get('server-timing') ?? '')?.[1];
return make('p', { class: `line ${isError ? 'err' : 'ok'}` },
make('strong', words), make('span', duration(time)),
upstream ? make('span.media', `of which upstream ${duration(Number(upstream))}`) : null,
bytes === null ? null : make('span', size(bytes)),
media ? make('span.media', plain(media)) : null,
sent.trace ? make('a', { href: `#trace/${sent.trace}` }, `trace ${sent.trace.slice(0, 8)}`) : null);
}
function showAnswer(entry, sent, bytes, time, box) {
const { response } = sent;
if (response.type === 'opaqueredirect') return showFailure(entry, new Error('the answer is a redirect, which no page may read; use the curl line'), false, box);
const media = response.headers.get('content-type') ?? '';
const text = textOfBytes(bytes, media);
const message = entry.kind === 'rest' ? null : messageOf(text);
const isError = !response.ok || message?.isError === true;
const code = `${response.status}${response.statusText ? ` ${plain(response.statusText)}` : ''}`;
const words = message ? `${code}, ${message.word}` : code;
const panels = [];
if (message?.result !== undefined) panels.push({ name: 'Result', panel: bodyPanel(message.result, bytes, message.media) });
panels.push({ name: message ? 'Message' : 'Body', panel: bodyPanel(text, bytes, media) });
const headers = [...response.headers];
panels.push({ name: `Headers ${headers.length}`, panel: headerPanel(headers) });
panels.push({ name: 'Request as sent', panel: codePanel(spelled(sent.sent)) });
const original = message?.result ?? text;
const code0 = () => one('.panel:not(.off) code', box.content);
const tools = [
button('Copy', () => copyText(original ?? '', code0() ?? box.content), { class: 'small', 'aria-label': 'Copy the answer' }),
button('Download', () => download([bytes], fileName(entry, media), media), { class: 'small', 'aria-label': 'Download the answer' }),
];
box.content.replaceChildren(statusLine(response, words, time, bytes.length, sent, isError),
...noticesOf(entry, response, text, message), tabs(panels, 'Answer', tools));
watchScrolling(box.content);
say(`${words}, ${Math.round(time)} milliseconds, ${size(bytes.length)}`);
}
const ENDINGS = [[/json/, 'json'], [/html/, 'html'], [/xml/, 'xml'], [/csv/, 'csv'], [/yaml/, 'yaml'], [/^text\//, 'txt'], [/pdf/, 'pdf'], [/^image\/(png|jpeg|gif|webp)/, null]];
function fileName(entry, media) {
const found = ENDINGS.find(([pattern]) => pattern.test(media));
const ending = found ? found[1] ?? found[0].exec(media)[1] : 'bin';
return `${entry.name.replace(/[^\w.-]+/g, '-')}.${ending}`;
}
function textOfBytes(bytes, media) {
if (media && !TEXTUAL.test(media)) return null;
const charset = /charset="?([\w.:-]+)/i.exec(media)?.[1] ?? 'utf-8';
try {
return new TextDecoder(charset, { fatal: !media }).decode(bytes);
} catch { return null; }
}
function messageOf(text) {
let node;
try { node = parseJson(text ?? ''); } catch { return { word: 'no message', isError: true }; }
const error = member(node, 'error');
if (error) return { word: 'error', isError: true, sentence: member(error, 'message')?.value };
const result = member(node, 'result');
if (!result) return { word: 'no result', isError: true };
const isError = member(result, 'isError')?.is === 'true';
const structured = member(result, 'structuredContent');
const word = isError ? 'tool error' : 'result';
if (structured) return { word, isError, result: compact(structured), media: 'application/json' };
const parts = (member(result, 'content') ?? member(result, 'contents') ?? member(result, 'messages'));
const texts = parts?.is === 'array' ? parts.items.map((part) => (member(part, 'text') ?? member(member(part, 'content'), 'text'))?.value) : [];
if (texts.length && texts.every((one) => typeof one === 'string')) return { word, isError, result: texts.join('\n'), media: 'text/plain' };
return { word, isError, result: compact(result), media: 'application/json' };
}
function bodyPanel(text, bytes, media) {
if (text === null || text === undefined) return sentencePanel(bytes.length ? `${plain(media) || 'Bytes'}, ${size(bytes.length)}. Download has it.` : 'Empty.');
if (text === '') return sentencePanel('Empty.');
if (text.length > SHOWN) {
const head = codePanel(spelled(text.slice(0, COLOURED)));
head.prepend(make('p.notice', `The first 64 KiB of ${size(bytes.length)}. Download has all.`));
return head;
}
const pieces = /json/i.test(media) || /^\s*[{[]/.test(text) ? indented(text) : null;
if (!pieces) return codePanel(spelled(text));
if (text.length > COLOURED) return codePanel(spelled(pieces.map(([, piece]) => piece).join('')));
return codePanel(pieces.flatMap(([kind, piece]) => (kind && kind !== 'name' ? make('span', { class: `j-${kind}` }, spelled(piece)) : spelled(piece))));
}
const sentencePanel = (text) => make('div.panel', make('p.none', text));
const codePanel = (nodes) => make('div.panel.snippet', { 'data-label': 'Answer' }, make('pre', make('code', nodes)));
const headerPanel = (headers) => make('div.panel', make('div.scroll', { 'data-label': 'Headers' },
make('table.plain', make('thead', make('tr', make('th', { scope: 'col' }, 'Header'), make('th', { scope: 'col' }, 'Value'))),
make('tbody', headers.map(([name, value]) => make('tr', make('th', { scope: 'row' }, foreign(name)), make('td', foreign(value))))))));
function noticesOf(entry, response, text, message) {
const notices = [];
const detail = (() => { try { return member(parseJson(text ?? ''), 'detail')?.value; } catch { return null; } })();
const { status } = response;
if (status === 401) {
const link = make('a', { href: '#x-token', on: { click: (event) => { event.preventDefault(); focusToken(entry.surface); } } }, 'Give a token');
notices.push(['The guard of this surface refused the call. ', link, ', then send again.']);
} else if (status === 403) {
notices.push([detail ? foreign(detail) : 'The token is known, but may not do this.']);
} else if (status === 502 || status === 504) {
if (detail) notices.push([foreign(detail)]);
notices.push([`The call reached this binary; ${plain(hostOf(entry))} did not answer as it should.`]);
} else if (!response.ok && detail) {
notices.push([foreign(detail)]);
}
if (message?.sentence) notices.push([foreign(message.sentence)]);
else if (message?.word === 'tool error') notices.push(['The tool says that it failed; its result has the reason.']);
return notices.map((words) => make('p.notice', words));
}
async function showEvents(entry, sent, box, stop) {
const code = make('code');
const line = statusLine(sent.response, `${sent.response.status} event stream`, performance.now() - sent.began, null, sent, !sent.response.ok);
const end = button('Stop', () => stop.abort(), { class: 'small' });
line.append(end);
box.content.replaceChildren(line, make('div.panel.snippet', { 'data-label': 'Events' }, make('pre', code)));
watchScrolling(box.content);
say('Event stream: lines appear as they come');
const reader = sent.response.body.pipeThrough(new TextDecoderStream()).getReader();
let shown = 0;
try {
for (let next = await reader.read(); !next.done; next = await reader.read()) {
shown += next.value.length;
if (shown > SHOWN) code.replaceChildren('…\n');
if (shown > SHOWN) shown = 0;
code.append(...spelled(next.value));
code.parentElement.scrollTop = code.parentElement.scrollHeight;
}
say('The stream has ended');
} catch (error) {
if (!stop.signal.aborted) throw error;
say('Stopped');
} finally {
end.remove();
}
}
function buildForm(box, entry) {
const inputsPart = one('.part.inputs', box);
const heading = one('.part-name', inputsPart);
const answer = answerBox(entry.name, heading.localName);
one('.side', box).prepend(answer.element);
tabbedFigures(one('.part.request', box), `Request of ${plain(entry.name)}`);
const fields = inputsOf(entry).map((input) => ({ input, ...inputField(entry, input) }));
const body = make('div.fields', fields.map((made) => made.element));
const form = {
entry, box, fields, body, answer, asJson: null, waiting: false,
error: make('p.error', { role: 'alert', hidden: true }),
};
const follows = oncePerFrame(() => followForm(form));
const element = make('div', { class: 'form', on: {
input: follows,
change: follows,
keydown(event) {
if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) { event.preventDefault(); submit(form); }
},
} });
const title = make('div.part-line');
heading.before(title);
title.append(heading);
if (fields.length) {
form.toggle = button('As JSON', () => toggleJson(form), { class: 'small', 'aria-pressed': 'false' });
title.append(form.toggle);
} else {
body.append(make('p.none', 'None.'));
}
element.append(body, form.error, sendLine(form));
one('.scroll, .none', inputsPart)?.classList.add('in-print');
inputsPart.append(element);
return form;
}
function inputField(entry, { name, in: place, schema, required }) {
const found = resolved(schema);
const isWhole = place === 'body';
if (isWhole && !isJson(entry.media)) {
return /^text\//i.test(entry.media) ? textField(name, { maxLength: new Digits(String(LONG_TEXT)), ...found, type: 'string' }, required) : fileField(name, found, required);
}
const untyped = kindOf(found) === 'any' && !typesOf(found).length;
return untyped && !isBody({ in: place }) && place !== 'argument' ? textField(name, found, required) : field(name, schema, required, isWhole ? -1 : 0);
}
function sendLine(form) {
const { entry } = form;
const safe = isSafe(entry);
const hintId = freshId('send');
const words = { rest: `Send ${entry.method}`, tools: 'Call tool', prompts: 'Get prompt', resources: 'Read resource' }[entry.kind];
form.send = button(words, () => submit(form), { class: 'primary', 'aria-describedby': hintId });
const host = make('span.host', plain(hostOf(entry)));
if (entry.destructive) {
const box = make('input', { type: 'checkbox', id: freshId('sure') });
form.sure = box;
form.sureError = make('p.error', { id: freshId('error'), hidden: true }, 'Tick the box first.');
box.setAttribute('aria-describedby', form.sureError.id);
return make('div.send',
make('p.sure', box, make('label', { for: box.id }, 'This may destroy something at ', host, '.')), form.sureError,
make('p', form.send, make('span.hint', { id: hintId }, 'Ctrl Enter')));
}
return make('p.send', form.send,
make('span.hint', { id: hintId }, 'Ctrl Enter', safe || !entry.upstream ? null : make('span.changes', ' · changes something at ', host)));
}
function valuesOf(form) {
if (!form.asJson) return new Map(form.fields.map(({ input, read }) => [input.name, read()]).filter(([, text]) => text !== undefined));
const node = parseJson(form.asJson.value.trim() || '{}');
if (node.is !== 'object') throw new JsonError(0, form.asJson.value);
return new Map(node.members.map(([name, value]) => [name, compact(value)]));
}
const fileOf = (form) => (form.asJson ? undefined : form.fields.find((one) => one.file)?.file());
function followForm(form) {
try {
follow(form.entry, form.box, valuesOf(form), fileOf(form));
} catch { /* Half a value is no reason to change the snippet. */ }
}
function tell(form, text) {
form.error.textContent = text ?? '';
form.error.hidden = !text;
}
function toggleJson(form) {
tell(form, null);
if (!form.asJson) {
const sent = form.fields.map(({ input, read }) => [input.name, read()]).filter(([, text]) => text !== undefined);
const text = `{${sent.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`;
const area = make('textarea', { class: 'typed', rows: 12, spellcheck: 'false', 'aria-label': `Input of ${plain(form.entry.name)} as JSON` });
area.value = pretty(text);
form.asJson = area;
form.body.classList.add('off');
form.body.after(area);
} else {
const misfit = fillForm(form);
if (misfit) { tell(form, misfit); return; }
form.asJson.remove();
form.asJson = null;
form.body.classList.remove('off');
}
form.toggle.setAttribute('aria-pressed', String(Boolean(form.asJson)));
followForm(form);
}
function fillForm(form) {
let node;
try { node = parseJson(form.asJson.value.trim() || '{}'); } catch (error) { return `No JSON. ${error.message}.`; }
if (node.is !== 'object') return 'An object is wanted, with a member for each input.';
const unknown = node.members.filter(([name]) => !form.fields.some(({ input }) => input.name === name)).map(([name]) => `\`${plain(name)}\``);
if (unknown.length) return `The form has no field for ${withOrder(unknown)}. It can be sent as JSON.`;
const misfits = form.fields.filter(({ input, fill }) => !fill(member(node, input.name))).map(({ input }) => `\`${plain(input.name)}\``);
return misfits.length ? `The form cannot show ${withOrder(misfits)} as it is. It can be sent as JSON.` : null;
}
function submit(form) {
if (form.waiting) return;
tell(form, null);
let wrong = form.asJson ? null : firstWrong(form.fields);
if (form.sure) {
const missing = !form.sure.checked;
form.sureError.hidden = !missing;
markWrong(form.sure, missing);
if (missing) wrong ??= form.sure;
}
if (wrong) { wrong.focus(); return; }
let request;
try {
request = requestOf(form.entry, valuesOf(form), fileOf(form));
const unknown = unknownOf(form);
if (unknown) { tell(form, unknown); form.asJson.focus(); return; }
} catch (error) {
const made = form.fields.find(({ input }) => input.name === error.input);
if (made?.shape && !form.asJson) made.shape.tell(error.message, made.control)?.focus();
else { tell(form, error instanceof JsonError ? `No JSON. ${error.message}.` : error.message); form.asJson?.focus(); }
return;
}
form.waiting = true;
form.send.setAttribute('aria-disabled', 'true');
call(form.entry, request, form.answer, { done() { form.waiting = false; form.send.removeAttribute('aria-disabled'); soon(); } });
}
function unknownOf(form) {
if (!form.asJson || form.entry.kind !== 'rest') return null;
const unknown = [...valuesOf(form).keys()].filter((name) => !form.fields.some(({ input }) => input.name === name));
return unknown.length ? `There is no input ${withOrder(unknown.map((name) => `\`${plain(name)}\``))}.` : null;
}
const forms = new WeakMap(); // by `div.entry`
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
const TAKES_TOKEN = ['bearer', 'oauth2', 'header', 'query'];
function guardedSurfaces() {
if (document.body.classList.contains('closed')) return [['', '']];
return rows().filter(({ dataset }) => TAKES_TOKEN.includes((dataset.guard ?? '').split(' ')[0]))
.map((row) => [row.dataset.surface, one('th', row).textContent]);
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
function focusToken(namespace) {
const input = all('.token').find(({ dataset }) => dataset.surface === namespace) ?? one('.token');
const details = input?.closest('details');
if (details) details.open = true;
input?.focus();
}
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
notice('gone', ['The guard of this surface refused the page. Give a token above.']);
} else {
const seen = known.lastSeen ? ` Last seen ${clock(known.lastSeen)}.` : '';
notice('gone', [`This binary does not answer.${seen}`]);
}
}
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
const soon = () => setTimeout(poll, 300);
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
if (line && getSelection().isCollapsed && event.clientX < line.getBoundingClientRect().left + 48) location.hash = line.id;
});
new IntersectionObserver((entries, observer) => {
if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
observer.disconnect();
colourKeys(spec);
}).observe(spec);
}
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
let openedTrace = null;
function showTraces(state, before) {
if (state.traces === undefined || state.traces === null || !one('#overview')) return;
if (!one('#traces')) {
const rowsBody = make('tbody');
one('main').insertBefore(make('section', { id: 'traces', 'aria-labelledby': 'h-traces' },
make('h2', { id: 'h-traces' }, 'Traces'), make('p.beside'),
make('p.none', 'None yet.'),
make('div.scroll', { hidden: true, 'data-label': 'Traces' }, make('table.traces',
make('thead', make('tr', ...['Time', 'Surface', 'Function', 'Answer'].map((name) => make('th', { scope: 'col' }, name)), make('th.n', { scope: 'col' }, 'Took'))), rowsBody)),
make('div.waterfall', { id: 'x-waterfall' })), one('.nothing'));
one('nav > ul')?.append(make('li', make('a', { href: '#traces' }, 'Traces ', make('span.n'))));
watchScrolling(one('#traces'));
watchSections();
}
one('nav a[href="#traces"] .n').textContent = digits(state.traces);
if (state.traces.text !== before?.traces?.text || !one('#traces tbody tr')) readTraces();
}
async function readTraces() {
let found;
try { found = await part('/-/traces'); } catch { return; }
const section = one('#traces');
const { traces } = found;
one('.none', section).hidden = traces.length > 0;
one('.scroll', section).hidden = traces.length === 0;
one('.beside', section).textContent = traces.length ? `latest ${traces.length} of ${digits(found.total)}` : '';
one('tbody', section).replaceChildren(...traces.map(traceRow));
if (location.hash.startsWith('#trace/') && openedTrace !== location.hash.slice(7)) openTrace(location.hash.slice(7), true);
}
function traceRow({ id, time, surface, function: name, answer, ok, ms }) {
const at = new Date(time);
const shown = Number.isNaN(at.getTime()) ? plain(time) : `${clock(at)}.${String(at.getMilliseconds()).padStart(3, '0')}`;
const open = button(plain(name), () => {
if (openedTrace === id) closeTrace();
else { history.replaceState(null, '', `#trace/${id}`); openTrace(id); }
}, { class: 'as-text', 'aria-expanded': String(openedTrace === id), 'aria-controls': 'x-waterfall', 'data-trace': id });
return make('tr', make('td', shown), make('td', plain(surface)), make('th', { scope: 'row' }, open),
make('td', make('strong', { class: ok ? 'up' : 'down' }, plain(answer))), make('td.n', milliseconds(ms)));
}
function closeTrace() {
openedTrace = null;
one('#x-waterfall')?.replaceChildren();
markOpened();
}
const markOpened = () => {
for (const open of all('[data-trace]')) open.setAttribute('aria-expanded', String(open.dataset.trace === openedTrace));
};
async function openTrace(id, quiet) {
const place = one('#x-waterfall');
if (!place || !/^[0-9a-f]{32}$/.test(id)) return;
openedTrace = id;
markOpened();
try {
const trace = await part(`/-/traces/${id}`);
if (openedTrace !== id) return;
place.replaceChildren(...waterfall(trace));
} catch (error) {
if (openedTrace !== id) return;
place.replaceChildren(make('p.none', error.status === 404 ? 'This trace is not here: not yet, no longer, or not sampled.' : 'Could not be read. Try again.'));
openedTrace = null;
}
watchScrolling(one('#traces'));
if (!quiet) place.scrollIntoView({ block: 'nearest' });
}
function waterfall({ id, ms, spans }) {
const total = Math.max(Number(ms?.text ?? 0), 0.001);
const depth = new Map();
const body = spans.map((span) => {
const level = span.parent && depth.has(span.parent) ? depth.get(span.parent) + 1 : 0;
depth.set(span.id, level);
const [start, time] = [Number(span.start.text), Number(span.ms.text)];
return make('tr', make('th', { scope: 'row', class: `deep-${Math.min(level, 6)}` }, foreign(span.name)),
make('td.n', fine(start)), make('td.n', fine(time)),
make('td.bar', { 'aria-hidden': 'true' }, bar(start / total, time / total)));
});
const head = ['Span', 'Start ms', 'Time ms'].map((name, index) => make('th', { scope: 'col', class: index ? 'n' : null }, name));
return [make('p.trace-id', make('code', `Trace ${id}`)),
make('div.scroll', { 'data-label': 'Waterfall' }, make('table',
make('thead', make('tr', head, make('td.bar', { 'aria-hidden': 'true' }, `0 – ${fine(total)} ms`))), make('tbody', body)))];
}
const fine = (value) => String(Number(value.toFixed(value < 10 ? 1 : 0)));
function bar(start, length) {
const svg = (name, attributes) => {
const element = document.createElementNS('http://www.w3.org/2000/svg', name);
for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
return element;
};
const picture = svg('svg', { width: '100%', height: '8', focusable: 'false' });
const percent = (share) => `${(Math.min(Math.max(share, 0), 1) * 100).toFixed(2)}%`;
picture.append(svg('rect', { class: 'rail', width: '100%', height: '8' }),
svg('rect', { class: 'fill', x: percent(start), width: percent(Math.max(length, 0.004)), height: '8' }));
return picture;
}
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
})();
