import {
  baseDictionary,
  connectTcp,
  createDiameterNode,
  creditControl,
  type DiameterError,
  defineCommand,
  listenTcp,
} from '@usctp/diameter';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { VirtualNodes } from './virtual-nodes.ts';

const server = { identity: 'server.example', realm: 'example' } as const;

describe('the options of a node', (test) => {
  test('have limits, of which the error tells', () => {
    const make = (options: object) => () => createDiameterNode({ ...server, ...options });
    assert.throws(
      make({ watchdogInterval: 5999 }),
      'watchdogInterval is 5999; it is a whole number from 6000 to 2147483647',
    );
    assert.throws(make({ requestTimeout: Number.NaN }), /requestTimeout is NaN/);
    assert.not.throws(make({ watchdogInterval: 6000 }));
  });

  test('are refused with the name and the value of what is wrong', () => {
    const connect = { connect: async () => Promise.reject() };
    const wrong: readonly (readonly [options: object, kind: ErrorConstructor, message: string])[] = [
      [{ identity: 'no host' }, RangeError, 'identity is "no host"; it is the name of a host or realm in the DNS'],
      [{ realm: 5 }, TypeError, 'realm is 5; the name of a host or realm is wanted'],
      [{ watchdogIntervall: 7000 }, TypeError, 'there is no option watchdogIntervall'],
      [{ maxPendingRequests: '1' }, TypeError, 'maxPendingRequests is 1; it is a whole number from 1 to 2147483647'],
      [
        { originStateId: 2 ** 32 },
        RangeError,
        'originStateId is 4294967296; it is a whole number from 0 to 4294967295',
      ],
      [{ firmwareRevision: -1 }, RangeError, 'firmwareRevision is -1; it is a whole number from 0 to 4294967295'],
      [{ relay: 'no' }, TypeError, "relay is 'no'; a boolean is wanted"],
      [{ dictionary: {} }, TypeError, 'dictionary is {}; a Dictionary is wanted'],
      [{ listen: [{}] }, TypeError, 'listen[0] is {}; what listenSctp() gives is wanted'],
      [{ peers: {} }, TypeError, 'peers is {}; an array is wanted'],
      [
        { peers: [{ identity: 'a.b', connect: {} }] },
        TypeError,
        'peers[0].connect is {}; what connectSctp() gives is wanted',
      ],
      [
        { peers: [{ identity: 'a.b', connect }, { identity: 'A.b' }] },
        RangeError,
        'peers[1].identity is A.b, as that of this node or of another peer',
      ],
      [
        { peers: [{ identity: 'server.example' }] },
        RangeError,
        'peers[0].identity is server.example, as that of this node or of another peer',
      ],
      [{ routes: [{ realm: '*', peers: [] }] }, RangeError, 'routes[0].peers is empty; one peer is wanted'],
      [{ routes: [{ realm: 'b', peers: ['a.b'] }] }, RangeError, 'routes[0].peers has a.b, which is none of the peers'],
      [
        { applications: [{ id: 0, vendorId: 0 }] },
        RangeError,
        'applications[0].id is 0; it is a whole number from 1 to 4294967295',
      ],
    ];
    for (const [options, kind, message] of wrong) {
      assert.throws(
        () => createDiameterNode({ ...server, ...options }),
        (error: Error) => assert.equal([error.constructor, error.message], [kind, message]) ?? true,
      );
    }
  });

  test('of commands and of TCP have limits, too', () => {
    assert.throws(
      () => defineCommand({ ...creditControl, code: 2 ** 24, request: [], answer: [] }),
      /16777216 is no code/,
    );
    assert.throws(() => connectTcp({ port: 0 }), 'port is 0; it is a whole number from 1 to 65535');
    assert.throws(() => listenTcp({ port: 65_536 }), 'port is 65536; it is a whole number from 0 to 65535');
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
  test('makes Session-Ids that it did not make before a restart, also where it kept its state', async () => {
    const nodes = new VirtualNodes();
    const first = nodes.node('client.example', { originStateId: 7 });
    const before = [first.nextSessionId(), first.nextSessionId()];
    await nodes.run(1000);
    const after = nodes.node('client.example', { originStateId: 7 }).nextSessionId();
    assert.equal([new Set([...before, after]).size, after], [3, 'client.example;1000001;1']);
  });

  test('is started once, and sends nothing before and after', async () => {
    const node = createDiameterNode(server);
    const code = (promise: Promise<unknown>) => promise.catch((error: DiameterError) => error.code);
    const request = () => code(node.request(creditControl, {} as never));
    assert.is(await request(), 'ERR_DIAMETER_CLOSED');
    await node.start();
    assert.is(await code(node.start()), 'ERR_DIAMETER_CLOSED');
    const wrong = node.request(creditControl, {} as never, { timeout: Number.NaN }).catch(String);
    assert.match(String(await wrong), 'RangeError: timeout is NaN');
    assert.match(String(await node.close({ deadline: -1 }).catch(String)), 'RangeError: deadline is -1');
    await node[Symbol.asyncDispose]();
    await node.close();
    assert.is(await request(), 'ERR_DIAMETER_CLOSED');
  });
});
