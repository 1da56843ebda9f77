/**
 * Sends numbered messages that are not sent again, over a transport that loses packets, or accepts such messages; says
 * which came and which were given up. The PPID is the number.
 */
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { type Association, connect, createServer, raw } from 'usctp';
import { LossyTransport } from './lossy-transport.ts';
import { print } from './program.ts';

const { values } = parseArgs({
  options: {
    address: { type: 'string' },
    'local-address': { type: 'string', default: '' },
    port: { type: 'string', default: '0' },
    count: { type: 'string', default: '0' },
    size: { type: 'string', default: '100' },
    streams: { type: 'string', default: '1' },
    loss: { type: 'string', default: '0' },
  },
});
const port = Number(values.port);
const [count, streams] = [Number(values.count), Number(values.streams)];
const localAddresses = [values['local-address']];
/** So that what is lost costs little time. */
const quick = { rtoInitial: 200, rtoMin: 100, sackDelay: 20 };
const transport = new LossyTransport(raw(), Number(values.loss), 1);

if (values.address === undefined) await receive();
else await send(values.address);

async function send(address: string): Promise<void> {
  const association = await connect({ port, addresses: [address], localAddresses, transport, ...quick });
  const [failed, acknowledged]: [number[], number[]] = [[], []];
  association.on('sendFailed', ({ ppid }) => failed.push(ppid));
  const fates = Array.from({ length: count }, async (_, ppid) => {
    // Every tenth is to arrive in any case.
    const limits = ppid % 10 === 0 ? {} : { maxRetransmissions: 0, lifetime: 2000 };
    const data = Buffer.alloc(Number(values.size), ppid);
    try {
      await association.send(data, { ppid, stream: ppid % streams, until: 'acknowledged', ...limits });
      acknowledged.push(ppid);
    } catch {}
  });
  await Promise.all(fates);
  print({ event: 'fates', failed, acknowledged, partialReliability: association.status.partialReliability });
  await association.shutdown();
}

async function receive(): Promise<void> {
  const server = createServer(quick);
  await server.listen({ port, addresses: localAddresses, transport });
  print({ event: 'listening' });
  const [association] = (await once(server, 'association')) as [Association]; // the arguments of the event
  const received: { ppid: number; stream: number }[] = [];
  for await (const { ppid, stream } of association) received.push({ ppid, stream });
  print({ event: 'received', received });
  await server.close();
}
