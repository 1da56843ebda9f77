import * as assert from 'uvu/assert';
import { type Chunk, encodePacket } from '../../lib/src/codec/index.ts';
import type { Options } from '../../lib/src/core.ts';
import { type SimulatedAssociation, type SimulatedHost, SimulatedNetwork } from '../../lib/src/simulation/index.ts';
import { Ladder } from './ladder.ts';

/** Two hosts whose packets the test carries. Z listens. */
export interface Scenario {
  readonly network: SimulatedNetwork;
  readonly ladder: Ladder;
  readonly a: SimulatedHost;
  readonly z: SimulatedHost;
}

/** The same with an association that A has set up. */
export interface EstablishedScenario extends Scenario {
  /** A's end. */
  readonly atA: SimulatedAssociation;
  /** Z's end. */
  readonly atZ: SimulatedAssociation;
  /** The first TSN of A. */
  readonly initialTsn: number;
}

export interface ScenarioOptions {
  readonly a?: Partial<Options>;
  readonly z?: Partial<Options>;
  /** Whether both hosts have a second address. */
  readonly isMultiHomed?: boolean;
}

/** Neither time nor loss but what the test chooses; no HEARTBEATs unless it asks for them. */
export function scenario({ a = {}, z = {}, isMultiHomed = false }: ScenarioOptions = {}): Scenario {
  const network = new SimulatedNetwork();
  const host = (last: number, options: Partial<Options>) => {
    const addresses: [string, ...string[]] = [`192.0.2.${last}`];
    if (isMultiHomed) addresses.push(`198.51.100.${last}`);
    return network.host({ addresses, port: 5000 + last, options: { heartbeatInterval: 0, ...options } });
  };
  const hosts = { a: host(1, a), z: host(2, z) };
  hosts.z.listen();
  return { network, ladder: new Ladder(network, hosts.a), ...hosts };
}

/** An association between A and Z, at time 0. */
export function established(options: ScenarioOptions = {}): EstablishedScenario {
  const before = scenario(options);
  const atA = before.a.connect(before.z);
  const init = before.ladder.deliver('A -> INIT').chunk('INIT');
  before.ladder.deliver('Z -> INIT ACK', 'A -> COOKIE ECHO', 'Z -> COOKIE ACK');
  // Where there are several paths, they are confirmed now.
  before.network.advanceBy(0);
  before.ladder.deliverAll();
  const atZ = before.z.association;
  assert.ok(atZ);
  return { ...before, atA, atZ, initialTsn: init.initialTsn };
}

/** An association over which one message has gone either way, so that no DATA is the first. */
export function acquainted(options: ScenarioOptions = {}): EstablishedScenario {
  const scene = established(options);
  scene.atA.send('first');
  scene.atZ.send('first');
  scene.ladder.deliverAll();
  scene.network.advanceBy(200);
  scene.ladder.deliverAll();
  return scene;
}

/** `count` messages of a size of which no two fit into one packet. */
export function sendLarge(from: SimulatedAssociation, count: number): void {
  for (let i = 0; i < count; i += 1) from.send(new Uint8Array(1000).fill(i));
}

/** A packet that Z gets as if A had sent it, with the tag that Z expects or another one. */
export function forge({ a, z, network, atZ }: EstablishedScenario, chunks: readonly Chunk[], tag?: number): void {
  const verificationTag = tag ?? atZ.core.localTag;
  const bytes = encodePacket({ sourcePort: a.port, destinationPort: z.port, verificationTag, chunks });
  const [from] = a.addresses;
  const [to] = z.addresses;
  assert.ok(from && to);
  network.deliver({ bytes, from, to });
}
