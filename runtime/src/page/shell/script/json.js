// JSON without loss: a number stays the text that it came as, and members keep their order.
//
// A node is { is: 'object', members: [[name, node]] }, { is: 'array', items }, { is: 'string', value },
// { is: 'number', text }, or { is: 'true' | 'false' | 'null' }.

const DEEPEST = 500;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const STRING = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y;
const TOKEN = /[\s,:]+|"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]]|[^\s,:{}[\]"]+/gs;
const SPACE = /[ \t\n\r]*/y;

// A number as it was written.
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

// Returns the node of a text, or throws a `JsonError` with the place.
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

// The shortest text of a node.
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

// A node as an ordinary value, for what the page itself reads. Numbers become `Digits`.
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

// The JSON text of an ordinary value.
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

// The pieces of an indented text, as [kind, text]. Only white space is changed; null for what is no JSON.
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

// Exact comparison of two JSON numbers by their texts: negative, zero or positive.
function compareNumbers(left, right) {
  const a = decimal(left);
  const b = decimal(right);
  if (!a || !b) return Number(left) - Number(right);
  const exponent = Math.min(a.exponent, b.exponent);
  const scaled = ({ digits, exponent: own }) => digits * 10n ** BigInt(own - exponent);
  const difference = scaled(a) - scaled(b);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

// A number as digits and exponent of ten; null for exponents that nobody means.
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
