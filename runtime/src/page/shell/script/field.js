// Fields of one value. A field has
//   element      its nodes
//   read()       the JSON text of its value, undefined when nothing is sent
//   fill(node)   shows a node, or nothing for undefined; false when it does not fit
//   check()      shows what is wrong, returns the first wrong control or null
// `required` is 'item' for what is there because somebody added it: it has to have a value, which needs no words.

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

// The label, the words below it, and the places of control, description and error.
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

// A field with one control, whose check is `wrong(text)`.
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

// `values` are pairs of JSON text and the text that is shown.
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

// Any JSON: an object without members, or what is too deep for a form.
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

// A file, sent as it is.
function fileField(name, schema, required) {
  const input = make('input', { type: 'file' });
  const made = simpleField(name, schema, required, input, {
    read: () => (input.files.length ? JSON.stringify(`(${input.files[0].name}, ${size(input.files[0].size)})`) : undefined),
    fill: (node) => !node,
    wrong: () => (required && !input.files.length ? 'Required: choose a file.' : null),
  });
  return Object.assign(made, { file: () => input.files[0] });
}
