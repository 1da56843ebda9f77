import * as assert from 'uvu/assert';
import { address } from '../../../lib/src/address.ts';
import { Association } from '../../../lib/src/association/association.ts';
import { AssociationTable } from '../../../lib/src/endpoint/association-table.ts';
import { Path } from '../../../lib/src/path/path.ts';
import { PathSet } from '../../../lib/src/path/path-set.ts';
import { describe } from '../../helpers/describe.ts';
import { pathOptions } from '../../helpers/path-options.ts';
import { countingRandom, endpointOptions, HandDriven, initAck, otherPeerAddress, peerAddress } from './hand-driven.ts';

function associationWith(localTag: number, ...ips: readonly string[]): Association {
  const { options } = endpointOptions();
  const [primary, ...others] = ips.map((ip) => new Path(address(ip), pathOptions(), 'ACTIVE'));
  if (primary === undefined) throw new Error('no address');
  const identity = { localPort: 1, peerPort: 2, localTag, initialTsn: 1 };
  const paths = new PathSet(primary, others);
  const observes = () => false;
  const context = {
    identity,
    options,
    pathOptions: () => pathOptions(),
    families: [4, 6],
    tellsAddresses: false,
    random: countingRandom(),
    paths,
    observes,
  } as const;
  return new Association(context, () => {});
}

describe('AssociationTable', (test) => {
  test('finds an association by each address of its peer, and the port', () => {
    const table = new AssociationTable();
    const association = associationWith(7, '192.0.2.1', '192.0.2.2');
    table.set(association);
    assert.is(table.find('192.0.2.1', 2), association);
    assert.is(table.find('192.0.2.2', 2), association);
    assert.is(table.find('192.0.2.1', 3), undefined);
    assert.is(table.find('192.0.2.3', 2), undefined);
  });

  test('holds each association once', () => {
    const table = new AssociationTable();
    const association = associationWith(7, '192.0.2.1', '192.0.2.2');
    table.set(association);
    table.set(association);
    assert.equal([table.size, [...table]], [1, [association]]);
  });

  test('forgets an association under all addresses', () => {
    const table = new AssociationTable();
    const association = associationWith(7, '192.0.2.1', '192.0.2.2');
    table.set(association);
    table.delete(association);
    assert.equal([table.size, table.find('192.0.2.1', 2), table.find('192.0.2.2', 2)], [0, undefined, undefined]);
  });

  test('forgetting what it does not hold changes nothing', () => {
    const table = new AssociationTable();
    const held = associationWith(7, '192.0.2.1');
    table.set(held);
    table.delete(associationWith(8, '192.0.2.1'));
    assert.is(table.find('192.0.2.1', 2), held);
  });

  test('leaves an address to the association that was there first', () => {
    const table = new AssociationTable();
    const first = associationWith(7, '192.0.2.1');
    const second = associationWith(8, '192.0.2.1', '192.0.2.2');
    table.set(first);
    table.set(second);
    assert.is(table.find('192.0.2.1', 2), first);
    assert.is(table.find('192.0.2.2', 2), second);
    table.delete(second);
    assert.is(table.find('192.0.2.1', 2), first);
  });

  test('follows an association whose peer tells other addresses', () => {
    const driven = new HandDriven({}, [peerAddress]);
    driven.sent();
    const parameters = [
      { type: 'State Cookie', cookie: Buffer.from('cookie') },
      { type: 'IPv4 Address', ip: otherPeerAddress.ip },
    ] as const;
    driven.answer(initAck({ parameters }));
    driven.answerWith({ from: otherPeerAddress }, { type: 'COOKIE ACK' });
    assert.is(driven.association.state, 'ESTABLISHED');
  });
});

describe('fresh tags (RFC 9260 §5.3.1)', (test) => {
  test('are neither 0 nor in use', () => {
    const table = new AssociationTable();
    table.set(associationWith(7, '192.0.2.1'));
    const drawn = [0, 7, 9];
    assert.is(table.freshTag({ uint32: () => drawn.shift() ?? 1, fraction: () => 0 }), 9);
  });

  test('may be used again once the association is forgotten', () => {
    const table = new AssociationTable();
    const association = associationWith(7, '192.0.2.1');
    table.set(association);
    table.delete(association);
    assert.is(table.freshTag({ uint32: () => 7, fraction: () => 0 }), 7);
  });

  test('stay in use by another association, however often the first is forgotten', () => {
    const table = new AssociationTable();
    const [gone, other] = [associationWith(7, '192.0.2.1'), associationWith(7, '192.0.2.2')];
    for (const association of [gone, other]) table.set(association);
    for (let i = 0; i < 2; i += 1) table.delete(gone);
    const drawn = [7, 8];
    assert.is(table.freshTag({ uint32: () => drawn.shift() ?? 1, fraction: () => 0 }), 8);
  });
});
