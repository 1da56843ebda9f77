import * as assert from 'uvu/assert';
import { PathMtu, type PathMtuOptions } from '../../../lib/src/path/path-mtu.ts';
import { RetransmissionTimeout } from '../../../lib/src/path/retransmission-timeout.ts';
import { describe } from '../../helpers/describe.ts';

const basePmtu = 1220;

/** A path of IPv4 over Ethernet whose RTT is 100 ms, and the network that takes packets up to some size. */
class Rig {
  readonly mtu: PathMtu;
  now = 0;
  #isProbeDue = false;

  constructor(change: Partial<PathMtuOptions> = {}) {
    const rtt = new RetransmissionTimeout({ rtoInitial: 1000, rtoMin: 1000, rtoMax: 60_000 });
    rtt.measure(100);
    this.mtu = new PathMtu({ family: 4, pmtu: 1500, encapsulationOverhead: 0, discovery: 'SEARCH', ...change }, rtt);
  }

  /** Two timeouts of full packets. */
  loseFullPackets(): this {
    for (let i = 0; i < 2; i += 1) this.mtu.packetTimedOut(this.mtu.maxPacketSize, this.now);
    return this;
  }

  /** Goes on to the deadline, and handles it; gives the wait. */
  expire(): number {
    const { deadline } = this.mtu.timer;
    assert.ok(deadline !== undefined, 'no timer runs');
    const wait = deadline - this.now;
    this.now = deadline;
    this.#isProbeDue = this.mtu.handleTimeout(this.now);
    return wait;
  }

  /** Waits until a probe is due, and sends it; gives the size of its IP packet. */
  probe(): number {
    if (!this.#isProbeDue) this.expire();
    assert.ok(this.#isProbeDue, 'no probe is due');
    this.#isProbeDue = false;
    return this.mtu.sendProbe(Uint8Array.of(1), this.now) + 20;
  }

  acknowledge(): this {
    this.now += 100;
    this.mtu.probeAcknowledged(this.now);
    return this;
  }

  /** Sends probes and answers those of up to `actual` bytes, until the search is at its end; gives the sizes. */
  search(actual: number): number[] {
    const sizes: number[] = [];
    while (this.mtu.state === 'BASE' || this.mtu.state === 'SEARCHING') {
      const size = this.probe();
      sizes.push(size);
      if (size <= actual) this.acknowledge();
      else this.expire();
    }
    return sizes;
  }

  tell(nextHopMtu: number | undefined, length = 1500): number | undefined {
    return this.mtu.packetTooBig({ nextHopMtu, length }, this.now);
  }

  get summary(): string {
    return `${this.mtu.state} ${this.mtu.pmtu}`;
  }
}

describe('the MTU of a path (RFC 8899)', (test) => {
  test("begins with the interface's, and sends no probes while that does", () => {
    const { mtu } = new Rig();
    assert.equal([mtu.state, mtu.pmtu, mtu.maxPacketSize], ['SEARCH-COMPLETE', 1500, 1480]);
    assert.equal([mtu.timer.isRunning, mtu.probe], [false, undefined]);
  });

  test('goes to the base size when full packets time out twice, and confirms it', () => {
    const rig = new Rig();
    rig.mtu.packetTimedOut(1480, 0);
    assert.is(rig.summary, 'SEARCH-COMPLETE 1500');
    rig.mtu.packetTimedOut(1480, 0);
    assert.is(rig.summary, `BASE ${basePmtu}`);
    assert.is(rig.probe(), basePmtu);
    assert.is(rig.acknowledge().summary, `SEARCHING ${basePmtu}`);
  });

  test('goes up through common sizes until three probes in a row are lost', () => {
    const rig = new Rig().loseFullPackets();
    assert.equal(rig.search(1460), [basePmtu, 1280, 1340, 1380, 1400, 1420, 1440, 1452, 1464, 1464, 1464]);
    assert.is(rig.summary, 'SEARCH-COMPLETE 1454');
  });

  test('ends at the size of the interface when the path takes that', () => {
    const rig = new Rig().loseFullPackets();
    rig.search(1500);
    assert.is(rig.summary, 'SEARCH-COMPLETE 1500');
    assert.not(rig.mtu.timer.isRunning);
  });

  test('never probes beyond the interface', () => {
    for (const pmtu of [1300, 1406, 1500, 9000, 65_535]) {
      const rig = new Rig({ pmtu }).loseFullPackets();
      assert.is(Math.max(...rig.search(65_535)), pmtu & ~3, 'SCTP packets are multiples of four');
    }
  });

  test('waits 16 s for the answer to a probe, and 600 s before it searches on', () => {
    const rig = new Rig().loseFullPackets();
    rig.probe();
    assert.is(rig.expire(), 16_000);
    rig.search(1400);
    assert.is(rig.summary, 'SEARCH-COMPLETE 1400');
    assert.is(rig.expire(), 600_000);
    rig.search(1500);
    assert.is(rig.summary, 'SEARCH-COMPLETE 1500');
  });

  test('one lost probe says nothing: the same size is tried again', () => {
    const rig = new Rig().loseFullPackets();
    rig.probe();
    rig.acknowledge();
    assert.is(rig.probe(), 1280);
    rig.expire();
    assert.is(rig.probe(), 1280);
    assert.is(rig.acknowledge().summary, 'SEARCHING 1280');
  });

  test('goes to the least size when the base is not confirmed, and asks for it ever less often', () => {
    const rig = new Rig().loseFullPackets();
    for (let i = 0; i < 3; i += 1) {
      assert.is(rig.probe(), basePmtu);
      rig.expire();
    }
    assert.is(rig.summary, 'ERROR 512');
    const waits: number[] = [];
    for (let i = 0; i < 8; i += 1) {
      assert.is(rig.probe(), basePmtu);
      waits.push(rig.expire());
    }
    assert.equal(
      waits,
      [16, 32, 64, 128, 256, 512, 600, 600].map((seconds) => 1000 * seconds),
    );
    rig.probe();
    rig.acknowledge().search(1500);
    assert.is(rig.summary, 'SEARCH-COMPLETE 1500');
  });

  test('of IPv6 is never less than 1280', () => {
    const rig = new Rig({ family: 6 }).loseFullPackets();
    assert.is(rig.summary, 'BASE 1280');
    rig.search(0);
    assert.is(rig.mtu.pmtu, 1280);
  });

  test('of an interface with less than the base has that as its base', () => {
    const rig = new Rig({ pmtu: 1000 });
    for (let i = 0; i < 4; i += 1) rig.mtu.packetTimedOut(980, 0);
    assert.is(rig.summary, 'BASE 1000');
    rig.search(600);
    assert.is(rig.summary, 'ERROR 512');
  });

  test('counts UDP in: 8 bytes of each packet (RFC 6951 §5.6)', () => {
    const rig = new Rig({ encapsulationOverhead: 8 });
    assert.is(rig.mtu.maxPacketSize, 1472);
    rig.loseFullPackets();
    assert.equal([rig.mtu.pmtu, rig.mtu.maxPacketSize], [1228, 1200]);
    assert.is(rig.mtu.sendProbe(Uint8Array.of(1), 0), 1200);
  });
});

describe('lost packets and the MTU of a path', (test) => {
  test('the smallest say nothing, and those below the base when it happens four times', () => {
    const { mtu } = new Rig();
    for (let i = 0; i < 10; i += 1) mtu.packetTimedOut(492, 0);
    for (let i = 0; i < 3; i += 1) mtu.packetTimedOut(1200, 0);
    assert.is(mtu.state, 'SEARCH-COMPLETE');
    mtu.packetTimedOut(1200, 0);
    assert.is(mtu.state, 'BASE');
  });

  test('a packet as large that is acknowledged begins the count anew, a smaller one does not', () => {
    for (const [length, pmtu] of [
      [1480, 1500],
      [1300, basePmtu],
    ] as const) {
      const { mtu } = new Rig();
      mtu.packetTimedOut(1480, 0);
      mtu.packetDelivered(length);
      mtu.packetTimedOut(1480, 0);
      assert.is(mtu.pmtu, pmtu);
    }
  });

  test('where the host fragments as it likes the base size is used, and nothing is searched', () => {
    const rig = new Rig({ discovery: 'BLACK-HOLES' }).loseFullPackets();
    assert.is(rig.summary, `BASE ${basePmtu}`);
    assert.not(rig.mtu.timer.isRunning);
    assert.is(rig.tell(1400), undefined);
  });

  test('without discovery nothing changes', () => {
    const rig = new Rig({ discovery: 'NONE' }).loseFullPackets();
    assert.is(rig.tell(1400), undefined);
    assert.is(rig.summary, 'SEARCH-COMPLETE 1500');
  });
});

describe('a router that finds packets too big (RFC 8899 §4.6.2)', (test) => {
  test('brings the base size, and the size that it takes as soon as that is confirmed', () => {
    const rig = new Rig();
    assert.is(rig.tell(1400), 1380, 'SCTP packets up to this length have got through');
    assert.is(rig.summary, `BASE ${basePmtu}`);
    assert.equal(rig.search(1400), [basePmtu, 1400]);
    assert.is(rig.summary, 'SEARCH-COMPLETE 1400');
  });

  test('that tells no size brings a search', () => {
    const rig = new Rig();
    assert.is(rig.tell(undefined), basePmtu - 20);
    rig.search(1400);
    assert.is(rig.mtu.pmtu, 1400);
  });

  test('and lies about the size does not keep the search from the right one', () => {
    const rig = new Rig();
    rig.tell(1450);
    assert.equal(rig.search(1400), [basePmtu, 1448, 1280, 1340, 1380, 1400, 1420, 1420, 1420]);
    assert.is(rig.mtu.pmtu, 1400);
  });

  test('is not believed when it takes what it refused, less than the least, or refuses what was not sent', () => {
    const rig = new Rig();
    for (const [nextHopMtu, length] of [
      [1500, 1500],
      [1600, 1500],
      [511, 1500],
      [68, 1500],
      [1400, 1501],
      [1400, 1300],
    ] as const) {
      assert.is(rig.tell(nextHopMtu, length), undefined);
    }
    assert.is(rig.summary, 'SEARCH-COMPLETE 1500');
  });

  test('is believed in IPv6 from 1280 on', () => {
    const rig = new Rig({ family: 6 });
    rig.tell(1279);
    assert.is(rig.mtu.pmtu, 1500);
    rig.tell(1280);
    assert.equal(rig.search(1280), [1260]);
    assert.is(rig.summary, 'SEARCH-COMPLETE 1280');
  });

  test('never lowers the size below the base alone, but when the probe of the base was refused, too', () => {
    const rig = new Rig();
    rig.tell(1000);
    assert.is(rig.summary, `BASE ${basePmtu}`);
    rig.tell(1000);
    assert.is(rig.summary, `BASE ${basePmtu}`, 'about another packet of before');
    rig.probe();
    assert.is(rig.tell(1000, basePmtu), 980);
    assert.is(rig.summary, 'ERROR 512');
    assert.is(rig.tell(600, 512), undefined);
  });

  test('tells once what all packets under way get to hear', () => {
    const rig = new Rig();
    rig.tell(1400);
    for (let i = 0; i < 10; i += 1) assert.is(rig.tell(1400), undefined);
    rig.search(1400);
    assert.is(rig.tell(1400), undefined);
    assert.is(rig.summary, 'SEARCH-COMPLETE 1400');
  });

  test('ends a search that has come to the size that it takes', () => {
    const rig = new Rig().loseFullPackets();
    rig.search(1280);
    rig.expire();
    assert.is(rig.probe(), 1340);
    rig.tell(1280, 1340);
    assert.is(rig.summary, 'SEARCH-COMPLETE 1280');
  });

  test('tells the size to go on with, an RTT later', () => {
    const rig = new Rig().loseFullPackets();
    rig.probe();
    rig.acknowledge();
    rig.probe();
    rig.now += 30;
    assert.is(rig.tell(1260, 1280), undefined);
    assert.is(rig.expire(), 100);
    assert.equal(rig.search(1260), [1260]);
    assert.is(rig.summary, 'SEARCH-COMPLETE 1260');
  });
});
