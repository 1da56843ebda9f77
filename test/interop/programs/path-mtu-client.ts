/** Sends large messages, and waits until the path's MTU is what it should be; prints what it is, and how long it took. */
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { connect, SctpError } from 'usctp';
import { print } from './program.ts';

const pollInterval = 20;
const messages = 50;
const messageLength = 50_000;

const { values } = parseArgs({
  options: {
    address: { type: 'string', multiple: true, default: [] },
    'local-address': { type: 'string', multiple: true, default: [] },
    port: { type: 'string', default: '5001' },
    mtu: { type: 'string', default: '1500' },
    deadline: { type: 'string', default: '30' },
  },
});

const start = performance.now();
const elapsed = () => Math.round(performance.now() - start);

try {
  const association = await connect({
    addresses: values.address,
    localAddresses: values['local-address'],
    port: Number(values.port),
    signal: AbortSignal.timeout(1000 * Number(values.deadline)),
  });
  const mtu = () => association.paths[0]?.mtu;
  const mtuBefore = mtu();
  const data = Buffer.alloc(messageLength, 7);
  const sent = Array.from({ length: messages }, () => association.send(data, { until: 'acknowledged' }));
  await Promise.all(sent);
  const sentAfter = elapsed();
  while (mtu() !== Number(values.mtu) && elapsed() < 1000 * Number(values.deadline)) await wait(pollInterval);
  print({ event: 'summary', mtuBefore, mtu: mtu(), sentAfter, foundAfter: elapsed() });
  await association.shutdown();
} catch (error) {
  if (!(error instanceof SctpError)) throw error;
  print({ event: 'failed', code: error.code, message: error.message, failedAfter: elapsed() });
}
