import * as assert from 'uvu/assert';
import type { AssociationStatistics } from '../../lib/src/core.ts';
import { dataChunk } from '../helpers/data-chunk.ts';
import { describe } from '../helpers/describe.ts';
import { answered, newTsn } from './restarted-peer.ts';
import { acquainted, established, forge, scenario, sendLarge } from './scenario.ts';

interface Counted {
  statistics(): object;
}

/** What was counted meanwhile, without bytes of packets, and without what has stayed as it was. */
function counted(by: Counted, act: () => void): Record<string, number> {
  const before = Object.entries(by.statistics());
  act();
  const after = new Map(Object.entries(by.statistics()));
  const changes = before.flatMap(([name, count]) => {
    const isCount = typeof count === 'number' && !name.startsWith('packetBytes') && name !== 'startTime';
    const change = isCount ? Number(after.get(name)) - count : 0;
    return change === 0 ? [] : [[name, change] as const];
  });
  return Object.fromEntries(changes);
}

function firstPath(statistics: AssociationStatistics) {
  const [path] = statistics.paths;
  assert.ok(path);
  return path;
}

describe('statistics of set-up', (test) => {
  test('count INIT and COOKIE ECHO on the side that sends them, and at the endpoint that takes them', () => {
    const { atA, atZ, a, z } = established();
    const { outSctpPacks, inSctpPacks, outCtrlChunks, inCtrlChunks } = atA.statistics();
    assert.equal([outSctpPacks, inSctpPacks, outCtrlChunks, inCtrlChunks], [2, 2, 2, 2]);
    const { outCtrlChunks: answers, inCtrlChunks: calls } = atZ.statistics();
    assert.equal([answers, calls], [1, 0]);
    const { currEstab, passiveEstabs, outCtrlChunks: out, inCtrlChunks: taken, inSctpPacks: packets } = z.statistics();
    assert.equal([currEstab, passiveEstabs, out, taken, packets], [1, 1, 2, 2, 2]);
    assert.equal([a.statistics().currEstab, a.statistics().activeEstabs], [1, 1]);
  });

  test('count expiries of T1, and not what is sent again as chunks', () => {
    const { a, z, network, ladder } = scenario();
    const atA = a.connect(z);
    ladder.lose('A -> INIT');
    network.advanceTo(a.nextTimeout());
    ladder.deliver('A -> INIT', 'Z -> INIT ACK').lose('A -> COOKIE ECHO');
    assert.is(atA.statistics().startTime, undefined);
    network.advanceTo(a.nextTimeout());
    ladder.deliver('A -> COOKIE ECHO', 'Z -> COOKIE ACK');
    const { t1Expireds, outCtrlChunks, outSctpPacks, startTime, paths } = atA.statistics();
    assert.equal([t1Expireds, outCtrlChunks, outSctpPacks], [2, 2, 4]);
    assert.equal([startTime, paths.map((path) => path.startTime)], [network.now, [network.now]]);
  });
});

describe('statistics of a transfer', (test) => {
  test('count messages, chunks and SACKs on both sides', () => {
    const { atA, atZ, ladder } = acquainted();
    const atReceiver = () =>
      counted(atA, () => {
        atA.send('ordered');
        ladder.deliver('A -> DATA');
        atA.send('unordered', { unordered: true });
        ladder.deliver('A -> DATA', 'Z -> SACK');
      });
    let sender = {};
    const receiver = counted(atZ, () => {
      sender = atReceiver();
    });
    const messages = { messagesSent: 2, messageBytesSent: 16, messagesAcknowledged: 2 };
    const chunks = { outOrderChunks: 1, outUnorderChunks: 1, inCtrlChunks: 1, sacksReceived: 1 };
    assert.equal(sender, { outSctpPacks: 2, inSctpPacks: 1, ...chunks, ...messages });
    const received = { inOrderChunks: 1, inUnorderChunks: 1, messagesReceived: 2, messageBytesReceived: 16 };
    assert.equal(receiver, { outSctpPacks: 1, inSctpPacks: 2, outCtrlChunks: 1, sacksSent: 1, ...received });
  });

  test('count messages in fragments once', () => {
    const { atA, atZ, ladder } = acquainted();
    const fragmented = counted(atA, () => {
      atA.send(new Uint8Array(3000));
      ladder.deliverAll();
    });
    assert.equal([fragmented.fragUsrMsgs, fragmented.outOrderChunks, fragmented.messagesSent], [1, 3, 1]);
    const { reasmUsrMsgs, inOrderChunks, messagesReceived } = atZ.statistics();
    assert.equal([reasmUsrMsgs, inOrderChunks, messagesReceived], [1, 4, 2]);
  });

  test('count what T3-rtx has sent again, for the path that lost it as well', () => {
    const { atA, ladder, network } = acquainted();
    const changes = counted(atA, () => {
      sendLarge(atA, 1);
      ladder.lose('A -> DATA');
      network.advanceTo(atA.core.primaryPath.t3Rtx.deadline);
      ladder.deliver('A -> DATA', 'Z -> SACK');
    });
    const errors = { rtxChunks: 1, t3Expireds: 1, pathErrors: 1, messagesAcknowledged: 1 };
    const sent = { outSctpPacks: 2, outOrderChunks: 1, messagesSent: 1, messageBytesSent: 1000 };
    assert.equal(changes, { ...sent, inSctpPacks: 1, inCtrlChunks: 1, sacksReceived: 1, ...errors });
    const { rtxChunks, t3Expireds, pathErrors } = firstPath(atA.statistics());
    assert.equal([rtxChunks, t3Expireds, pathErrors], [1, 1, 1]);
  });

  test('count what SACKs have shown to be lost, and the gaps that both sides tell of', () => {
    const { atA, atZ, ladder, network } = acquainted();
    sendLarge(atA, 4);
    ladder.lose('A -> DATA');
    ladder.deliver('A -> DATA', 'Z -> SACK', 'A -> DATA', 'Z -> SACK', 'A -> DATA', 'Z -> SACK', 'A -> DATA');
    network.advanceBy(200);
    ladder.deliverAll();
    const { fastRetransmits, rtxChunks, t3Expireds, gapReportsReceived } = atA.statistics();
    assert.equal([fastRetransmits, rtxChunks, t3Expireds, gapReportsReceived], [1, 1, 0, 3]);
    assert.is(atZ.statistics().gapReportsSent, 3);
  });

  test('count duplicates where they come, and where they are reported', () => {
    const { atA, atZ, ladder, network } = acquainted();
    atA.send('twice');
    const packet = ladder.hold('A -> DATA');
    network.deliver(packet);
    network.deliver(packet);
    ladder.deliver('Z -> SACK');
    assert.equal([atZ.statistics().duplicateTsnsReceived, atZ.statistics().inOrderChunks], [1, 2]);
    assert.is(atA.statistics().duplicateTsnsReported, 1);
  });

  test('count what finds no room', () => {
    const { atA, atZ, ladder, network } = acquainted({ z: { receiveBuffer: 4096, sackEveryPackets: 1 } });
    atZ.pause();
    sendLarge(atA, 3);
    ladder.deliverAll();
    sendLarge(atA, 1);
    network.advanceBy(1000);
    const changes = counted(atZ, () => ladder.deliver('A -> DATA', 'Z -> SACK'));
    assert.equal(changes, { inSctpPacks: 1, chunksDropped: 1, outSctpPacks: 1, outCtrlChunks: 1, sacksSent: 1 });
  });
});

describe('statistics of an end', (test) => {
  test('count expiries of T2, and not what is sent again as chunks', () => {
    const { atA, ladder, network, a } = acquainted();
    const changes = counted(atA, () => {
      atA.shutdown();
      ladder.lose('A -> SHUTDOWN');
      network.advanceTo(a.nextTimeout());
      ladder.deliver('A -> SHUTDOWN', 'Z -> SHUTDOWN ACK', 'A -> SHUTDOWN COMPLETE');
    });
    const packets = { outSctpPacks: 3, inSctpPacks: 1, inCtrlChunks: 1, outCtrlChunks: 2 };
    assert.equal(changes, { ...packets, t2Expireds: 1, pathErrors: 1 });
  });

  test('leave the counts of the association in those of its endpoint', () => {
    const { atA, a, z, ladder } = acquainted();
    const before = a.statistics();
    atA.abort();
    ladder.deliver('A -> ABORT');
    atA.shutdown();
    ladder.quiet();
    const after = a.statistics();
    assert.equal([before.messagesSent, after.messagesSent], [1, 1]);
    assert.equal([after.outCtrlChunks - before.outCtrlChunks, after.outSctpPacks - before.outSctpPacks], [1, 1]);
    assert.equal([after.currEstab, after.aborteds, z.statistics().aborteds], [0, 1, 1]);
  });
});

describe('statistics of a restart', (test) => {
  test('go on, for the association and its paths, and begin a new period', () => {
    const scene = acquainted();
    scene.atZ.send('under way');
    scene.ladder.lose('Z -> DATA');
    scene.network.advanceBy(100);
    const { cookieEcho, tag } = answered(scene);
    const { outSctpPacks } = firstPath(scene.atZ.statistics());
    const changes = counted(scene.atZ, () => {
      forge(scene, [cookieEcho, dataChunk({ tsn: newTsn })], tag);
      scene.ladder.lose('Z -> COOKIE ACK, SACK');
    });
    const received = { inOrderChunks: 1, messagesReceived: 1, messageBytesReceived: 5 };
    const sent = { outSctpPacks: 1, outCtrlChunks: 2, sacksSent: 1 };
    assert.equal(changes, { inSctpPacks: 1, ...sent, ...received, messagesFailed: 1, restarts: 1 });
    const { startTime, paths } = scene.atZ.statistics();
    assert.equal([startTime, paths[0]?.outSctpPacks], [scene.network.now, outSctpPacks + 1]);
    assert.is(scene.z.statistics().restarts, 1);
  });
});

describe('statistics of a path', (test) => {
  test('count heartbeats, errors, and that it has failed', () => {
    const { a, atA, ladder, network } = acquainted({ a: { pathMaxRetransmissions: 1 }, isMultiHomed: true });
    const before = atA.statistics().paths[1];
    assert.equal([before?.address, before?.heartbeatsSent, before?.heartbeatsAnswered], ['198.51.100.2', 0, 0]);
    const changes = counted(atA, () => {
      for (let i = 0; i < 2; i += 1) {
        atA.core.requestHeartbeat('198.51.100.2', network.now);
        network.settle();
        ladder.lose('A -> HEARTBEAT');
        network.advanceTo(a.nextTimeout());
      }
    });
    const lost = { heartbeatsSent: 2, pathErrors: 2, pathFailures: 1 };
    assert.equal(changes, { outSctpPacks: 2, outCtrlChunks: 2, ...lost });
    const after = atA.statistics().paths[1];
    assert.equal([after?.heartbeatsSent, after?.heartbeatsAnswered], [2, 0]);
    assert.equal(
      [after?.pathErrors, after?.pathFailures, after?.outSctpPacks],
      [2, 1, (before?.outSctpPacks ?? 0) + 2],
    );
  });
});
