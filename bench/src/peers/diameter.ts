import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import {
  baseDictionary,
  connectSctp,
  connectTcp,
  createDiameterNode,
  creditControl,
  creditControlVocables,
  type DiameterNode,
  listenSctp,
  listenTcp,
} from '@usctp/diameter';
import { raw, udp } from 'usctp';
import { Latencies } from './latencies.ts';
import type { Plan } from './plan.ts';
import { reportLine } from './report-line.ts';
import type { Stack } from './stack.ts';
import { Stopwatch } from './stopwatch.ts';
import { warmUp } from './warm-up.ts';

const common = { realm: 'example', dictionary: baseDictionary.extend(creditControlVocables) } as const;

/** A server that grants what it is asked for. */
export async function serveDiameter(_stack: Stack, plan: Plan): Promise<void> {
  const { port, serverAddress, serverUdpPort, transport } = plan;
  const sctp = transport === 'raw' ? raw() : udp({ localPort: serverUdpPort });
  const listener =
    transport === 'tcp'
      ? listenTcp({ port, host: serverAddress })
      : listenSctp({ port, addresses: [serverAddress], transport: sctp });
  const server = createDiameterNode({
    ...{ ...common, identity: 'server.example', acceptUnknownPeers: true },
    listen: [listener],
  });
  server.handle(creditControl, (request) => ({
    'Result-Code': 2001,
    'Granted-Service-Unit': { 'CC-Time': request['Requested-Service-Unit']?.['CC-Time'] },
  }));
  await server.start();
}

/** Asks `associations` requests at a time, over one connection. */
export async function runDiameter(_stack: Stack, plan: Plan): Promise<void> {
  const client = createDiameterNode({
    ...{ ...common, identity: 'client.example' },
    peers: [{ identity: 'server.example', connect: connectorOf(plan) }],
  });
  const opened = once(client, 'open');
  await client.start();
  await opened;
  const latencies = new Latencies();
  for (let count = 0; count < plan.associations; count += 1) void askWithoutEnd(client, latencies);
  await warmUp(plan);
  latencies.clear();
  const stopwatch = new Stopwatch();
  await delay(plan.duration);
  reportLine('diameter', { ...stopwatch.read(), ...latencies.summarize() });
}

function connectorOf({ transport, port, serverAddress, clientAddress, clientUdpPort, serverUdpPort }: Plan) {
  if (transport === 'tcp') return connectTcp({ port, host: serverAddress });
  return connectSctp({
    port,
    addresses: [serverAddress],
    localAddresses: [clientAddress],
    transport: transport === 'raw' ? raw() : udp({ localPort: clientUdpPort, peerPort: serverUdpPort }),
  });
}

async function askWithoutEnd(client: DiameterNode, latencies: Latencies): Promise<never> {
  for (;;) {
    const start = performance.now();
    await client.request(creditControl, {
      'Session-Id': client.nextSessionId(),
      'Destination-Realm': 'example',
      'Auth-Application-Id': 4,
      'Service-Context-Id': '32251@3gpp.org',
      'CC-Request-Type': 'UPDATE_REQUEST',
      'CC-Request-Number': 1,
      'Subscription-Id': [{ 'Subscription-Id-Type': 'END_USER_E164', 'Subscription-Id-Data': '491700000000' }],
      'Requested-Service-Unit': { 'CC-Time': 60 },
    });
    latencies.add(performance.now() - start);
  }
}
