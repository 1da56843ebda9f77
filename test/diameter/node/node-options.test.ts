import { baseDictionary, createDiameterNode, creditControl, type DiameterError } from '@usctp/diameter';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { VirtualNodes } from './virtual-nodes.ts';

const server = { identity: 'server.example', realm: 'example' } as const;

describe('the options of a node', (test) => {
  test('have limits, of which the error tells', () => {
    const make = (options: object) => () => createDiameterNode({ ...server, ...options });
    assert.throws(make({ watchdogInterval: 5999 }), /watchdogInterval is 5999; it is 6000 or more/);
    assert.throws(make({ requestTimeout: Number.NaN }), /requestTimeout is NaN/);
    assert.not.throws(make({ watchdogInterval: 6000 }));
  });

  test('say what peers are told of applications, those of vendors apart', async () => {
    const applications = [
      { id: 16_777_251, name: 'S6a', vendorId: 10_415, type: 'authentication' },
      { id: 16_777_999, name: 'of accounting', vendorId: 10_415, type: 'accounting' },
      { id: 4, name: 'credit control', vendorId: 0, type: 'authentication' },
      { id: 3, name: 'accounting', vendorId: 0, type: 'accounting' },
    ] as const;
    const nodes = new VirtualNodes();
    const at = nodes.host('192.0.2.1');
    const node = nodes.node('server.example', {
      ...{ applications, firmwareRevision: 7, listen: [nodes.listener(at)], peers: [{ identity: 'client.example' }] },
      dictionary: baseDictionary.extend({ applications }),
    });
    const connect = nodes.connector(nodes.host('192.0.2.9'), at);
    const client = nodes.node('client.example', { peers: [{ identity: 'server.example', connect }] });
    await node.start();
    await client.start();
    await nodes.run(100);
    const told = client.peers[0]?.capabilities;
    assert.equal(told?.['Vendor-Specific-Application-Id'], [
      { 'Vendor-Id': 10_415, 'Auth-Application-Id': 16_777_251 },
      { 'Vendor-Id': 10_415, 'Acct-Application-Id': 16_777_999 },
    ]);
    assert.equal([told?.['Auth-Application-Id'], told?.['Acct-Application-Id']], [[4], [3]]);
    assert.is(told?.['Firmware-Revision'], 7);
  });
});

describe('a node', (test) => {
  test('is started once, and sends nothing before and after', async () => {
    const node = createDiameterNode(server);
    const code = (promise: Promise<unknown>) => promise.catch((error: DiameterError) => error.code);
    const request = () => code(node.request(creditControl, {} as never));
    assert.is(await request(), 'ERR_DIAMETER_CLOSED');
    await node.start();
    assert.is(await code(node.start()), 'ERR_DIAMETER_CLOSED');
    await node[Symbol.asyncDispose]();
    await node.close();
    assert.is(await request(), 'ERR_DIAMETER_CLOSED');
  });
});
