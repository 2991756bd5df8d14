// The form of an entry: fields, the whole input as JSON, and the button that sends.

// Makes form, answer and tabs of an entry's box.
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

// The values of the form by the names of inputs, as JSON texts.
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

// The whole input as text, and back where it fits.
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

// Fills the fields from the text; a sentence where that is not possible.
function fillForm(form) {
  let node;
  try { node = parseJson(form.asJson.value.trim() || '{}'); } catch (error) { return `No JSON. ${error.message}.`; }
  if (node.is !== 'object') return 'An object is wanted, with a member for each input.';
  const unknown = node.members.filter(([name]) => !form.fields.some(({ input }) => input.name === name)).map(([name]) => `\`${plain(name)}\``);
  if (unknown.length) return `The form has no field for ${withOrder(unknown)}. It can be sent as JSON.`;
  const misfits = form.fields.filter(({ input, fill }) => !fill(member(node, input.name))).map(({ input }) => `\`${plain(input.name)}\``);
  return misfits.length ? `The form cannot show ${withOrder(misfits)} as it is. It can be sent as JSON.` : null;
}

// Reads the form, tells what is wrong with it or sends it.
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

// A REST operation has no place for members that are no input; a tool is told, and decides.
function unknownOf(form) {
  if (!form.asJson || form.entry.kind !== 'rest') return null;
  const unknown = [...valuesOf(form).keys()].filter((name) => !form.fields.some(({ input }) => input.name === name));
  return unknown.length ? `There is no input ${withOrder(unknown.map((name) => `\`${plain(name)}\``))}.` : null;
}
