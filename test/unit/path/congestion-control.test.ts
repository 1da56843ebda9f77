import * as assert from 'uvu/assert';
import { CongestionControl } from '../../../lib/src/path/congestion-control.ts';
import { describe } from '../../helpers/describe.ts';

const pmdcs = 1000;

/** cwnd 4,000 and ssthresh 4,000: one byte more, and it is congestion avoidance. */
function afterLoss(): CongestionControl {
  const control = new CongestionControl(4, pmdcs);
  control.fastRetransmit(pmdcs);
  return control;
}

/** cwnd 5,000 above an ssthresh of 4,000. */
function avoiding(): CongestionControl {
  const control = afterLoss();
  control.acknowledge({ bytes: 1000, flightSizeBefore: 4000, isInFastRecovery: false }, pmdcs);
  return control;
}

describe('initial cwnd (RFC 9260 §7.2.1)', (test) => {
  const cases = [
    { family: 4, pmdcs: 500, cwnd: 2000, why: 'four chunks where they are small' },
    { family: 4, pmdcs: 1468, cwnd: 4404, why: '4,404 bytes on Ethernet with IPv4' },
    { family: 6, pmdcs: 1448, cwnd: 4344, why: '4,344 bytes on Ethernet with IPv6' },
    { family: 4, pmdcs: 8968, cwnd: 17_936, why: 'two chunks where they are large' },
  ] as const;
  for (const { family, pmdcs: size, cwnd, why } of cases) {
    test(`is ${why}`, () => {
      assert.is(new CongestionControl(family, size).cwnd, cwnd);
    });
  }

  test('comes with an ssthresh above every window', () => {
    assert.ok(new CongestionControl(4, pmdcs).ssthresh >= 2 ** 30);
  });
});

describe('slow start (§7.2.1)', (test) => {
  test('grows cwnd by what was acknowledged', () => {
    const control = new CongestionControl(4, pmdcs);
    control.acknowledge({ bytes: 600, flightSizeBefore: 4000, isInFastRecovery: false }, pmdcs);
    assert.is(control.cwnd, 4600);
  });

  test('grows cwnd by one PMDCS at most, against split acknowledgements', () => {
    const control = new CongestionControl(4, pmdcs);
    control.acknowledge({ bytes: 4000, flightSizeBefore: 4000, isInFastRecovery: false }, pmdcs);
    assert.is(control.cwnd, 5000);
  });

  test('leaves cwnd alone while it is not used up', () => {
    const control = new CongestionControl(4, pmdcs);
    control.acknowledge({ bytes: 1000, flightSizeBefore: 3999, isInFastRecovery: false }, pmdcs);
    assert.is(control.cwnd, 4000);
  });

  test('leaves cwnd alone in Fast Recovery', () => {
    const control = new CongestionControl(4, pmdcs);
    control.acknowledge({ bytes: 1000, flightSizeBefore: 4000, isInFastRecovery: true }, pmdcs);
    assert.is(control.cwnd, 4000);
  });

  test('holds as long as cwnd equals ssthresh', () => {
    const control = afterLoss();
    assert.equal([control.cwnd, control.ssthresh], [4000, 4000]);
    control.acknowledge({ bytes: 1000, flightSizeBefore: 4000, isInFastRecovery: false }, pmdcs);
    assert.is(control.cwnd, 5000);
  });
});

describe('congestion avoidance (§7.2.2)', (test) => {
  test('grows cwnd by one PMDCS once a cwnd of bytes is acknowledged', () => {
    const control = avoiding();
    for (let i = 0; i < 4; i += 1) {
      control.acknowledge({ bytes: 1000, flightSizeBefore: 5000, isInFastRecovery: false }, pmdcs);
    }
    assert.is(control.cwnd, 5000);
    control.acknowledge({ bytes: 1000, flightSizeBefore: 5000, isInFastRecovery: false }, pmdcs);
    assert.is(control.cwnd, 6000);
  });

  test('carries what is left over to the next growth', () => {
    const control = avoiding();
    control.acknowledge({ bytes: 5800, flightSizeBefore: 5000, isInFastRecovery: false }, pmdcs);
    assert.is(control.cwnd, 6000);
    control.acknowledge({ bytes: 5199, flightSizeBefore: 6000, isInFastRecovery: false }, pmdcs);
    assert.is(control.cwnd, 6000);
    control.acknowledge({ bytes: 1, flightSizeBefore: 6000, isInFastRecovery: false }, pmdcs);
    assert.is(control.cwnd, 7000);
  });

  test('counts up to cwnd at most while cwnd is not used up', () => {
    const control = avoiding();
    control.acknowledge({ bytes: 9000, flightSizeBefore: 4999, isInFastRecovery: false }, pmdcs);
    assert.is(control.cwnd, 5000);
    control.acknowledge({ bytes: 1, flightSizeBefore: 5000, isInFastRecovery: false }, pmdcs);
    assert.is(control.cwnd, 6000);
    control.acknowledge({ bytes: 5998, flightSizeBefore: 6000, isInFastRecovery: false }, pmdcs);
    assert.is(control.cwnd, 6000);
  });

  test('counts from zero again once all that was sent is acknowledged', () => {
    const control = avoiding();
    control.acknowledge({ bytes: 4999, flightSizeBefore: 5000, isInFastRecovery: false }, pmdcs);
    control.allAcknowledged();
    control.acknowledge({ bytes: 1, flightSizeBefore: 5000, isInFastRecovery: false }, pmdcs);
    assert.is(control.cwnd, 5000);
  });
});

describe('losses (§7.2.3)', (test) => {
  test('a fast retransmission halves cwnd, and sets ssthresh to it', () => {
    const control = new CongestionControl(4, 5001);
    control.fastRetransmit(1000);
    assert.equal([control.cwnd, control.ssthresh], [5001, 5001]);
  });

  test('a fast retransmission leaves four chunks at least', () => {
    const control = new CongestionControl(4, pmdcs);
    control.fastRetransmit(pmdcs);
    assert.equal([control.cwnd, control.ssthresh], [4000, 4000]);
  });

  test('a timeout leaves one chunk, and half of cwnd for ssthresh', () => {
    const control = new CongestionControl(4, 6000);
    control.timeOut(1000);
    assert.equal([control.cwnd, control.ssthresh], [1000, 6000]);
  });

  test('either starts partial_bytes_acked at zero', () => {
    for (const lose of ['fastRetransmit', 'timeOut'] as const) {
      const control = avoiding();
      control.acknowledge({ bytes: 4999, flightSizeBefore: 5000, isInFastRecovery: false }, pmdcs);
      control[lose](pmdcs);
      for (let i = 0; i < 20 && control.cwnd <= control.ssthresh; i += 1) {
        control.acknowledge({ bytes: 1000, flightSizeBefore: control.cwnd, isInFastRecovery: false }, pmdcs);
      }
      assert.ok(control.cwnd > control.ssthresh);
      const { cwnd } = control;
      control.acknowledge({ bytes: cwnd - 1, flightSizeBefore: cwnd, isInFastRecovery: false }, pmdcs);
      assert.is(control.cwnd, cwnd);
    }
  });
});

describe('an idle path (§7.2.1, last rule)', (test) => {
  test('halves cwnd once per RTO, and keeps what it was as ssthresh', () => {
    const control = new CongestionControl(4, 16_000);
    control.decay(2, 1000);
    assert.equal([control.cwnd, control.ssthresh], [8000, 32_000]);
  });

  test('keeps four chunks', () => {
    const control = new CongestionControl(4, 16_000);
    control.decay(1_000_000, 1000);
    assert.is(control.cwnd, 4000);
  });

  test('changes nothing within one RTO', () => {
    const control = new CongestionControl(4, 16_000);
    control.decay(0, 1000);
    assert.is(control.cwnd, 32_000);
    assert.ok(control.ssthresh > 32_000);
  });

  test('changes nothing where cwnd is four chunks already', () => {
    const control = new CongestionControl(4, pmdcs);
    control.decay(5, pmdcs);
    assert.is(control.cwnd, 4000);
    assert.ok(control.ssthresh > 4000);
  });
});
