/** Runs the modules given, each once the one before has left nothing to wait for; a NUL on stdout ends each one's output. */
import { pathToFileURL } from 'node:url';

const files = process.argv.slice(2);
let isBegun = false;

function next(): void {
  if (isBegun) process.stdout.write('\0');
  isBegun = true;
  const file = files.shift();
  if (file === undefined) process.off('beforeExit', next);
  else void import(pathToFileURL(file).href);
}

process.on('beforeExit', next);
