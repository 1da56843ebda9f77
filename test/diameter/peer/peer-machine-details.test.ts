import * as assert from 'uvu/assert';
import { deviceWatchdog, disconnectPeer } from '../../../packages/diameter/src/dictionary/base/peer-commands.ts';
import { describe } from '../../helpers/describe.ts';
import { applicationRequest, capabilitiesOf, cerOf, dpr, dwr, TestPeer } from './test-peer.ts';

function called(peer = new TestPeer('z.example')): TestPeer {
  peer.call();
  peer.outputs();
  return peer;
}

function calling(peer = new TestPeer('z.example')): TestPeer {
  peer.start();
  peer.connected();
  peer.outputs();
  return peer;
}

describe('capabilities and the state machine of a peer', (test) => {
  test('CEA with another Result-Code than 2001 ends the connection, and is the reason', () => {
    const peer = calling();
    peer.answerCer(5010);
    assert.equal(peer.outputs(), ['I-Disc', 'closed']);
    assert.equal(peer.reasons, [{ type: 'refused', resultCode: 5010 }]);
  });

  test('a CEA without a common application ends the connection', () => {
    const peer = calling(new TestPeer('z.example', { 'Auth-Application-Id': [99] }));
    peer.answerCer();
    assert.equal(peer.outputs(), ['I-Disc', 'closed']);
    assert.equal(peer.reasons, [{ type: 'no-common-application' }]);
  });

  test('a CEA of another host than was called ends the connection', () => {
    const peer = calling(new TestPeer('z.example', {}, 'other.example'));
    peer.answerCer();
    assert.equal(peer.outputs(), ['I-Disc', 'closed']);
    assert.equal(peer.reasons, [{ type: 'wrong-host', originHost: 'z.example' }]);
    const named = calling(new TestPeer('z.example', {}, 'Z.example'));
    named.answerCer();
    assert.is(named.machine.state, 'I-Open');
  });

  test('a CEA to another CER is none', () => {
    const peer = calling();
    peer.receive('initiator', { ...cerOf(capabilitiesOf('z.example')), isRequest: false, hopByHop: 4711 });
    assert.is(peer.machine.state, 'Closed');
    peer.outputs();
    assert.equal(peer.reasons, [{ type: 'protocol-error' }]);
  });

  test('a second CER is refused with 5012, and changes nothing', () => {
    const peer = called();
    peer.receive('responder', cerOf(capabilitiesOf('z.example')));
    assert.equal(peer.outputs(), ['R-Snd-CEA']);
    assert.is(peer.machine.state, 'R-Open');
    const codes = peer.sent.at(-1)?.avps.filter(({ code }) => code === 268);
    assert.equal(
      codes?.map(({ data }) => Buffer.from(data).readUInt32BE()),
      [5012],
    );
  });

  test('what a caller sends before its CEA ends its connection, and that alone', () => {
    const peer = new TestPeer('z.example');
    peer.start();
    peer.call();
    peer.outputs();
    peer.receive('responder', applicationRequest());
    assert.equal(peer.outputs(), ['R-Disc']);
    assert.is(peer.machine.state, 'Wait-Conn-Ack');
  });

  test('who has lost an election ends the connection of a caller that does not wait for CEA', () => {
    const peer = calling();
    peer.call();
    peer.receive('responder', dwr());
    assert.equal(peer.outputs(), ['R-Disc']);
    assert.is(peer.machine.state, 'Wait-I-CEA');
  });

  test('stopping ends an attempt', () => {
    const peer = new TestPeer('z.example');
    peer.start();
    peer.outputs();
    peer.stop();
    assert.equal(peer.outputs(), ['I-Disc', 'closed']);
    assert.equal(peer.reasons, [{ type: 'stopped' }]);
  });

  test('a greater Origin-State-Id than that of the last connection tells of a restart', () => {
    const peer = called(new TestPeer('z.example', { 'Origin-State-Id': 1000 }));
    peer.receive('responder', dwr(1000));
    assert.equal(peer.outputs(), ['R-Snd-DWA']);
    peer.receive('responder', dwr(1001));
    assert.equal(peer.outputs(), ['restart', 'R-Snd-DWA']);
    // Zero says nothing, and a smaller one is late.
    for (const state of [0, 1001, 1000, undefined, 1001]) {
      peer.receive('responder', dwr(state));
      assert.equal(peer.outputs(), ['R-Snd-DWA']);
    }
    const silent = called(new TestPeer('z.example', { 'Origin-State-Id': 0 }));
    silent.receive('responder', dwr(1000));
    assert.equal(silent.outputs(), ['R-Snd-DWA']);
  });
});

describe('watchdog and disconnection in the state machine of a peer', (test) => {
  test('an idle connection has a DWR after Tw, fails over after two, and is closed after three', () => {
    const peer = called();
    peer.timeOut();
    assert.equal([peer.now, peer.outputs()], [30_000, ['R-Snd-DWR']]);
    peer.timeOut();
    assert.equal([peer.now, peer.outputs()], [60_000, ['failover']]);
    assert.is(peer.machine.watchdogState, 'SUSPECT');
    peer.timeOut();
    assert.equal([peer.now, peer.outputs()], [90_000, ['R-Disc', 'failover', 'closed']]);
    assert.equal(peer.reasons, [{ type: 'watchdog' }]);
  });

  test('a DWA with another Hop-by-Hop Identifier is traffic, but no answer to the watchdog', () => {
    const peer = called();
    peer.timeOut();
    peer.receive('responder', { ...peer.answerLast(deviceWatchdog), hopByHop: 1 });
    peer.timeOut();
    assert.is(peer.machine.watchdogState, 'SUSPECT');
  });

  test('after a failure a new connection begins with a DWR, and is in service after three answers', () => {
    const peer = called();
    peer.disconnected('responder');
    peer.call();
    assert.equal(peer.outputs(), ['failover', 'closed', 'R-Snd-CEA', 'open', 'R-Snd-DWR']);
    peer.receive('responder', peer.answerLast(deviceWatchdog));
    for (let count = 2; count <= 3; count += 1) {
      assert.is(peer.machine.watchdogState, 'REOPEN');
      peer.timeOut();
      peer.receive('responder', peer.answerLast(deviceWatchdog));
    }
    assert.equal(peer.outputs(), ['failback']);
    assert.is(peer.machine.watchdogState, 'OKAY');
  });

  test('after DPR and DPA a new connection is in service at once', () => {
    const peer = called();
    peer.receive('responder', dpr('REBOOTING'));
    peer.disconnected('responder');
    peer.outputs();
    assert.equal(peer.reasons, [{ type: 'disconnected-by-peer', cause: 'REBOOTING' }]);
    peer.call();
    assert.is(peer.machine.watchdogState, 'OKAY');
  });

  test('a DPR without its cause is refused, and changes nothing', () => {
    const peer = called();
    const bad = dpr();
    peer.receive('responder', { ...bad, avps: bad.avps.filter(({ code }) => code !== 273) });
    assert.equal(peer.outputs(), ['R-Snd-DPA']);
    assert.is(peer.machine.state, 'R-Open');
    assert.ok(peer.sent.at(-1)?.avps.some(({ code }) => code === 279));
  });

  test('two DPRs that cross are both answered', () => {
    const peer = called();
    peer.stop();
    peer.receive('responder', dpr());
    assert.equal(peer.outputs(), ['R-Snd-DPR', 'R-Snd-DPA']);
    assert.is(peer.machine.state, 'Closing');
    peer.receive('responder', peer.answerLast(disconnectPeer));
    assert.equal(peer.outputs(), ['R-Disc', 'failover', 'closed']);
    assert.equal(peer.reasons, [{ type: 'stopped' }]);
  });

  test('a DPA to another DPR is none', () => {
    const peer = called();
    peer.stop();
    peer.receive('responder', { ...peer.answerLast(disconnectPeer), hopByHop: 1 });
    assert.equal(peer.outputs(), []);
    assert.is(peer.machine.state, 'Closing');
  });

  test('a connection whose DPR is not answered has not failed: the next one is in service at once', () => {
    const peer = called();
    peer.stop();
    peer.timeOut();
    peer.call();
    assert.is(peer.machine.watchdogState, 'OKAY');
  });

  test('messages still come while the connection is closing', () => {
    const peer = called();
    peer.stop();
    peer.outputs();
    peer.receive('responder', applicationRequest());
    assert.equal(peer.outputs(), ['Process']);
  });

  test('a failed attempt leaves the watchdog as it was', () => {
    const peer = new TestPeer('z.example');
    peer.start();
    peer.connectFailed();
    assert.is(peer.machine.watchdogState, 'INITIAL');
    peer.call();
    assert.is(peer.machine.watchdogState, 'OKAY');
  });
});
