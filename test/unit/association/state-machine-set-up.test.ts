import { openCookie, type StateCookie, sealCookie } from '../../../lib/src/association/state-cookie.ts';
import type { Chunk } from '../../../lib/src/codec/chunk.ts';
import { describe } from '../../helpers/describe.ts';
import { type HandDriven, initAck, otherPeerAddress, peerAddress, peerTag } from '../endpoint/hand-driven.ts';
import { init } from '../endpoint/listening.ts';
import { afterCookieWait, inAll, type Outcome, openStates, type Row, states, testEachState } from './state-table.ts';

const key = Buffer.alloc(32, 1);
const newTag = 0x88888888;

const refused = { CLOSED: { sent: 'ABORT' } } as const;
const answered: Outcome = { sent: 'INIT ACK' };
const shutdownAck = { 'SHUTDOWN-ACK-SENT': { sent: 'SHUTDOWN ACK' } } as const;
const given: Outcome = { sent: 'ABORT', told: 'closed', becomes: 'CLOSED' };
const established: Outcome = { sent: 'COOKIE ACK', told: 'established', becomes: 'ESTABLISHED' };

/** A cookie of ours that is valid for the packet; its tags are those of the association but for what the row says. */
function cookieEcho(change: Partial<StateCookie> = {}): Chunk {
  const cookie: StateCookie = {
    createdAt: 0,
    lifespan: 60_000,
    localPort: 1000,
    peerPort: 2000,
    localTag: 100,
    peerTag,
    localInitialTsn: 101,
    peerInitialTsn: 5000,
    peerReceiverWindow: 100_000,
    outboundStreams: 10,
    inboundStreams: 10,
    localTieTag: 0,
    peerTieTag: 0,
    extensions: { forwardTsn: false, reConfig: false },
    peerAddresses: [peerAddress.ip],
    ...change,
  };
  return { type: 'COOKIE ECHO', cookie: sealCookie(cookie, key) };
}

/** The tie-tags of the association, as the cookie of an INIT ACK tells them to us. */
function tieTags(driven: HandDriven): Pick<StateCookie, 'localTieTag' | 'peerTieTag'> {
  const [packet] = driven.answerWith({ tag: 0 }, init({ initiateTag: newTag }));
  const [chunk] = packet?.chunks ?? [];
  const [parameter] = chunk?.type === 'INIT ACK' ? chunk.parameters : [];
  const cookie = parameter?.type === 'State Cookie' ? openCookie(parameter.cookie, [key]) : undefined;
  return { localTieTag: cookie?.localTieTag ?? 1, peerTieTag: cookie?.peerTieTag ?? 1 };
}

const newAddress = { type: 'IPv4 Address', ip: otherPeerAddress.ip } as const;

const inits: readonly Row[] = [
  {
    name: 'INIT (§5.2.1, §5.2.2, §9.2)',
    chunk: init(),
    tag: 0,
    outcomes: { ...refused, ...inAll(openStates, answered), ...shutdownAck },
  },
  {
    name: 'INIT with a new address (§5.2.1, §5.2.2)',
    chunk: init({ parameters: [newAddress] }),
    tag: 0,
    outcomes: { ...inAll(states, { sent: 'ABORT' }), 'COOKIE-WAIT': answered, ...shutdownAck },
  },
  {
    name: 'INIT without streams (§3.3.2)',
    chunk: init({ numberOfOutboundStreams: 0 }),
    tag: 0,
    outcomes: inAll(states, { sent: 'ABORT' }),
  },
  {
    name: 'INIT with too small a window (§3.3.2)',
    chunk: init({ advertisedReceiverWindowCredit: 1499 }),
    tag: 0,
    outcomes: inAll(states, { sent: 'ABORT' }),
  },
  { name: 'INIT with Initiate Tag 0 (§3.3.2)', chunk: init({ initiateTag: 0 }), tag: 0, outcomes: {} },
  { name: 'INIT with our tag (§8.5.1 A, §12.3)', chunk: init(), outcomes: {} },
];

const initAcks: readonly Row[] = [
  {
    name: 'INIT ACK (§5.1 C, §5.2.3)',
    chunk: initAck(),
    outcomes: { ...refused, 'COOKIE-WAIT': { sent: 'COOKIE ECHO', becomes: 'COOKIE-ECHOED' } },
  },
  {
    name: 'INIT ACK without a cookie (§5.1)',
    chunk: initAck({ parameters: [] }),
    outcomes: { ...refused, 'COOKIE-WAIT': given },
  },
  {
    name: 'INIT ACK without streams (§3.3.3)',
    chunk: initAck({ numberOfInboundStreams: 0 }),
    outcomes: { ...refused, 'COOKIE-WAIT': given },
  },
  {
    name: 'INIT ACK with too small a window (§3.3.3)',
    chunk: initAck({ advertisedReceiverWindowCredit: 1499 }),
    outcomes: { ...refused, 'COOKIE-WAIT': { sent: 'ABORT' } },
  },
  {
    name: 'INIT ACK with Initiate Tag 0 (§3.3.3)',
    chunk: initAck({ initiateTag: 0 }),
    outcomes: { ...refused, 'COOKIE-WAIT': given },
  },
  {
    name: 'COOKIE ACK (§5.1 E, §5.2.5)',
    chunk: { type: 'COOKIE ACK' },
    outcomes: { 'COOKIE-ECHOED': { told: 'established', becomes: 'ESTABLISHED' } },
  },
];

const anew: Outcome = { sent: 'COOKIE ACK', told: 'restart, established', becomes: 'ESTABLISHED' };

/** §5.2.4, Table 12: X does not match, M does. In CLOSED nobody listens. */
const cookieEchoes: readonly Row[] = [
  {
    name: 'COOKIE ECHO, tags M M: action D',
    chunk: cookieEcho(),
    outcomes: {
      ...refused,
      ...inAll(afterCookieWait, { sent: 'COOKIE ACK' }),
      'COOKIE-WAIT': established, // the tag of the peer is not known yet: action B
      'COOKIE-ECHOED': established,
    },
  },
  {
    name: 'COOKIE ECHO, tags M X: action B',
    chunk: cookieEcho({ peerTag: newTag }),
    outcomes: {
      ...refused,
      ...inAll(afterCookieWait, { sent: 'COOKIE ACK' }),
      'COOKIE-WAIT': established,
      'COOKIE-ECHOED': established,
    },
  },
  {
    name: 'COOKIE ECHO, tags X M, tie-tags 0 0: action C',
    chunk: cookieEcho({ localTag: 999 }),
    tag: 999,
    outcomes: { ...refused },
  },
  {
    name: 'COOKIE ECHO, tags X M, other tie-tags',
    chunk: cookieEcho({ localTag: 999, localTieTag: 5, peerTieTag: 5 }),
    tag: 999,
    outcomes: { ...refused },
  },
  {
    name: 'COOKIE ECHO, tags X M, tie-tags M M',
    chunk: (driven) => cookieEcho({ localTag: 999, ...tieTags(driven) }),
    tag: 999,
    outcomes: { ...refused },
  },
  {
    name: 'COOKIE ECHO, tags X X, tie-tags 0 0',
    chunk: cookieEcho({ localTag: 999, peerTag: newTag }),
    tag: 999,
    outcomes: { ...refused },
  },
  {
    name: 'COOKIE ECHO, tags X X, tie-tags X X',
    chunk: cookieEcho({ localTag: 999, peerTag: newTag, localTieTag: 5, peerTieTag: 5 }),
    tag: 999,
    outcomes: { ...refused },
  },
  {
    name: 'COOKIE ECHO, tags X X, tie-tags M M: action A',
    chunk: (driven) => cookieEcho({ localTag: 999, peerTag: newTag, ...tieTags(driven) }),
    tag: 999,
    outcomes: {
      ...refused,
      ...inAll(['COOKIE-ECHOED', 'ESTABLISHED'], anew),
      'SHUTDOWN-PENDING': {
        sent: 'COOKIE ACK, SHUTDOWN',
        told: 'sendFailed, restart, established',
        becomes: 'SHUTDOWN-SENT',
      },
      'SHUTDOWN-SENT': { sent: 'COOKIE ACK, SHUTDOWN', told: 'restart, established' },
      'SHUTDOWN-RECEIVED': { ...anew, told: 'sendFailed, restart, established' },
    },
  },
  {
    name: 'COOKIE ECHO that is stale, tags M M: good for ever (§5.2.4 step 3)',
    chunk: cookieEcho({ createdAt: -100_000 }),
    outcomes: {
      CLOSED: { sent: 'ERROR' },
      'COOKIE-WAIT': { sent: 'ERROR' },
      ...inAll(afterCookieWait, { sent: 'COOKIE ACK' }),
      'COOKIE-ECHOED': established,
    },
  },
  {
    name: 'COOKIE ECHO that is stale, tags X X (§5.2.4 step 3)',
    chunk: cookieEcho({ localTag: 999, peerTag: newTag, createdAt: -100_000 }),
    tag: 999,
    outcomes: inAll(states, { sent: 'ERROR' }),
  },
];

for (const row of [...inits, ...initAcks, ...cookieEchoes]) {
  describe(`state machine: ${row.name}`, (test) => testEachState(test, row));
}
