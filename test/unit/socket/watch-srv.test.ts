import type { SrvAnswer, SrvResolver } from 'usctp';
import * as assert from 'uvu/assert';
import { watchWith } from '../../../lib/src/socket/watch-srv.ts';
import { describe } from '../../helpers/describe.ts';
import { resolverOf, type Zone } from '../../helpers/dns.ts';
import { hasCode } from '../../helpers/expected-error.ts';
import { rejection } from '../../helpers/rejection.ts';

const name = '_ngap._sctp.amf.core.svc.cluster.local';

function zoneOf(addresses: readonly string[], ttl: number): Zone {
  const records = addresses.map((ip) => ({ name: `pod-${ip}`, port: 38_412, priority: 0, weight: 50 }));
  const a = Object.fromEntries(addresses.map((ip) => [`pod-${ip}`, [ip]]));
  return { srv: { [name]: records }, a, ttl };
}

/** Watches while the zone becomes one after the other of these; gives the addresses of each answer, and the waits in ms. */
async function watch(...zones: readonly Zone[]): Promise<{ seen: string[]; waits: number[] }> {
  let at = 0;
  const waits: number[] = [];
  const delay = async (duration: number) => {
    waits.push(duration);
    at += 1;
    if (at === zones.length) throw new Error('the watch has ended');
  };
  const seen: string[] = [];
  for await (const { targets } of watchWith(name, { resolver: resolverOf(() => zones[at] ?? {}) }, delay)) {
    const addresses = targets.flatMap((target) => target.addresses);
    seen.push(addresses.sort().join(' '));
  }
  return { seen, waits };
}

describe('watchSrv', (test) => {
  test('tells the targets, and again when they have become others, once the time to live has passed', async () => {
    const [one, both] = [zoneOf(['10.0.0.1'], 5), zoneOf(['10.0.0.1', '10.0.0.2'], 30)];
    assert.equal(await watch(one, one, both, both, one), {
      seen: ['10.0.0.1', '10.0.0.1 10.0.0.2', '10.0.0.1'],
      waits: [5000, 5000, 30_000, 30_000, 5000],
    });
  });

  test('takes another order of the same targets for no change', async () => {
    const { seen } = await watch(zoneOf(['10.0.0.1', '10.0.0.2'], 5), zoneOf(['10.0.0.2', '10.0.0.1'], 5));
    assert.equal(seen, ['10.0.0.1 10.0.0.2']);
  });

  test('asks after a second at the earliest, and five minutes at the latest', async () => {
    assert.equal((await watch(zoneOf(['10.0.0.1'], 0))).waits, [1000]);
    assert.equal((await watch(zoneOf(['10.0.0.1'], 86_400))).waits, [300_000]);
  });

  test('goes on with what it has when an answer does not come', async () => {
    const zone = zoneOf(['10.0.0.1'], 5);
    assert.equal(await watch(zone, {}, zone), { seen: ['10.0.0.1'], waits: [5000, 5000, 5000] });
  });

  test('ends when its signal is aborted, also while DNS is silent', async () => {
    const zone = zoneOf(['10.0.0.1'], 5);
    const controller = new AbortController();
    let asked = 0;
    const resolver: SrvResolver = {
      ...resolverOf(() => zone),
      resolveSrv: (name) => {
        asked += 1;
        if (asked === 1) return resolverOf(() => zone).resolveSrv(name);
        setImmediate(() => controller.abort());
        return new Promise(() => {});
      },
    };
    const { signal } = controller;
    const delay = async () => signal.throwIfAborted();
    const seen: SrvAnswer[] = [];
    for await (const answer of watchWith(name, { resolver, signal }, delay)) seen.push(answer);
    assert.is(seen.length, 1);
    for await (const answer of watchWith(name, { resolver, signal }, delay)) seen.push(answer);
    assert.is(seen.length, 1, 'aborted before it began');
  });

  test('rejects where the first answer is none', async () => {
    assert.ok(hasCode('ERR_SCTP_NOT_RESOLVED')(await rejection(watch({}))));
  });
});
