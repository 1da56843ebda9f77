import * as assert from 'uvu/assert';
import { address, type Family } from '../../../lib/src/address.ts';
import { familiesOfPeer, peerAddresses, supportedAddressTypes } from '../../../lib/src/association/peer-addresses.ts';
import type { Parameter } from '../../../lib/src/codec/parameter.ts';
import { describe } from '../../helpers/describe.ts';

const both: readonly Family[] = [4, 6];
const source = address('192.0.2.1');

function used(listed: readonly string[], from = source, families = both, tellsAddresses = true): string[] {
  return peerAddresses(from, listed, { families, tellsAddresses, maxPeerAddresses: 32 });
}

describe('addresses of a peer (RFC 9260 §5.1.2)', (test) => {
  test('begin with the source of the packet', () => {
    assert.equal(used(['192.0.2.2']), ['192.0.2.1', '192.0.2.2']);
  });

  test('are of the family of the source where the peer knows no other address of ours', () => {
    const listed = ['192.0.2.2', '2001:db8::2'];
    assert.equal(used(listed, source, both, false), ['192.0.2.1', '192.0.2.2']);
  });

  test('are the source alone where none are listed', () => {
    assert.equal(used([]), ['192.0.2.1']);
  });

  test('are each taken once', () => {
    assert.equal(used(['192.0.2.2', '192.0.2.1', '192.0.2.2']), ['192.0.2.1', '192.0.2.2']);
  });

  test('are those of one host only', () => {
    const listed = ['255.255.255.255', '224.0.0.1', 'ff02::1', '::', '0.0.0.0', '2001:db8::1'];
    assert.equal(used(listed), ['192.0.2.1', '2001:db8::1']);
  });

  test('are no loopback addresses: these would be our own', () => {
    assert.equal(used(['127.0.0.1', '127.9.9.9', '::1', '192.0.2.2']), ['192.0.2.1', '192.0.2.2']);
  });

  test('may be loopback addresses of a peer on this host', () => {
    assert.equal(used(['::1', '192.0.2.2'], address('127.0.0.1')), ['127.0.0.1', '::1', '192.0.2.2']);
  });

  test('are link-local only where the peer is on our link', () => {
    assert.equal(used(['fe80::1', 'febf::1', '169.254.1.1', 'fec0::1']), ['192.0.2.1', 'fec0::1']);
    assert.equal(used(['169.254.1.1'], address('fe80::2')), ['fe80::2', '169.254.1.1']);
  });

  test('are of the families that we have an address of; others are passed over in silence', () => {
    assert.equal(used(['2001:db8::1', '192.0.2.2'], source, [4]), ['192.0.2.1', '192.0.2.2']);
    assert.equal(used(['2001:db8::1', '192.0.2.2'], address('2001:db8::2'), [6]), ['2001:db8::2', '2001:db8::1']);
  });

  test('are 32 at most', () => {
    const listed = Array.from({ length: 1000 }, (_, i) => `198.51.${i >> 8}.${i & 0xff}`);
    assert.is(used(listed).length, 32);
  });
});

describe('Supported Address Types (§3.3.2.1.5, §5.1.2)', (test) => {
  const types = (...addressTypes: number[]): Parameter => ({ type: 'Supported Address Types', addressTypes });

  test('is told by who can use one family only', () => {
    assert.equal(supportedAddressTypes([4]), [types(5)]);
    assert.equal(supportedAddressTypes([6]), [types(6)]);
    assert.equal(supportedAddressTypes([6, 4]), []);
  });

  test('is all types where it is not told', () => {
    assert.equal(familiesOfPeer(source, [], []), [4, 6]);
  });

  test('is what it lists', () => {
    assert.equal(familiesOfPeer(source, [], [types(5)]), [4]);
    assert.equal(familiesOfPeer(address('2001:db8::1'), [], [types(6, 5)]), [6, 4]);
  });

  test('the family that INIT came by counts, and those of the addresses that it lists', () => {
    assert.equal(familiesOfPeer(source, [], [types(6)]), [4, 6]);
    assert.equal(familiesOfPeer(source, ['2001:db8::1'], [types(5)]), [4, 6]);
  });

  test('host names and unknown types are ignored', () => {
    assert.equal(familiesOfPeer(source, [], [types(11, 99)]), [4]);
  });
});
