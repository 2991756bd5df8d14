// Sending a request, and showing what comes back.

const COLOURED = 65_536; // bytes that are coloured
const SHOWN = 262_144; // bytes that are shown as text
const QUIET = 300; // milliseconds before waiting is mentioned

const TEXTUAL = /^(text\/|application\/(.*\+)?(json|xml|yaml|javascript|x-ndjson|x-www-form-urlencoded|graphql)\b|application\/(sql|toml)\b)/i;

const isSafe = (entry) => entry.safe === true || (entry.kind === 'rest' && /^(GET|HEAD|OPTIONS)$/.test(entry.method));

// Sends a request. Returns { response, began, address, sent }, where `sent` is what was sent, without the token.
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

// Where the token went, in words that do not have it.
function tokenLine(namespace) {
  if (!known.tokens.has(namespace)) return [];
  const [kind, name] = guardOf(namespace) ?? ['bearer'];
  if (kind === 'query') return [`(and ${name}=$TOKEN in the query)`];
  return [kind === 'header' ? `${name}: $TOKEN` : 'authorization: Bearer $TOKEN'];
}

const randomHex = (bytes) =>
  [...crypto.getRandomValues(new Uint8Array(bytes))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

// The group "Answer of …", which is empty until something is sent.
function answerBox(title, heading) {
  const nameId = freshId('answer');
  const content = make('div.content', make('p.none', 'Not called yet.'));
  const element = make('div.part.answer', { role: 'group', 'aria-labelledby': nameId },
    make(heading, { class: 'part-name', id: nameId }, 'Answer', make('span.quiet', ` of ${plain(title)}`)), content);
  return { element, content };
}

// Calls, and fills the box. `controls` is { waiting(text), done() } of the form.
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

// The text of bytes, or null for what is none.
function textOfBytes(bytes, media) {
  if (media && !TEXTUAL.test(media)) return null;
  const charset = /charset="?([\w.:-]+)/i.exec(media)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(charset, { fatal: !media }).decode(bytes);
  } catch { return null; }
}

// What a message of MCP says: { word, isError, result, media }. The result keeps its numbers.
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

// A text as a panel: indented and coloured while it is small, cut when it is large.
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

// Sentences with the way out.
function noticesOf(entry, response, text, message) {
  const notices = [];
  const detail = (() => { try { return member(parseJson(text ?? ''), 'detail')?.value; } catch { return null; } })();
  const { status } = response;
  if (status === 401 && guardOf(entry.surface)) {
    notices.push(['The guard of this surface refused the call. ', ...wayIn(entry.surface)]);
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

// An event stream: lines as they come, until its end or Stop.
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
