// The parts of the script that need no browser: JSON without loss, schemas, requests and snippets.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import vm from 'node:vm';

const root = process.env.PAGE_ROOT ? `file://${process.env.PAGE_ROOT}/` : new URL('../../../', import.meta.url);
const folder = new URL('runtime/src/page/shell/script/', root);
const names = ['base', 'json', 'wire', 'schema', 'request', 'snippets'];
const wanted = ['parseJson', 'compact', 'pretty', 'compareNumbers', 'isMultiple', 'requestOf', 'inputsOf', 'curl', 'shellWord', 'rustText', 'rustRaw', 'known', 'typeWord', 'wrongNumber', 'wrongString', 'resolved', 'ordinary', 'hint'];
const source = names.map((name) => fs.readFileSync(new URL(`${name}.js`, folder), 'utf8')).join('\n');
const context = vm.createContext({
  document: { body: { classList: { contains: () => false }, dataset: {} }, querySelector: () => null, querySelectorAll: () => [] },
  location: { origin: 'http://127.0.0.1:8080' }, CSS: { escape: (text) => text }, File: class File {}, URL, URLSearchParams, console,
});
const parts = vm.runInContext(`${source}\n({ ${wanted.join(', ')} })`, context);
const { known } = parts;
known.types = {};

const random = (() => { let seed = 7; return (below) => { seed = (seed * 1103515245 + 12345) % 2147483648; return seed % below; }; })();
const pick = (list) => list[random(list.length)];

// A random JSON text with numbers and texts that are easily lost.
function anyJson(depth) {
  const space = pick(['', ' ', '\n', '\t ']);
  switch (random(depth > 0 ? 7 : 5)) {
    case 0: return space + pick(['0', '-0', '9007199254740993', '1e400', '0.10', '-12.50e-7', '123456789012345678901234567890']);
    case 1: return space + pick(['true', 'false', 'null']);
    case 2: case 3: return space + JSON.stringify(pick(['', 'a', '"', '\\', '\n', '\u202e', '{"a":[1,2]}', ', : ', '\ud83d\ude00', '</script>', "it's"]));
    case 4: return `${space}""`;
    case 5: return `${space}[${Array.from({ length: random(4) }, () => anyJson(depth - 1)).join(`${space},`)}${space}]`;
    default: return `${space}{${Array.from({ length: random(4) }, (_, n) => `${space}"k${n}"${space}:${anyJson(depth - 1)}`).join(',')}${space}}`;
  }
}

const shortest = (text) => text.replace(/("(?:[^"\\]|\\.)*")|\s+/g, '$1');

test('JSON is read, written and indented without loss', () => {
  for (let round = 0; round < 3000; round += 1) {
    const text = anyJson(4);
    JSON.parse(text);
    assert.equal(shortest(parts.pretty(text)), shortest(text));
    assert.deepEqual(JSON.parse(parts.compact(parts.parseJson(text))), JSON.parse(text));
    const numbers = (one) => (one.replace(/"(?:[^"\\]|\\.)*"/g, '').match(/-?\d[\d.eE+-]*/g) ?? []).join(' ');
    assert.equal(numbers(parts.compact(parts.parseJson(text))), numbers(text));
  }
});

test('what is no JSON is told with its place, as JSON.parse tells it apart', () => {
  for (const text of ['', '{', '[1,]', '{"a":1,}', '01', '1.', '.5', '"\n"', '"\\x"', 'nul', '[1 2]', '{"a" 1}', '{a:1}', "'a'", '[1]]', '-', '"\\u12"', 'NaN', '\u00a01']) {
    assert.throws(() => JSON.parse(text), text);
    assert.throws(() => parts.parseJson(text), /Line \d+, column \d+/, text);
  }
  assert.throws(() => parts.parseJson('[\n  1,\n  x\n]'), /Line 3, column 3/);
  assert.throws(() => parts.parseJson('['.repeat(100_000)), /Line 1/);
});

test('text that is mutated is read exactly when JSON.parse reads it', () => {
  for (let round = 0; round < 3000; round += 1) {
    const text = [...anyJson(3)];
    text.splice(random(text.length), random(2), pick(['"', '{', ']', ',', '1', 'e', '\\', ' ', ':', '-', '.']));
    const whole = text.join('');
    let expected = true;
    try { JSON.parse(whole); } catch { expected = false; }
    let found = true;
    try { parts.parseJson(whole); } catch { found = false; }
    assert.equal(found, expected, whole);
  }
});

test('numbers are compared by their digits', () => {
  assert.equal(Math.sign(parts.compareNumbers('9223372036854775807', '9223372036854775808')), -1);
  assert.equal(parts.compareNumbers('1.0', '1'), 0);
  assert.equal(parts.compareNumbers('1e2', '100'), 0);
  assert.equal(Math.sign(parts.compareNumbers('-0.1', '0')), -1);
  assert.equal(parts.isMultiple('0.3', '0.1'), true);
  assert.equal(parts.isMultiple('1.5', '1'), false);
  assert.equal(parts.compareNumbers('1e999999999', '1') > 0, true);
});

test('bounds and formats are told in sentences', () => {
  const schema = (text) => parts.resolved(parts.ordinary(parts.parseJson(text)));
  assert.equal(parts.wrongNumber('1.5', schema('{"type":"number","maximum":1}')), 'At most 1.');
  assert.equal(parts.wrongNumber('9223372036854775808', schema('{"type":"integer","maximum":9223372036854775807}')), 'At most 9223372036854775807.');
  assert.equal(parts.wrongNumber('12a', schema('{"type":"integer"}')), 'A number in digits, such as 12 or 0.5.');
  assert.equal(parts.wrongNumber('1.5', schema('{"type":"integer"}')), 'A whole number.');
  assert.equal(parts.wrongString('17', schema('{"type":"string","format":"uuid"}')), 'A UUID: 8-4-4-4-12 hexadecimal digits.');
  assert.equal(parts.wrongString('a', schema('{"type":"string","pattern":"((("}')), null);
  assert.equal(parts.hint(schema('{"type":"integer","minimum":1,"maximum":100,"default":20}'), true), 'integer, 1 – 100, default 20, required');
});

const entry = (more) => ({ kind: 'rest', surface: 'a', name: 'n', method: 'POST', path: '/v1/{id}/x', inputs: [], ...more });
const input = (name, place, more) => ({ name, in: place, schema: {}, ...more });

test('values go where their inputs are', () => {
  const one = entry({ inputs: [input('id', 'path'), input('q', 'query'), input('list', 'query'), input('map', 'query'), input('h', 'header'), input('a', 'field'), input('b', 'field', { at: ['deep', 'er'] })] });
  const values = new Map([['id', '"a/b ?\'"'], ['q', '"1&2"'], ['list', '["x",2]'], ['map', '{"k":"v"}'], ['h', '"y"'], ['a', '9007199254740993'], ['b', '[1]']]);
  const request = parts.requestOf(one, values);
  assert.equal(request.path, "/v1/a%2Fb%20%3F'/x?q=1%262&list%5B%5D=x&list%5B%5D=2&map%5Bk%5D=v");
  assert.equal(request.body, '{"a":9007199254740993,"deep":{"er":[1]}}');
  assert.equal(JSON.stringify(request.headers), '[["h","y"],["Content-Type","application/json"]]');
});

test('what a browser cannot send is told', () => {
  const send = (place, value, name = 'x') => parts.requestOf(entry({ path: '/{x}', inputs: [input(name, place)] }), new Map([[name, value]]));
  assert.throws(() => send('path', '".."'), /takes `\.` and `\.\.` out/);
  assert.throws(() => send('header', '"a"', 'Host'), /No browser/);
  assert.throws(() => send('cookie', '"a"'), /No browser/);
  assert.throws(() => send('header', '"a\\nb"', 'x-y'), /one line/);
});

// `sh` with a `curl` that prints its arguments, each ended by NUL.
function shellArguments(line) {
  const script = 'curl() { printf "%s\\0" "$@"; }\nTOKEN=secret\n';
  return execFileSync('sh', ['-c', script + line]).toString().split('\0').slice(0, -1);
}

test('a shell reads of the curl line exactly what was meant', () => {
  const texts = ['a', "it's", '"', '\\', '$HOME', '`id`', '!x', 'a\nb', '*', '~', '#', "'", "''", '\\\'', '$(id)', '\u202e', '%', '&', ';|<>', '-H', '@file'];
  for (let round = 0; round < 150; round += 1) {
    const text = Array.from({ length: 1 + random(4) }, () => pick(texts)).join('');
    const one = entry({ inputs: [input('id', 'path'), input('t', 'field')] });
    const values = new Map([['id', JSON.stringify(text)], ['t', JSON.stringify(text)]]);
    const request = parts.requestOf(one, values);
    const found = shellArguments(parts.curl(one, request));
    assert.equal(found[0], '-X');
    assert.equal(found[2], `http://127.0.0.1:8080${request.path}`);
    assert.equal(JSON.parse(found[found.length - 1]).t, text);
    assert.equal(found[found.length - 2], '--data-raw');
  }
});

test('a header without a value stays a header for curl', () => {
  const one = entry({ method: 'GET', path: '/', inputs: [input('x-a', 'header')] });
  const found = shellArguments(parts.curl(one, parts.requestOf(one, new Map([['x-a', '""']]))));
  assert.deepEqual(found, ['http://127.0.0.1:8080/', '-H', 'x-a;']);
});

test('literals of Rust', () => {
  assert.equal(parts.rustText('a"\\\n\u202e'), '"a\\"\\\\\\n\\u{202e}"');
  assert.equal(parts.rustRaw('a"#b'), 'r##"a"#b"##');
});

test('references find their targets, also in circles', () => {
  const schema = parts.ordinary(parts.parseJson('{"type":"object","properties":{"a":{"$ref":"#/$defs/N"}},"$defs":{"N":{"type":"object","properties":{"b":{"$ref":"#/$defs/N"},"c":{"$ref":"#/nowhere"}}}}}'));
  const [found] = parts.inputsOf({ kind: 'tools', schema });
  const node = parts.resolved(found.schema);
  assert.equal(parts.typeWord(parts.resolved(node.properties.b).properties.b), 'object');
  assert.equal(parts.typeWord(node.properties.c), 'any');
});
