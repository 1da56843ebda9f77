import * as assert from 'uvu/assert';
import { deviceWatchdog, disconnectPeer } from '../../../packages/diameter/src/dictionary/base/peer-commands.ts';
import { describe } from '../../helpers/describe.ts';
import { applicationRequest, dpr, dwr, TestPeer } from './test-peer.ts';

/** A row of the table in RFC 6733 §5.6; `Error` and `Cleanup` are written as what they do. */
type Row = readonly [state: string, event: string, actions: string, next: string];

/** How each state is reached. The peer loses elections where nothing else is said. */
const reach: Readonly<Record<string, (peer: TestPeer) => void>> = {
  Closed: () => {},
  'Wait-Conn-Ack': (peer) => peer.start(),
  'Wait-I-CEA': (peer) => {
    peer.start();
    peer.connected();
  },
  'Wait-Conn-Ack/Elect': (peer) => {
    peer.start();
    peer.call();
  },
  'Wait-Returns': (peer) => {
    peer.start();
    peer.connected();
    peer.call();
  },
  'R-Open': (peer) => peer.call(),
  'I-Open': (peer) => {
    peer.start();
    peer.connected();
    peer.answerCer();
  },
};

const events: Readonly<Record<string, (peer: TestPeer) => void>> = {
  Start: (peer) => peer.start(),
  Stop: (peer) => peer.stop(),
  Timeout: (peer) => peer.timeOut(),
  'I-Rcv-Conn-Ack': (peer) => peer.connected(),
  'I-Rcv-Conn-Nack': (peer) => peer.connectFailed(),
  'R-Conn-CER': (peer) => assert.ok(peer.call()),
  'R-Conn-CER (R-Reject)': (peer) => assert.not.ok(peer.call()),
  'I-Rcv-CEA': (peer) => peer.answerCer(),
  'I-Rcv-Non-CEA': (peer) => peer.receive('initiator', dwr()),
  'I-Peer-Disc': (peer) => peer.disconnected('initiator'),
  'R-Peer-Disc': (peer) => peer.disconnected('responder'),
  'R-Rcv-Message': (peer) => peer.receive('responder', applicationRequest()),
  'I-Rcv-Message': (peer) => peer.receive('initiator', applicationRequest()),
  'R-Rcv-DWR': (peer) => peer.receive('responder', dwr()),
  'I-Rcv-DWR': (peer) => peer.receive('initiator', dwr()),
  'R-Rcv-DWA': (peer) => {
    peer.timeOut();
    peer.receive('responder', peer.answerLast(deviceWatchdog));
  },
  'I-Rcv-DWA': (peer) => {
    peer.timeOut();
    peer.receive('initiator', peer.answerLast(deviceWatchdog));
  },
  'R-Rcv-DPR': (peer) => peer.receive('responder', dpr()),
  'I-Rcv-DPR': (peer) => peer.receive('initiator', dpr()),
  'R-Rcv-DPA': (peer) => peer.receive('responder', peer.answerLast(disconnectPeer)),
  'I-Rcv-DPA': (peer) => peer.receive('initiator', peer.answerLast(disconnectPeer)),
};

/** Where the peer `z.example` wins elections against `m.example`. */
const rowsOfLoser: readonly Row[] = [
  ['Closed', 'Start', 'I-Snd-Conn-Req', 'Wait-Conn-Ack'],
  ['Closed', 'R-Conn-CER', 'R-Snd-CEA, open', 'R-Open'],
  ['Wait-Conn-Ack', 'I-Rcv-Conn-Ack', 'I-Snd-CER', 'Wait-I-CEA'],
  ['Wait-Conn-Ack', 'I-Rcv-Conn-Nack', 'closed', 'Closed'],
  ['Wait-Conn-Ack', 'R-Conn-CER', '', 'Wait-Conn-Ack/Elect'],
  ['Wait-Conn-Ack', 'Timeout', 'I-Disc, closed', 'Closed'],
  ['Wait-I-CEA', 'I-Rcv-CEA', 'open', 'I-Open'],
  ['Wait-I-CEA', 'R-Conn-CER', '', 'Wait-Returns'],
  ['Wait-I-CEA', 'I-Peer-Disc', 'closed', 'Closed'],
  ['Wait-I-CEA', 'I-Rcv-Non-CEA', 'I-Disc, closed', 'Closed'],
  ['Wait-I-CEA', 'Timeout', 'I-Disc, closed', 'Closed'],
  ['Wait-Conn-Ack/Elect', 'I-Rcv-Conn-Ack', 'I-Snd-CER', 'Wait-Returns'],
  ['Wait-Conn-Ack/Elect', 'I-Rcv-Conn-Nack', 'R-Snd-CEA, open', 'R-Open'],
  ['Wait-Conn-Ack/Elect', 'R-Peer-Disc', '', 'Wait-Conn-Ack'],
  ['Wait-Conn-Ack/Elect', 'R-Conn-CER (R-Reject)', '', 'Wait-Conn-Ack/Elect'],
  ['Wait-Conn-Ack/Elect', 'Timeout', 'I-Disc, R-Disc, closed', 'Closed'],
  ['Wait-Returns', 'I-Peer-Disc', 'R-Snd-CEA, open', 'R-Open'],
  ['Wait-Returns', 'I-Rcv-CEA', 'R-Disc, open', 'I-Open'],
  ['Wait-Returns', 'R-Peer-Disc', '', 'Wait-I-CEA'],
  ['Wait-Returns', 'R-Conn-CER (R-Reject)', '', 'Wait-Returns'],
  ['Wait-Returns', 'Timeout', 'I-Disc, R-Disc, closed', 'Closed'],
  ['R-Open', 'R-Rcv-Message', 'Process', 'R-Open'],
  ['R-Open', 'R-Rcv-DWR', 'R-Snd-DWA', 'R-Open'],
  ['R-Open', 'R-Rcv-DWA', '', 'R-Open'],
  ['R-Open', 'R-Conn-CER (R-Reject)', '', 'R-Open'],
  ['R-Open', 'Stop', 'R-Snd-DPR', 'Closing'],
  ['R-Open', 'R-Rcv-DPR', 'R-Snd-DPA', 'Closing'],
  ['R-Open', 'R-Peer-Disc', 'failover, closed', 'Closed'],
  ['I-Open', 'I-Rcv-Message', 'Process', 'I-Open'],
  ['I-Open', 'I-Rcv-DWR', 'I-Snd-DWA', 'I-Open'],
  ['I-Open', 'I-Rcv-DWA', '', 'I-Open'],
  ['I-Open', 'R-Conn-CER (R-Reject)', '', 'I-Open'],
  ['I-Open', 'Stop', 'I-Snd-DPR', 'Closing'],
  ['I-Open', 'I-Rcv-DPR', 'I-Snd-DPA', 'Closing'],
  ['I-Open', 'I-Peer-Disc', 'failover, closed', 'Closed'],
];

/** Where the peer `a.example` loses them: Win-Election comes at once. */
const rowsOfWinner: readonly Row[] = [
  ['Wait-I-CEA', 'R-Conn-CER', 'I-Disc, R-Snd-CEA, open', 'R-Open'],
  ['Wait-Conn-Ack/Elect', 'I-Rcv-Conn-Ack', 'I-Snd-CER, I-Disc, R-Snd-CEA, open', 'R-Open'],
];

/** Of Closing, reached from either side. */
const rowsOfClosing: readonly Row[] = [
  ['I-Open', 'I-Rcv-DPA', 'I-Disc, failover, closed', 'Closed'],
  ['R-Open', 'R-Rcv-DPA', 'R-Disc, failover, closed', 'Closed'],
  ['I-Open', 'Timeout', 'I-Disc, failover, closed', 'Closed'],
  ['R-Open', 'Timeout', 'R-Disc, failover, closed', 'Closed'],
  ['I-Open', 'I-Peer-Disc', 'failover, closed', 'Closed'],
  ['R-Open', 'R-Peer-Disc', 'failover, closed', 'Closed'],
];

function peerIn(host: string, state: string): TestPeer {
  const peer = new TestPeer(host);
  reach[state]?.(peer);
  assert.is(peer.machine.state, state);
  peer.outputs();
  return peer;
}

function check(peer: TestPeer, [, event, actions, next]: Row): void {
  events[event]?.(peer);
  assert.is(peer.outputs().join(', '), actions);
  assert.is(peer.machine.state, next);
}

describe('the state machine of a peer (RFC 6733 §5.6)', (test) => {
  for (const row of rowsOfLoser) {
    test(`in ${row[0]} follows the row of ${row[1]}`, () => check(peerIn('z.example', row[0]), row));
  }

  for (const row of rowsOfWinner) {
    test(`in ${row[0]} wins the election upon ${row[1]}`, () => check(peerIn('a.example', row[0]), row));
  }

  for (const row of rowsOfClosing) {
    test(`in Closing, which came from ${row[0]}, follows the row of ${row[1]}`, () => {
      const peer = peerIn('z.example', row[0]);
      peer.stop();
      peer.outputs();
      check(peer, row);
    });
  }
});
