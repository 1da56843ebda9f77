/** A credit-control server and its client, two processes on loopback, in UDP: `npm run demo`. Exits with 0 when all went well. */
import { udp } from 'usctp';
import type { DiameterNode } from '../../node/diameter-node.ts';
import { openClient } from '../client-node.ts';
import { describeError } from '../failure.ts';
import { type LoadReport, sendLoad } from '../load.ts';
import { BreakableTransport } from './breakable-transport.ts';
import { Observation } from './observation.ts';
import { type DemoResult, describeDemo, listFaults } from './report.ts';
import { ServerProcess } from './server-process.ts';

const deadline = 30_000;
const addresses = ['127.0.0.1', '127.0.0.2'];
const [lostAddress = ''] = addresses;
const requestCount = 3000;
/** The way to the first address is lost when so many answers have come. */
const answersBeforeLoss = 1000;

const timer = setTimeout(() => fail(`not done after ${deadline / 1000} s`), deadline);
console.log(`Diameter over SCTP in UDP (RFC 6733, RFC 6951): a credit-control server and its client,
two processes on ${addresses.join(' and ')}\n`);
try {
  const result = await play();
  console.log(describeDemo(result));
  process.exitCode = listFaults(result).length === 0 ? 0 : 1;
} catch (error) {
  fail(describeError(error));
}
clearTimeout(timer);

function fail(reason: string): void {
  console.error(`The demo has failed: ${reason}`);
  process.exit(1);
}

async function play(): Promise<DemoResult> {
  const server = await ServerProcess.start();
  const observation = new Observation();
  const transport = new BreakableTransport(udp({ localPort: 0, peerPort: server.udpPort }));
  const client = await openClient({
    identity: 'client.example.com',
    realm: 'example.com',
    peer: 'server.example.com',
    server: { port: 3868, addresses },
    localAddresses: addresses,
    transport: observation.watch(transport),
    timeout: 5000,
    signal: new AbortController().signal,
  });
  const { load, ...failover } = await burst(client, transport, observation);
  await client.close({ cause: 'DO_NOT_WANT_TO_TALK_TO_YOU' });
  const served = await server.countRequests();
  const exitCode = await server.end();
  const { passages, streamCount } = observation;
  return { passages, streamCount, load, failover, served, exitCode };
}

async function burst(
  client: DiameterNode,
  transport: BreakableTransport,
  observation: Observation,
): Promise<DemoResult['failover'] & { readonly load: LoadReport }> {
  let [count, lastAnswer, longestGap] = [0, performance.now(), 0];
  let before: ReadonlyMap<string, number> = new Map();
  const load = await sendLoad(client, {
    realm: 'example.com',
    serviceContext: '32251@3gpp.org',
    subscriber: { 'Subscription-Id-Type': 'END_USER_E164', 'Subscription-Id-Data': '491700000001' },
    session: undefined,
    count: requestCount,
    updates: 1,
    concurrency: 64,
    units: { 'CC-Time': 60 },
    signal: new AbortController().signal,
    onAnswer: () => {
      const now = performance.now();
      longestGap = Math.max(longestGap, now - lastAnswer);
      lastAnswer = now;
      count += 1;
      if (count !== answersBeforeLoss) return;
      before = observation.takePackets();
      transport.break(lostAddress);
    },
  });
  return { load, address: lostAddress, after: answersBeforeLoss, before, since: observation.takePackets(), longestGap };
}
