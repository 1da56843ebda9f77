/**
 * Two Diameter nodes: `client.example` asks, `host.example` answers, and between them is `peer.example`, which both
 * call, or which calls the host, or both. Prints what happens as lines of JSON, and takes commands by lines of input.
 */
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import {
  baseDictionary,
  connectSctp,
  createDiameterNode,
  creditControl,
  creditControlVocables,
  DiameterError,
  type DiameterNode,
  listenSctp,
  resultCode,
} from '@usctp/diameter';
import { print } from './program.ts';

const dictionary = baseDictionary.extend(creditControlVocables);
const localAddresses = ['192.0.2.1', '198.51.100.1'];
/** A path is left with the first packet that is lost on it (RFC 7829). */
const sctp = { potentiallyFailedMaxRetransmissions: 0, heartbeatInterval: 1000 };
const connect = connectSctp({ ...sctp, addresses: ['192.0.2.2', '198.51.100.2'], localAddresses });
const timers = { watchdogInterval: 6000, reconnectInterval: 2000 } as const;
const requestsAtOnce = 64;
const steadyPause = 5;

const [role = 'calls'] = process.argv.slice(2);
const host = createDiameterNode({
  ...{ identity: 'host.example', realm: 'example', dictionary, ...timers },
  peers: [role === 'listens' ? { identity: 'peer.example' } : { identity: 'peer.example', connect }],
  listen: role === 'calls' ? [] : [listenSctp({ ...sctp, addresses: localAddresses })],
});
const client = createDiameterNode({
  ...{ identity: 'client.example', realm: 'example', dictionary, ...timers },
  peers: [{ identity: 'peer.example', connect }],
});
host.handle(creditControl, () => ({ 'Result-Code': 2001 }));
for (const node of [host, client]) {
  narrate(node);
  await node.start();
}
print({ event: 'listening' });

let isSteady = false;
const commands: Readonly<Record<string, (argument: number) => Promise<void>>> = {
  /** The relay may have answered a CER and not yet route to who sent it: asks until it does. */
  routed: async () => {
    while (!(await isDelivered())) await setTimeout(steadyPause);
    print({ event: 'routed' });
  },
  requests: async (count) => print({ event: 'requests', ...(await request(count)) }),
  steady: async () => {
    isSteady = true;
    const times: number[] = [];
    const failures: string[] = [];
    while (isSteady) {
      await timed().then(
        (time) => times.push(time),
        (error: unknown) => failures.push(String(error)),
      );
      if (times.length % 100 === 0) print({ event: 'progress', count: times.length });
      await setTimeout(steadyPause);
    }
    print({ event: 'steady', count: times.length, failures, longest: Math.max(...times) });
  },
  still: async () => {
    isSteady = false;
  },
  disconnect: async () => host.disconnect('peer.example', 'REBOOTING'),
  connect: async () => host.connect('peer.example'),
  status: async () => print({ event: 'status', host: host.peers[0], client: client.peers[0] }),
};
for await (const line of createInterface(process.stdin)) {
  const [name = '', argument] = line.split(' ');
  void commands[name]?.(Number(argument));
}
await client.close();
await host.close();
print({ event: 'done', host: host.statistics(), client: client.statistics() });

function narrate(node: DiameterNode): void {
  const { identity } = node;
  node.on('open', (_, { capabilities, connection }) =>
    print({ event: 'open', node: identity, capabilities, connection }),
  );
  node.on('close', (_, { reason }) => print({ event: 'close', node: identity, reason }));
  node.on('failover', (_, count) => print({ event: 'failover', node: identity, count }));
  for (const event of ['suspect', 'okay', 'restart'] as const) node.on(event, () => print({ event, node: identity }));
}

async function request(count: number) {
  const times: number[] = [];
  const failures: string[] = [];
  let begun = 0;
  const start = performance.now();
  const askOneByOne = async () => {
    while (begun < count) {
      begun += 1;
      await timed().then(
        (time) => times.push(time),
        (error: unknown) => failures.push(String(error)),
      );
    }
  };
  await Promise.all(Array.from({ length: requestsAtOnce }, askOneByOne));
  const duration = performance.now() - start;
  times.sort((a, b) => a - b);
  return { count: times.length, failures, duration, p99: times[Math.floor(times.length * 0.99)] };
}

/** Whether the relay routes a request to the host; fails where anything else is wrong. */
async function isDelivered(): Promise<boolean> {
  try {
    await timed();
    return true;
  } catch (error) {
    const isAnswer = error instanceof DiameterError && error.code === 'ERR_DIAMETER_ERROR_ANSWER';
    if (isAnswer && error.resultCode === resultCode.unableToDeliver) return false;
    throw error;
  }
}

/** How long an answer takes, in ms. */
async function timed(): Promise<number> {
  const start = performance.now();
  const answer = await client.request(creditControl, {
    'Session-Id': client.nextSessionId(),
    'Destination-Realm': 'example',
    'Destination-Host': 'host.example',
    'Auth-Application-Id': 4,
    'Service-Context-Id': 'test@example',
    'CC-Request-Type': 'EVENT_REQUEST',
    'CC-Request-Number': 0,
    'Requested-Action': 'DIRECT_DEBITING',
  });
  if (answer['Origin-Host'] !== 'host.example') throw new Error(`${answer['Origin-Host']} has answered`);
  return performance.now() - start;
}
