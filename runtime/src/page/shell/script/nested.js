// Fields of values within values: objects, lists, maps, and a choice of forms.

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

// A frame whose control is a group of fields.
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

// The chosen form: an object shows its members without a frame of its own.
function bareField({ title, schema }, depth, silent) {
  if (silent) return { read: () => textOf(schema.const), fill: (node) => compact(node) === textOf(schema.const), check: () => null };
  const { description, ...rest } = schema;
  const made = field(title, rest, true, depth + 1);
  if (kindOf(schema) === 'object') one('.field', made.element)?.remove();
  return made;
}
