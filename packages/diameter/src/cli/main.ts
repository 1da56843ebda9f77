#!/usr/bin/env node
import { run } from './program.ts';

for (const stream of [process.stdout, process.stderr]) stream.on('error', () => process.exit(1));

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());

process.exitCode = await run(process.argv.slice(2), {
  print: (text) => process.stdout.write(text),
  complain: (text) => process.stderr.write(text),
  signal: interrupted.signal,
});
