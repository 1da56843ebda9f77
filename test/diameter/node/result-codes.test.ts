import {
  creditControl,
  type DiameterMessage,
  encodeAvp,
  encodeMessage,
  avp as known,
  resultCode,
} from '@usctp/diameter';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { codeOf } from './expectations.ts';
import { FakePeer } from './fake-peer.ts';
import { VirtualNodes } from './virtual-nodes.ts';

/** What is sent to a node that serves credit control, what its answer says, and the code of what Failed-AVP has. */
type Case = readonly [
  what: string,
  make: (peer: FakePeer) => DiameterMessage | Uint8Array,
  code: number,
  failed?: number,
];

const ccRequestType = 416;
const unknownMandatory = { code: 99_999, vendorId: 0, isMandatory: true, isProtected: false, data: new Uint8Array(4) };

const cases: readonly Case[] = [
  ['a command that is unknown', (peer) => ({ ...peer.ccr(), commandCode: 8_388_000 }), resultCode.commandUnsupported],
  ['a command of no application', (peer) => ({ ...peer.ccr(), applicationId: 0 }), resultCode.commandUnsupported],
  [
    'an application that is unknown',
    (peer) => ({ ...peer.ccr(), applicationId: 99 }),
    resultCode.applicationUnsupported,
  ],
  ['another host', (peer) => peer.ccr({ 'Destination-Host': 'other.example' }), resultCode.unableToDeliver],
  ['another realm', (peer) => peer.ccr({ 'Destination-Realm': 'else.where' }), resultCode.realmNotServed],
  ['a request without the P bit', (peer) => ({ ...peer.ccr(), isProxiable: false }), resultCode.invalidHdrBits],
  ['a request with the E bit', (peer) => ({ ...peer.ccr(), isError: true }), resultCode.invalidHdrBits],
  [
    'a mandatory AVP without the M bit',
    (peer) => withoutMandatory(peer.ccr()),
    resultCode.invalidAvpBits,
    ccRequestType,
  ],
  ['an unknown AVP with the M bit', (peer) => adding(peer.ccr(), unknownMandatory), resultCode.avpUnsupported, 99_999],
  [
    'an enumerated value that is none',
    (peer) => changed(peer.ccr(), Buffer.from([0, 0, 0, 99])),
    resultCode.invalidAvpValue,
    ccRequestType,
  ],
  [
    'an enumerated value of two bytes',
    (peer) => changed(peer.ccr(), Buffer.from([0, 1])),
    resultCode.invalidAvpLength,
    ccRequestType,
  ],
  ['a missing AVP', (peer) => without(peer.ccr(), ccRequestType), resultCode.missingAvp, ccRequestType],
  [
    'an AVP that may not be in its group',
    (peer) => peer.ccr({ AVP: [strangerInGroup()] }),
    resultCode.avpNotAllowed,
    297,
  ],
  ['an AVP that occurs twice', (peer) => doubled(peer.ccr()), resultCode.avpOccursTooManyTimes, ccRequestType],
  ['version 2', (peer) => patched(peer.ccr(), 0, 2), resultCode.unsupportedVersion],
  ['an AVP that is longer than the message', (peer) => patched(peer.ccr(), 26, 0xff), resultCode.invalidAvpLength, 263],
  ['an AVP that is shorter than its header', (peer) => patched(peer.ccr(), 27, 7), resultCode.invalidAvpLength, 263],
  ['a message that is longer than it says', (peer) => patched(peer.ccr(), 3, 20), resultCode.invalidMessageLength],
];

async function served() {
  const nodes = new VirtualNodes();
  const at = nodes.host('192.0.2.1');
  const node = nodes.node('server.example', { listen: [nodes.listener(at)], acceptUnknownPeers: true });
  let count = 0;
  node.handle(creditControl, () => {
    count += 1;
    return { 'Result-Code': resultCode.success };
  });
  await node.start();
  const peer = new FakePeer(nodes, 'fake.example');
  return { nodes, node, peer, at, from: nodes.host('192.0.2.9'), handled: () => count };
}

describe('what a live node answers to', (test) => {
  for (const [what, make, code, failed] of cases) {
    test(`${what}: ${code}`, async () => {
      const { peer, from, at, handled } = await served();
      await peer.open(from, at);
      const answer = await peer.exchange(make(peer));
      assert.is(codeOf(answer), code);
      // RFC 6733 §7.1.5: also where the answer lacks what its command demands, as the request does not have it.
      assert.is(answer?.isError, code < 4000 || !hasAll(answer));
      assert.is(failedOf(answer), failed);
      assert.is(handled(), 0);
      // Nothing of it has hurt the connection.
      assert.is(codeOf(await peer.exchange(peer.ccr())), resultCode.success);
    });
  }

  test('the same things in CER, and closes', async () => {
    for (const [change, code] of [
      [(cer: DiameterMessage) => without(cer, 264), resultCode.missingAvp],
      [(cer: DiameterMessage) => patched(cer, 0, 3), resultCode.unsupportedVersion],
      [(cer: DiameterMessage) => patched(cer, 3, 20), resultCode.invalidMessageLength],
      [(cer: DiameterMessage) => ({ ...cer, isProxiable: true }), resultCode.invalidHdrBits],
      [(cer: DiameterMessage) => adding(cer, unknownMandatory), resultCode.avpUnsupported],
    ] as const) {
      const { nodes, peer, from, at } = await served();
      await peer.call(from, at);
      assert.is(codeOf(await peer.exchange(change(peer.cer()))), code);
      await nodes.run(100);
      assert.is(peer.ending, 'graceful');
    }
  });

  test('peers that have nothing in common with it: 5010 and 5017', async () => {
    for (const [capabilities, code] of [
      [{ 'Auth-Application-Id': [99] }, resultCode.noCommonApplication],
      [{ 'Inband-Security-Id': [1] }, resultCode.noCommonSecurity],
    ] as const) {
      const { peer, from, at } = await served();
      await peer.call(from, at);
      assert.is(codeOf(await peer.exchange(peer.cer(capabilities))), code);
    }
  });

  test('less than a header: nothing, and aborts', async () => {
    const { nodes, peer, from, at } = await served();
    await peer.open(from, at);
    await peer.exchange(new Uint8Array(19));
    await nodes.run(100);
    assert.is(peer.ending, 'failed');
  });

  test('answers that nobody waits for: nothing', async () => {
    const { peer, from, at } = await served();
    await peer.open(from, at);
    const { length } = peer.received;
    await peer.exchange({ ...peer.ccr(), isRequest: false });
    await peer.exchange(patched({ ...peer.ccr(), isRequest: false }, 3, 20));
    assert.equal([peer.received.length, peer.ending], [length, undefined]);
  });

  test('a DWR that is malformed, and stays connected', async () => {
    const { peer, from, at } = await served();
    await peer.open(from, at);
    assert.is(codeOf(await peer.exchange(without(peer.dwr(), 264))), resultCode.missingAvp);
    assert.is(codeOf(await peer.exchange(peer.dwr())), resultCode.success);
  });
});

/** Whether the answer has all that a CCA has to have. */
function hasAll(answer: DiameterMessage | undefined): boolean {
  return answer !== undefined && creditControl.answer.missingFrom(answer.avps).length === 0;
}

function failedOf(answer: DiameterMessage | undefined): number | undefined {
  const failed = answer?.avps.find(({ code }) => code === known.failedAvp.code);
  return failed && Buffer.from(failed.data).readUInt32BE();
}

function without(message: DiameterMessage, code: number): DiameterMessage {
  return { ...message, avps: message.avps.filter((avp) => avp.code !== code) };
}

function adding(message: DiameterMessage, avp: DiameterMessage['avps'][number]): DiameterMessage {
  return { ...message, avps: [...message.avps, avp] };
}

function doubled(message: DiameterMessage): DiameterMessage {
  return { ...message, avps: message.avps.flatMap((avp) => (avp.code === ccRequestType ? [avp, avp] : [avp])) };
}

function changed(message: DiameterMessage, data: Uint8Array): DiameterMessage {
  return { ...message, avps: message.avps.map((avp) => (avp.code === ccRequestType ? { ...avp, data } : avp)) };
}

function withoutMandatory(message: DiameterMessage): DiameterMessage {
  const avps = message.avps.map((avp) => (avp.code === ccRequestType ? { ...avp, isMandatory: false } : avp));
  return { ...message, avps };
}

/** Experimental-Result is a closed group; a Session-Id is known, and has no place in it. */
function strangerInGroup(): DiameterMessage['avps'][number] {
  const group = encodeAvp(known.experimentalResult, { 'Vendor-Id': 10_415, 'Experimental-Result-Code': 1 });
  const stranger = encodeMessage({ ...empty, avps: [encodeAvp(known.sessionId, 'a;1')] }).subarray(20);
  return { ...group, data: Buffer.concat([group.data, stranger]) };
}

/** The bytes of a message, one of them changed. */
function patched(message: DiameterMessage, offset: number, value: number): Uint8Array {
  const bytes = encodeMessage(message);
  bytes[offset] = value;
  return bytes;
}

const empty: DiameterMessage = {
  isRequest: true,
  isProxiable: false,
  isError: false,
  isRetransmitted: false,
  commandCode: 0,
  applicationId: 0,
  hopByHop: 0,
  endToEnd: 0,
  avps: [],
};
