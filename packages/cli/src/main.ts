#!/usr/bin/env node
import { run } from './program.ts';

// A reader that goes is noticed by the command, as long as one runs; after that it does not matter.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

// No process.exit(): the event loop ends once what is under way, a last packet included, has left.
process.exitCode = await run(process.argv.slice(2));
