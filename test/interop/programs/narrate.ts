import type { connect } from 'usctp';
import type { Ledger } from './ledger.ts';
import { print } from './program.ts';

type Association = Awaited<ReturnType<typeof connect>>;

/** Between two reports of how far an association has come, in ms. */
const progressInterval = 100;

/** Between two reports of the memory that the process has, in ms; rare, as garbage is collected before. */
const memoryInterval = 2000;

/** Prints what happens to an association, and every now and then how far it has come. */
export function narrate(association: Association, ledger: Ledger): void {
  association.on('path', ({ address, state }) => print({ event: 'path', address, state }));
  association.on('restart', () => print({ event: 'restart' }));
  let failed = 0;
  association.on('sendFailed', () => {
    failed += 1;
  });
  const timer = setInterval(() => {
    const { messages } = ledger;
    print({ event: 'progress', messages, bufferedAmount: association.bufferedAmount, paths: association.paths });
  }, progressInterval);
  const memoryTimer = setInterval(() => {
    global.gc?.();
    const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
    print({ event: 'memory', rss, heap: heapUsed + arrayBuffers });
  }, memoryInterval);
  association.on('close', (error) => {
    clearInterval(timer);
    clearInterval(memoryTimer);
    print({ event: 'closed', code: error?.code, message: error?.message, failed });
  });
}
