import { externalIpsServiceManifest, type Manifest, noSelectorManifests, serviceManifest } from '@usctp/kubernetes';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';

const ports = [{ port: 38412 }];

/** What is said of a Service that has this. */
function refusal(change: Partial<Parameters<typeof serviceManifest>[0]>): string {
  return messageOf(() => serviceManifest({ name: 'amf', ports, ...change }));
}

function messageOf(make: () => Manifest | Manifest[]): string {
  try {
    make();
  } catch (error) {
    assert.instance(error, RangeError);
    return (error as RangeError).message; // it is one
  }
  return 'accepted';
}

describe('names in manifests', (test) => {
  test('are DNS labels, and of a Service begin with a letter', () => {
    assert.is(refusal({ name: 'a'.repeat(63) }), 'accepted');
    assert.is(
      refusal({ name: 'a'.repeat(64) }),
      `the name ${'a'.repeat(64)} is 64 characters long, at most 63 will do`,
    );
    for (const name of ['', 'Amf', '-a', 'a-', 'a.b', 'a_b', 'ä']) assert.match(refusal({ name }), 'is no DNS label');
    assert.match(refusal({ name: '5gc' }), 'the name 5gc begins with a digit');
    assert.match(refusal({ namespace: 'a.b' }), 'namespace "a.b" is no DNS label');
  });

  test('of ports are those of RFC 6335', () => {
    const named = (name: string) => refusal({ ports: [{ name, port: 1 }] });
    for (const name of ['ngap', 'a', 's1-mme', '1a', 'abcdefghijklmno']) assert.is(named(name), 'accepted', name);
    assert.is(named('abcdefghijklmnop'), 'port name abcdefghijklmnop is 16 characters long, at most 15 will do');
    for (const name of ['', '-a', 'a-', 'a--b', '38412', 'NGAP', 'a_b']) assert.match(named(name), 'is none', name);
  });

  test('are needed for several ports, and are not the same', () => {
    assert.is(refusal({ ports: [] }), 'an application has one port at least');
    assert.match(refusal({ ports: [{ port: 1 }, { port: 2 }] }), 'port 1 has no name');
    const twice = (first: object, second: object) =>
      refusal({
        ports: [
          { name: 'a', port: 1, ...first },
          { name: 'b', port: 2, ...second },
        ],
      });
    assert.is(twice({}, {}), 'accepted');
    assert.is(twice({}, { name: 'a' }), 'two ports have the name a');
    assert.is(twice({}, { port: 1 }), 'two ports have the number 1');
  });

  test('of labels are those that Kubernetes takes', () => {
    const labelled = (key: string, value: string) => refusal({ labels: { [key]: value } });
    for (const key of ['app', 'app.kubernetes.io/name', 'A_b']) assert.is(labelled(key, 'x'), 'accepted', key);
    for (const key of ['', 'a b', '/a', 'a/b/c', 'A/b', 'a/', `a/${'x'.repeat(64)}`]) {
      assert.match(labelled(key, 'x'), 'is no key of a label', key);
    }
    for (const value of ['', 'x', 'A.b_c-1']) assert.is(labelled('app', value), 'accepted', value);
    for (const value of ['-x', 'x y', 'x'.repeat(64)]) assert.match(labelled('app', value), 'is no value of a label');
    assert.is(refusal({ labels: {} }), 'without a label, nothing selects the pods');
  });
});

describe('numbers and addresses in manifests', (test) => {
  test('of ports are from 1 to 65535', () => {
    for (const port of [1, 65_535]) assert.is(refusal({ ports: [{ port }] }), 'accepted');
    for (const port of [0, 65_536, 1.5, Number.NaN]) {
      assert.is(refusal({ ports: [{ port }] }), `port ${port} is not a whole number from 1 to 65535`);
      assert.match(refusal({ ports: [{ port: 1, targetPort: port }] }), `target port ${port} is not`);
      assert.match(refusal({ udpPort: port }), `UDP port ${port} is not`);
    }
  });

  test('of endpoints and outside are routable', () => {
    for (const address of ['192.0.2.1', '10.0.0.1', '2001:db8::1', 'fd00::1', '::2']) {
      assert.is(
        messageOf(() => noSelectorManifests({ name: 'a', ports, addresses: [address] })),
        'accepted',
        address,
      );
    }
    for (const address of [
      '127.0.0.1',
      '0.0.0.0',
      '169.254.1.1',
      '224.0.0.1',
      '239.1.1.1',
      '::',
      '::1',
      'fe80::1',
      'ff02::1',
    ]) {
      const message = messageOf(() => externalIpsServiceManifest({ name: 'a', ports, externalIps: [address] }));
      assert.is(message, `external IP ${address} is loopback, link-local, multicast or unspecified`);
    }
    for (const address of ['', 'a.test', '192.0.2', '192.0.2.0/24']) {
      const message = messageOf(() => noSelectorManifests({ name: 'a', ports, addresses: [address] }));
      assert.is(message, `endpoint ${JSON.stringify(address)} is no IP address`);
    }
    assert.match(
      messageOf(() => noSelectorManifests({ name: 'a', ports, addresses: [] })),
      'no address',
    );
    assert.match(
      messageOf(() => externalIpsServiceManifest({ name: 'a', ports, externalIps: [] })),
      'no external IP',
    );
    const twice = ['192.0.2.1', '192.0.2.1'];
    assert.match(
      messageOf(() => noSelectorManifests({ name: 'a', ports, addresses: twice })),
      'an address is twice',
    );
  });
});
