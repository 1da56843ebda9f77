#!/usr/bin/env node
import { basename } from 'node:path';
import { text } from 'node:stream/consumers';
import { run } from './program.ts';

for (const stream of [process.stdout, process.stderr]) stream.on('error', () => process.exit(1));

const [, path = '', ...args] = process.argv;
const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());

process.exitCode = await run(args, {
  name: basename(path).startsWith('kubectl-') ? 'kubectl usctp' : 'usctp-k8s',
  env: process.env,
  print: (text) => process.stdout.write(text),
  complain: (text) => process.stderr.write(text),
  readInput: () => text(process.stdin),
  isColoured: process.stdout.isTTY && !process.env.NO_COLOR,
  signal: interrupted.signal,
});
