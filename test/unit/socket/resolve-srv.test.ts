import { resolveSrv } from 'usctp';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { resolverOf, type Zone } from '../../helpers/dns.ts';
import { hasCode, names } from '../../helpers/expected-error.ts';
import { rejection } from '../../helpers/rejection.ts';

const name = '_diameter._sctp.example.com';

function srv(target: string, priority = 1) {
  return { name: target, port: 3868, priority, weight: 1 };
}

function ask(zone: Zone) {
  return resolveSrv(name, { resolver: resolverOf(() => zone) });
}

describe('resolveSrv', (test) => {
  test('gives targets with their addresses, IPv4 first, and the least time to live', async () => {
    const answer = await ask({
      srv: { [name]: [srv('b.example.com', 2), srv('a.example.com')] },
      a: { 'a.example.com': ['192.0.2.1', '198.51.100.1'], 'b.example.com': ['192.0.2.2'] },
      aaaa: { 'a.example.com': ['2001:db8::1'] },
      ttl: 5,
    });
    assert.equal(answer, {
      targets: [
        { ...srv('a.example.com'), addresses: ['192.0.2.1', '198.51.100.1', '2001:db8::1'] },
        { ...srv('b.example.com', 2), addresses: ['192.0.2.2'] },
      ],
      ttl: 5,
    });
  });

  test('leaves out a target without an address', async () => {
    const { targets } = await ask({
      srv: { [name]: [srv('gone.example.com'), srv('a.example.com', 2)] },
      a: { 'a.example.com': ['192.0.2.1'] },
    });
    assert.equal(
      targets.map((target) => target.name),
      ['a.example.com'],
    );
  });

  test('leaves out what no host can have: port 0, and addresses of groups or of nobody', async () => {
    const { targets } = await ask({
      srv: { [name]: [{ ...srv('b.example.com'), port: 0 }, srv('c.example.com', 2), srv('a.example.com', 3)] },
      a: { 'a.example.com': ['224.0.0.1', '192.0.2.1'], 'b.example.com': ['192.0.2.2'], 'c.example.com': ['0.0.0.0'] },
      aaaa: { 'a.example.com': ['::'] },
    });
    assert.equal(
      targets.map((target) => [target.name, target.addresses]),
      [['a.example.com', ['192.0.2.1']]],
    );
  });

  test('rejects where no target has an address, and says why for each', async () => {
    const error = await rejection(ask({ srv: { [name]: [srv('gone.example.com'), srv('lost.example.com', 2)] } }));
    assert.ok(
      hasCode('ERR_SCTP_NOT_RESOLVED', name, 'gone.example.com: there is no such name', 'lost.example.com')(error),
      error.message,
    );
  });

  for (const root of ['.', '']) {
    test(`rejects where the target is "${root}": the service is decidedly not available (RFC 2782)`, async () => {
      const error = await rejection(ask({ srv: { [name]: [srv(root)] } }));
      assert.ok(hasCode('ERR_SCTP_NOT_RESOLVED', 'not available')(error), error.message);
    });
  }

  test('rejects with the reason, where there is no such name, or the question fails otherwise', async () => {
    const error = await rejection(ask({}));
    assert.ok(hasCode('ERR_SCTP_NOT_RESOLVED', name, 'there is no such name (ENOTFOUND)')(error), error.message);
    assert.match(String(error.cause), 'ENOTFOUND');
    const resolver = { ...resolverOf(() => ({})), resolveSrv: () => Promise.reject(new Error('the cable is cut')) };
    const other = await rejection(resolveSrv(name, { resolver }));
    assert.ok(hasCode('ERR_SCTP_NOT_RESOLVED', 'the cable is cut')(other), other.message);
  });

  test('rejects what is no name', async () => {
    assert.ok(names(TypeError, 'srv is ""')(await rejection(resolveSrv(''))));
  });
});
