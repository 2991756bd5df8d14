// Nodes, words and the one live region. Text enters the page by `textContent` only.

// Control, bidi and invisible characters. They are shown as their number, since they would mislead.
const HAZARDS = new RegExp(
  '[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f'
  + '\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufffb'
  + '\\u{1d173}-\\u{1d17a}\\u{e0000}-\\u{e0fff}]', 'gu');

// What the script knows. Nothing of it is stored.
const known = {
  entries: null, // of /-/page.json, by id
  types: null,
  state: null, // the latest of /-/state
  tokens: new Map(), // by namespace
  lastSeen: null,
};

const one = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];

// An element by its name and classes, such as `p.notice`. Attributes may be left out; `on` holds listeners. What is
// null or false is left out, and texts become text nodes.
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

// Marks a control whose value is wrong, or takes the mark away.
function markWrong(control, wrong) {
  if (wrong) control.setAttribute('aria-invalid', 'true');
  else control.removeAttribute('aria-invalid');
}

let lastId = 0;
const freshId = (stem) => `x-${stem}-${lastId += 1}`;

const number = (character) => `U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, '0')}`;

// Foreign text for an attribute or a sentence.
const plain = (text) => String(text).replace(HAZARDS, number);

// Foreign text as nodes: hazards in boxes.
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

// Foreign text, kept from reordering what stands around it.
const foreign = (text, attributes = {}) => make('bdi', attributes, spelled(String(text)));

// The live region. A text that is the same as the last one would not be read again.
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

// Runs `work` once per frame at most, however often it is asked for.
function oncePerFrame(work) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => { asked = false; work(); });
  };
}
