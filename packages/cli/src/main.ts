#!/usr/bin/env node
import { run } from './program.ts';

// No process.exit(): the event loop ends once what is under way, a last packet included, has left.
process.exitCode = await run(process.argv.slice(2));
