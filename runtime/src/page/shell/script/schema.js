// What a schema says, in words and as a check.

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

// Lets references within a schema find their targets, since a field knows only its own part.
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

// A schema with its references and `allOf` taken in.
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

// The kind of control that a schema asks for.
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

// The name of a type in one or two words: `uuid`, `list of string`, `one of 2 forms`.
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

// Bounds as words: `≥ 1`, `0 – 1`, `at most 64 characters`.
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

// The forms of a choice, each with its title; `null` alone is no form.
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

// What is wrong with a text that is typed for a string, or null.
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

// What is wrong with digits that are typed for a number, or null.
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
