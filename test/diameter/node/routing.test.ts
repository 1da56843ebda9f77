import { type Connector, creditControl, type DiameterNodeOptions } from '@usctp/diameter';
import * as assert from 'uvu/assert';
import { RoutingTable } from '../../../packages/diameter/src/node/routing-table.ts';
import { describe } from '../../helpers/describe.ts';
import { rejection, values } from './expectations.ts';
import { FakePeer } from './fake-peer.ts';
import { VirtualNodes } from './virtual-nodes.ts';

/** A client of peers that do what the test says; `make` is given how each of them is called. */
async function clientOf(names: readonly string[], make: (connect: Connector[]) => Partial<DiameterNodeOptions>) {
  const nodes = new VirtualNodes();
  const from = nodes.host('192.0.2.99');
  const fakes: FakePeer[] = [];
  const connectors: Connector[] = [];
  for (const [index, name] of names.entries()) {
    const at = nodes.host(`192.0.2.${index + 1}`);
    const fake = new FakePeer(nodes, name);
    await fake.listen(at);
    fakes.push(fake);
    connectors.push(nodes.connector(from, at));
  }
  const client = nodes.node('client.example', make(connectors));
  await client.start();
  await nodes.run(50);
  return { nodes, client, fakes };
}

describe('the routing table (RFC 6733 §2.7)', (test) => {
  test('prefers a route of the application, and one of the realm to that of all', () => {
    const table = new RoutingTable([
      { realm: '*', peers: ['default'] },
      { realm: '*', applicationId: 4, peers: ['default of 4'] },
      { realm: 'Example', peers: ['example'] },
      { realm: 'example', applicationId: 4, peers: ['example of 4'] },
    ]);
    assert.equal(table.find('EXAMPLE', 4), ['example of 4']);
    assert.equal(table.find('example', 3), ['example']);
    assert.equal(table.find('else.where', 4), ['default of 4']);
    assert.equal(table.find('else.where', 3), ['default']);
    assert.is(new RoutingTable([{ realm: 'example', applicationId: 4, peers: ['p'] }]).find('example', 3), undefined);
  });
});

describe('a request', (test) => {
  test('goes to the peer that was configured for its realm, whatever that says of itself', async () => {
    const { nodes, client, fakes } = await clientOf(['one.example', 'other.example'], ([one, other]) => ({
      peers: [
        { identity: 'one.example', ...(one && { connect: one }) },
        { identity: 'other.example', realm: 'home.example', ...(other && { connect: other }) },
      ],
    }));
    for (const fake of fakes) fake.acceptCer();
    await nodes.run(50);
    const asking = client.request(creditControl, { ...values, 'Destination-Realm': 'home.example' }, { timeout: 500 });
    await rejection(nodes, asking, 1000);
    assert.equal(
      fakes.map((fake) => fake.last(creditControl) !== undefined),
      [false, true],
    );
  });

  test('does not go to a peer without its application', async () => {
    const { nodes, client, fakes } = await clientOf(['one.example'], ([connect]) => ({
      applications: [{ id: 3, name: 'of accounting', vendorId: 0, type: 'accounting' }],
      peers: [{ identity: 'one.example', ...(connect && { connect }) }],
    }));
    fakes[0]?.acceptCer({ 'Auth-Application-Id': [], 'Acct-Application-Id': [3] });
    await nodes.run(50);
    assert.is(client.peers[0]?.state, 'I-Open');
    const { code, resultCode } = await rejection(nodes, client.request(creditControl, values));
    assert.equal([code, resultCode], ['ERR_DIAMETER_UNDELIVERABLE', 3002]);
  });

  test('goes to a peer that is in service rather than to one that the watchdog has yet to approve of', async () => {
    const { nodes, client, fakes } = await clientOf(['one.example', 'other.example'], ([one, other]) => ({
      peers: [
        { identity: 'one.example', ...(one && { connect: one }) },
        { identity: 'other.example', ...(other && { connect: other }) },
      ],
    }));
    for (const fake of fakes) fake.acceptCer();
    await nodes.run(50);
    fakes[0]?.shutdown();
    await nodes.run(2000, 50);
    fakes[0]?.acceptCer();
    await nodes.run(50);
    assert.equal(
      client.peers.map(({ watchdog }) => watchdog),
      ['REOPEN', 'OKAY'],
    );
    await rejection(nodes, client.request(creditControl, values, { timeout: 500 }), 1000);
    fakes[1]?.shutdown();
    await nodes.run(50);
    await rejection(nodes, client.request(creditControl, values, { timeout: 500 }), 1000);
    assert.equal(
      fakes.map((fake) => fake.received.filter(({ commandCode }) => commandCode === creditControl.code).length),
      [1, 1],
    );
  });

  test('does not go to a peer that is suspect, also where there is no other', async () => {
    const { nodes, client, fakes } = await clientOf(['one.example'], ([connect]) => ({
      peers: [{ identity: 'one.example', ...(connect && { connect }) }],
    }));
    fakes[0]?.acceptCer();
    await nodes.run(66_000, 200);
    assert.is(client.peers[0]?.watchdog, 'SUSPECT');
    const { code, resultCode } = await rejection(nodes, client.request(creditControl, values));
    assert.equal([code, resultCode], ['ERR_DIAMETER_UNDELIVERABLE', 3002]);
  });
});
