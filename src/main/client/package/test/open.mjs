// Serves a directory, opens it in a browser, and checks that its page reports that it works.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';

const [browser, directory] = process.argv.slice(2);
const TYPES = { '.html': 'text/html', '.js': 'text/javascript' };
const server = createServer(async ({ url }, response) => {
  const path = url === '/' ? '/index.html' : new URL(url, 'http://localhost').pathname;
  try {
    const content = await readFile(join(directory, path));
    response.writeHead(200, { 'Content-Type': TYPES[extname(path)] ?? 'text/plain' }).end(content);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const address = `http://127.0.0.1:${server.address().port}/`;
const flags = ['--no-sandbox', '--headless', '--disable-gpu', '--virtual-time-budget=5000', '--enable-logging=stderr', '--dump-dom'];
const { stdout, stderr } = await promisify(execFile)(browser, [...flags, address], { timeout: 60_000 });
const title = /<title>(.*?)<\/title>/.exec(stdout)?.[1];
if (!title?.startsWith('Works: ')) {
  console.error(`${address}: ${title}\n${stderr}`);
  process.exit(1);
}
console.log(title);
process.exit(0);
