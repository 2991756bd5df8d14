// The upstream of the tests: answers of every kind at /answers/KIND, and an echo elsewhere.
// `node upstream.mjs` prints its port.
import http from 'node:http';
import { ATTACK, BIDI } from './documents.mjs';

const item = '{"id":9007199254740993,"name":"an item of a large answer"}';
const image = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

const answers = {
  json: (send) => send('application/json', '{"n":1}'),
  numbers: (send) => send('application/json', '{"big":9223372036854775807,"fine":0.1000000000000000055511151231257827,"e":1e400,"minus":-0}'),
  large: (send) => send('application/json', `{"items":[${Array(18_000).fill(item).join(',')}]}`),
  slow: (send) => setTimeout(() => send('application/json', '{"slow":true}'), 4000),
  html: (send) => send('text/html; charset=utf-8', `<!DOCTYPE html><title>x</title>${ATTACK}`),
  image: (send) => send('image/png', image),
  problem: (send) => send('application/problem+json', '{"type":"about:blank","title":"Conflict","status":409,"detail":"Somebody else changed it."}', 409),
  redirect: (send) => send('text/plain', 'elsewhere', 302, { location: 'http://127.0.0.1:1/' }),
  hostile: (send) => send('application/json', JSON.stringify({ [ATTACK]: ATTACK, bidi: BIDI }), 200, { 'x-note': 'a<script>window.attacked=1</script>' }),
};

function events(response) {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  let count = 0;
  const timer = setInterval(() => response.write(`data: {"count":${count += 1}}\n\n`), 100);
  response.on('close', () => clearInterval(timer));
}

export const upstream = () => http.createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const send = (type, body, status = 200, more = {}) => {
      response.writeHead(status, { 'content-type': type, ...more });
      response.end(body);
    };
    const kind = /^\/answers\/(\w+)$/.exec(request.url.split('?')[0])?.[1];
    if (kind === 'events') events(response);
    else if (Object.hasOwn(answers, kind ?? '')) answers[kind](send);
    else send('application/json', JSON.stringify({ method: request.method, path: request.url, headers: request.headers, body: Buffer.concat(chunks).toString() }));
  });
});

if (process.argv[1]?.endsWith('upstream.mjs')) {
  const server = upstream().listen(0, '127.0.0.1', () => console.log(server.address().port));
}
