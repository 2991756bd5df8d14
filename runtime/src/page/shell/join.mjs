// Makes page.js of the parts of the script, in the order of script/order.txt, and page.css of style.css, both
// without comments and indentation. `--check` only compares.
import fs from 'node:fs';
import zlib from 'node:zlib';

const here = new URL('.', import.meta.url);
const read = (name) => fs.readFileSync(new URL(name, here));
const text = (name) => read(name).toString('utf8');
const check = process.argv.includes('--check');

// Lines, since no text of the script or the style has one that begins with white space or `//`.
const slim = (source) => source.split('\n').map((line) => line.trim()).filter((line) => line && !line.startsWith('//')).join('\n');

const parts = text('script/order.txt').trim().split('\n').map((name) => text(`script/${name}.js`));
const made = {
  'page.js': Buffer.from(`"use strict";(() => {\n${slim(parts.join('\n'))}\n})();\n`),
  'page.css': Buffer.from(`${slim(text('style.css')).replace(/\/\*[^]*?\*\/\n?/g, '')}\n`),
};
for (const [name, bytes] of Object.entries(made)) {
  if (check) {
    if (!read(name).equals(bytes)) throw new Error(`${name} is not what its parts are; run join.mjs`);
    continue;
  }
  fs.writeFileSync(new URL(name, here), bytes);
  console.log(`${name}: ${bytes.length} bytes, ${zlib.gzipSync(bytes, { level: 9 }).length} gzip`);
}
