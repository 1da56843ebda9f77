import { once } from 'node:events';
import { connectSctp, createDiameterNode, listenSctp } from '@usctp/diameter';
import { memory, memoryNetwork } from 'usctp';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { resolverOf } from '../../helpers/dns.ts';

const application = { id: 4, name: 'Diameter Credit Control', vendorId: 0, type: 'authentication' } as const;

describe('a peer whose place DNS knows', (test) => {
  test('is called at its port and addresses', async () => {
    const network = memoryNetwork();
    const addresses = ['192.0.2.1', '198.51.100.1'];
    const common = { realm: 'example.com', applications: [application] };
    const listen = [listenSctp({ port: 4868, addresses, transport: memory({ network, addresses }) })];
    const server = createDiameterNode({ ...common, identity: 'server.example.com', listen, acceptUnknownPeers: true });
    await server.start();

    const srv = '_diameter._sctp.example.com';
    const record = { name: 'server.example.com', port: 4868, priority: 0, weight: 0 };
    const resolver = resolverOf(() => ({ srv: { [srv]: [record] }, a: { 'server.example.com': addresses } }));
    const connect = connectSctp({ srv, resolver, transport: memory({ network, addresses: ['192.0.2.9'] }) });
    const peers = [{ identity: 'server.example.com', connect }];
    const client = createDiameterNode({ ...common, identity: 'client.example.com', peers });
    const opened = once(client, 'open', { signal: AbortSignal.timeout(5000) });
    await client.start();
    await opened;
    assert.is(client.peers[0]?.connection, 'sctp 192.0.2.1,198.51.100.1 port 4868');
    await client.close();
    await server.close();
  });
});
