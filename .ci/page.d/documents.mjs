// The documents that the page is tested with: `node documents.mjs FOLDER` writes them all.
// JSON is YAML, so that no text has to be quoted by hand.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const env = (...names) => [{ namespace: 'env', keys: Object.fromEntries(names.map((name) => [name, name])) }];
const document = (label, description, capability, binds) => ({ naftiko: '1.0.0-alpha2', info: { label, description, tags: ['Page'] }, ...(binds ? { binds } : {}), capability });

// === Every kind of control, guards, and answers of every kind ===

const changeInputs = [
  { name: 'dataset_id', in: 'path', type: 'string', required: true, format: 'uuid', description: 'The dataset to change.' },
  { name: 'verbose', in: 'query', type: 'boolean', description: 'Whether more is answered.' },
  { name: 'only', in: 'query', type: 'array', items: { type: 'string' }, description: 'Names of members.' },
  { name: 'x-flag', in: 'header', type: 'string', description: 'A header.' },
  { name: 'state', in: 'body', type: 'string', enum: ['open', 'closed'], description: 'Left out: unchanged.' },
  { name: 'ratio', in: 'body', type: 'number', minimum: 0, maximum: 1, description: 'A share.' },
  { name: 'count', in: 'body', type: 'integer', description: 'As many as 64 bits hold.' },
  { name: 'public', in: 'body', type: 'boolean', description: 'Who sees it.' },
  { name: 'expires_at', in: 'body', type: 'string', format: 'date-time', description: 'When it ends.' },
  { name: 'summary', in: 'body', type: 'string', maxLength: 2000, description: 'In many words.' },
  { name: 'columns', in: 'body', type: 'array', description: 'Columns of the records.', items: { type: 'object', properties: { name: { type: 'string', minLength: 1 }, type: { type: 'string', enum: ['text', 'number'] } }, required: ['name'] } },
  { name: 'tags', in: 'body', type: 'array', items: { type: 'string', maxLength: 20 }, description: 'Short words.' },
  { name: 'labels', in: 'body', type: 'object', additionalProperties: { type: 'string' }, description: 'Any names.' },
  { name: 'options', in: 'body', type: 'object', properties: { a: { type: 'object', properties: { b: { type: 'object', properties: { c: { type: 'object', properties: { d: { type: 'string' } } } } } } }, depth: { type: 'integer', minimum: 1 } }, description: 'Nested five deep.' },
  { name: 'extra', in: 'body', type: 'object', description: 'Anything.' },
];

// What JSON Schema has beyond the keywords of inputs.
const chooseSchema = {
  type: 'object',
  properties: {
    kind: { const: 'dataset' },
    maybe: { type: ['string', 'null'], description: 'A text or nothing.' },
    level: { type: ['integer', 'null'], minimum: 1 },
    source: { description: 'Where the records come from.', oneOf: [
      { title: 'url', type: 'object', properties: { url: { type: 'string', format: 'uri' } }, required: ['url'], additionalProperties: false },
      { title: 'file', type: 'object', properties: { file_id: { type: 'string', minLength: 1 } }, required: ['file_id'], additionalProperties: false }] },
    tree: { $ref: '#/$defs/Node' },
    either: { type: ['string', 'integer'] },
  },
  required: ['kind', 'source'],
  $defs: { Node: { type: 'object', properties: { name: { type: 'string' }, children: { type: 'array', items: { $ref: '#/$defs/Node' } } } } },
};

const answers = ['json', 'large', 'slow', 'events', 'html', 'image', 'problem', 'redirect', 'numbers', 'hostile'];

const kinds = document('Kinds of inputs', 'Every control of a form, and every kind of answer.', {
  consumes: [{
    type: 'http', namespace: 'kinds', baseUri: 'http://localhost:7100', description: 'Answers of every kind.',
    resources: [
      { name: 'datasets', path: '/datasets/{dataset_id}', operations: [{ name: 'change', method: 'PATCH', description: 'Change a dataset.', inputParameters: changeInputs }] },
      { name: 'choice', path: '/choice', operations: [{ name: 'choose', method: 'POST', description: 'Choose a source.', inputParameters: [{ name: 'source', in: 'body', type: 'object', description: 'The source.' }] }] },
      ...answers.map((name) => ({ name, path: `/answers/${name}`, operations: [{ name, method: 'GET', description: `An answer: ${name}.` }] })),
      { name: 'gone', path: '/gone', operations: [{ name: 'destroy', method: 'POST', description: 'Destroy something.' }] },
    ],
  }],
  exposes: [
    { type: 'rest', namespace: 'kinds-rest', port: 8110, resources: [
      { path: '/datasets/{dataset_id}', name: 'datasets', operations: [{ method: 'PATCH', name: 'change', description: 'Change a dataset.', call: 'kinds.change', inputParameters: changeInputs }] },
      ...answers.map((name) => ({ path: `/answers/${name}`, name: `r-${name}`, operations: [{ method: 'GET', name, description: `An answer: ${name}.`, call: `kinds.${name}` }] })),
    ] },
    { type: 'rest', namespace: 'kinds-closed', port: 8111, authentication: { type: 'bearer', token: '{{env.KINDS_TOKEN}}' }, resources: [
      { path: '/answers/json', name: 'closed-json', operations: [{ method: 'GET', name: 'closed', description: 'An answer behind a guard.', call: 'kinds.json' }] },
    ] },
    { type: 'rest', namespace: 'kinds-key', port: 8112, authentication: { type: 'apikey', key: 'x-page-key', value: '{{env.KINDS_TOKEN}}', placement: 'header' }, resources: [
      { path: '/answers/json', name: 'key-json', operations: [{ method: 'GET', name: 'keyed', description: 'An answer behind a key.', call: 'kinds.json' }] },
    ] },
    { type: 'mcp', namespace: 'kinds-mcp', port: 9110, transport: 'http', tools: [
      { name: 'choose', description: 'Choose a source.', hints: { readOnly: false, destructive: false }, call: 'kinds.choose', inputSchema: chooseSchema, with: { source: 'tools.source' } },
      { name: 'destroy', description: 'Destroy something.', hints: { readOnly: false, destructive: true }, call: 'kinds.destroy' },
      { name: 'numbers', description: 'Numbers of 64 bits.', hints: { readOnly: true }, call: 'kinds.numbers' },
      { name: 'undeclared', description: 'Says nothing of what it does.', call: 'kinds.json' },
    ], prompts: [
      { name: 'explain', description: 'Explain a dataset.', arguments: [{ name: 'topic', description: 'What about.', required: true }], template: [{ role: 'user', content: 'Explain {{topic}}.' }] },
    ], resources: [
      { name: 'answer', uri: 'kinds://answer', label: 'An answer', description: 'An answer as a resource.', mimeType: 'application/json', call: 'kinds.json' },
    ] },
  ],
}, env('KINDS_TOKEN'));

// === A surface for each kind of guard ===

const key = (placement) => ({ type: 'apikey', key: 'page-key', value: '{{env.KINDS_TOKEN}}', placement });
const password = (type) => ({ type, username: 'page', password: '{{env.KINDS_TOKEN}}' });
const guardKinds = { query: key('query'), cookie: key('cookie'), basic: password('basic'), digest: password('digest') };

const guards = document('Guards', 'A surface for each kind of guard.', {
  consumes: [{ type: 'http', namespace: 'guards', baseUri: 'http://localhost:7100', description: 'An upstream.',
    resources: [{ name: 'json', path: '/answers/json', operations: [{ name: 'json', method: 'GET', description: 'An answer.' }] }] }],
  exposes: [['open', undefined], ...Object.entries(guardKinds)].map(([kind, authentication], index) => ({
    type: 'rest', namespace: `guards-${kind}`, port: 8150 + index, ...(authentication ? { authentication } : {}),
    resources: [{ path: '/answers/{part}', name: 'answers', operations: [{ method: 'GET', name: `get-${kind}`, description: `Behind the guard: ${kind}.`, call: 'guards.json',
      inputParameters: [{ name: 'part', in: 'path', type: 'string', required: true, description: 'Any text.' }] }] }] })),
}, env('KINDS_TOKEN'));

// === 740 operations, 100 tools ===

const nouns = ['vector_stores', 'files', 'jobs', 'models', 'runs', 'agents', 'datasets', 'threads', 'messages', 'batches'];
const verbs = [['create', 'POST'], ['list', 'GET'], ['get', 'GET'], ['cancel', 'POST'], ['delete', 'DELETE']];

function many(count = 740, tools = 100) {
  const units = Array.from({ length: count }, (_, index) => {
    const noun = nouns[index % nouns.length];
    const [verb, method] = verbs[Math.floor(index / nouns.length) % verbs.length];
    const deep = index >= 700;
    return { noun, method, name: `${verb}-${noun.replace(/_/g, '-').replace(/s$/, '')}-${index}`, path: `/v1/${noun}/group-${index}${deep ? '/{id}' : ''}`,
      description: `${verb[0].toUpperCase()}${verb.slice(1)} ${noun.replace(/_/g, ' ').replace(/s$/, '')} number ${index} with its state and its configuration`,
      inputs: [...(deep ? [{ name: 'id', in: 'path', type: 'string', required: true, description: 'Its identifier.' }] : []),
        { name: 'limit', in: 'query', type: 'integer', minimum: 1, maximum: 100, description: 'How many.' },
        ...(method === 'POST' ? [{ name: 'settings', in: 'body', type: 'object', description: 'What is to be set.', properties: { name: { type: 'string' }, size: { type: 'integer' } } }] : [])] };
  });
  return document('Many operations', 'A capability of 740 operations and 100 tools.', {
    consumes: [{ type: 'http', namespace: 'many', baseUri: 'http://localhost:7100', description: 'Many operations.',
      resources: units.map(({ path: at, name, method, description, inputs }) => ({ name: `r-${name}`, path: at, operations: [{ name, method, description, inputParameters: inputs }] })) }],
    exposes: [
      { type: 'rest', namespace: 'many-rest', port: 8120, resources: units.map(({ path: at, noun, name, method, description, inputs }) =>
        ({ name: `${noun}-${name}`, path: at, operations: [{ method, name, description, call: `many.${name}`, inputParameters: inputs }] })) },
      { type: 'mcp', namespace: 'many-mcp', port: 9120, transport: 'http', tools: units.slice(0, tools).map(({ name, method, description, inputs }) =>
        ({ name, description, hints: { readOnly: method === 'GET' }, call: `many.${name}`, inputParameters: inputs.map(({ in: _, ...input }) => input) })) },
    ],
  });
}

// === Texts that would be code, markup or a trick ===

export const ATTACK = '"><script>window.attacked=1</script><img src=x onerror="window.attacked=1"><svg onload=window.attacked=1>';
export const BIDI = '\u202Egnirts\u202C \u2066isolated\u2069 zero\u200Bwidth';
const bad = `${ATTACK} ${BIDI} [link](javascript:window.attacked=1) https://example.com/ \${'a'} {{b}} \`c\``;

const hostile = document(`Hostile ${bad}`, `About ${bad}`, {
  consumes: [{ type: 'http', namespace: 'hostile', baseUri: 'http://localhost:7100', description: bad,
    resources: [{ name: 'a', path: '/answers/hostile', operations: [
      { name: 'get', method: 'GET', description: bad, inputParameters: [{ name: 'q"><b>\u202E', in: 'query', type: 'string', description: bad }] },
      { name: 'post', method: 'POST', description: bad, inputParameters: [{ name: 'f"><b>', in: 'body', type: 'string', description: bad, enum: ['a"><b>', BIDI] }] }] }] }],
  exposes: [
    { type: 'rest', namespace: 'hostile-rest', port: 8130, description: bad, resources: [{ path: '/a', name: 'a', description: bad, operations: [
      { method: 'GET', name: 'get"><b>', description: bad, call: 'hostile.get' },
      { method: 'POST', name: 'post"><b>', description: `${bad} ${'long '.repeat(60)}`, call: 'hostile.post' }] }] },
    { type: 'mcp', namespace: 'hostile-mcp', port: 9130, transport: 'http', description: bad, tools: [
      { name: 'hostile-tool', label: bad, description: bad, call: 'hostile.get' },
      { name: 'schema', description: bad, call: 'hostile.post', inputSchema: { type: 'object', title: bad, properties: { ['f"><b>']: { type: 'string', enum: ['x"><b>'], title: bad, description: bad, examples: [bad] }, ['<img src=x>']: { type: 'string', pattern: '(((', format: '__proto__' } } }, with: { ['f"><b>']: 'tools.f"><b>' } }] },
  ],
});

// === Types that refer to each other, 50 by 50 ===

function circles(count = 50) {
  const $defs = Object.fromEntries(Array.from({ length: count }, (_, index) => [`T${index}`, { type: 'object', properties: Object.fromEntries(Array.from({ length: count }, (_, other) => [`m${other}`, { $ref: `#/$defs/T${other}` }])) }]));
  return document('Circles', 'Types that refer to each other.', {
    consumes: [{ type: 'http', namespace: 'circles', baseUri: 'http://localhost:7100', description: 'Circles.', resources: [{ name: 'a', path: '/answers/json', operations: [{ name: 'turn', method: 'POST', description: 'Turn.', inputParameters: [{ name: 'first', in: 'body', type: 'object', description: 'The first.' }] }] }] }],
    exposes: [{ type: 'mcp', namespace: 'circles-mcp', port: 9140, transport: 'http', tools: [{ name: 'turn', description: 'Turn.', call: 'circles.turn', with: { first: 'tools.first' }, inputSchema: { type: 'object', properties: { first: { $ref: '#/$defs/T0' } }, required: ['first'], $defs } }] }],
  });
}

export const documents = { kinds, guards, many: many(), hostile, circles: circles() };

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const folder = process.argv[2];
  fs.mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(documents)) {
    fs.writeFileSync(path.join(folder, `${name}.yaml`), `${JSON.stringify(content, null, 2)}\n`);
  }
}
