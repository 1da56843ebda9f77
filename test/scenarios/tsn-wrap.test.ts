import * as assert from 'uvu/assert';
import { address, Endpoint, resolveOptions } from '../../lib/src/core.ts';
import { describe } from '../helpers/describe.ts';

const [addressOfA, addressOfZ] = [address('192.0.2.1'), address('192.0.2.2')];

/** An endpoint whose first TSN is so close to 2³² that it soon wraps around. */
function endpoint(port: number): Endpoint {
  return new Endpoint({
    port,
    options: resolveOptions({ heartbeatInterval: 0 }),
    random: { uint32: () => 0xffff_fff0, fraction: () => 0.5 },
    advertisedAddresses: [],
    mtuTo: () => 1500,
    encapsulationOverhead: 0,
  });
}

/** Carries packets until there are no more; every seventh of A is lost. */
function exchange(a: Endpoint, z: Endpoint, now: number): void {
  for (;;) {
    const fromA = a.nextTransmit(now);
    const isLost = a.statistics().outSctpPacks % 7 === 0;
    if (fromA !== undefined && !isLost) z.receive(fromA.packet, addressOfA, addressOfZ, now);
    const fromZ = z.nextTransmit(now);
    if (fromZ !== undefined) a.receive(fromZ.packet, addressOfZ, addressOfA, now);
    if (fromA === undefined && fromZ === undefined) return;
  }
}

describe('a TSN that wraps around', (test) => {
  test('makes no difference, though packets are lost before, at and behind the end', () => {
    const [a, z] = [endpoint(1), endpoint(2)];
    z.listen(true);
    const atA = a.connect(2, [addressOfZ], addressOfA, 0);
    exchange(a, z, 0);
    for (let i = 0; i < 100; i += 1) {
      const data = Uint8Array.of(i, ...new Uint8Array(1000));
      atA.send({ data, streamId: i % 2, ppid: 0, unordered: i % 3 === 0, sackImmediately: false }, 0);
    }
    exchange(a, z, 0);
    for (let now = 100; atA.bufferedAmount > 0 && now < 60_000; now += 100) {
      a.handleTimeout(now);
      z.handleTimeout(now);
      exchange(a, z, now);
    }
    const [atZ] = z.associations;
    const received = Array.from({ length: 100 }, () => atZ?.read(60_000)?.data[0] ?? -1);
    assert.equal(
      received.sort((first, second) => first - second),
      Array.from({ length: 100 }, (_, i) => i),
    );
    assert.is(atZ?.read(60_000), undefined);
  });
});
