import { endianness } from 'node:os';
import type { Association } from 'usctp';
import * as assert from 'uvu/assert';
import {
  assocChange,
  peerAddressChange,
  remoteError,
  shutdownEvent,
} from '../../../lib/src/compat/lksctp/notification.ts';
import { describe } from '../../helpers/describe.ts';

/** What a C program on a host of this order reads; the members are in the order of linux/sctp.h. */
function hexOf(raw: Buffer): string {
  if (endianness() !== 'LE') throw new Error('the expected bytes are of a little-endian host');
  return raw.toString('hex');
}

// `as`: no more of an association is asked for.
const association = { outboundStreams: 10, inboundStreams: 3 } as Association;

describe('notifications of usctp/compat/lksctp', (test) => {
  test('of associations are struct sctp_assoc_change', () => {
    const lost = assocChange(association, 'SCTP_COMM_LOST', 7);
    assert.is(hexOf(lost.raw), '0180 0000 14000000 0100 0000 0a00 0300 07000000'.replaceAll(' ', ''));
    assert.is(lost.interpreted, 'SCTP_ASSOC_CHANGE: SCTP_COMM_LOST');
    const { interpreted, parsed } = assocChange(association, 'SCTP_RESTART', 7);
    assert.is(interpreted, 'SCTP_ASSOC_CHANGE: SCTP_RESTART, MIS 3 / OS 10');
    assert.is(parsed.sn_assoc_change?.sac_state, 2);
  });

  test('of addresses are struct sctp_paddr_change', () => {
    const { raw, parsed, interpreted } = peerAddressChange('192.0.2.1', 2905, 'SCTP_ADDR_UNREACHABLE', 7);
    assert.is(raw.length, 148);
    assert.is(hexOf(raw.subarray(0, 16)), '0280 0000 94000000 0200 0b59 c0000201'.replaceAll(' ', ''));
    assert.is(hexOf(raw.subarray(136)), '01000000 00000000 07000000'.replaceAll(' ', ''));
    assert.is(interpreted, 'SCTP_PEER_ADDR_CHANGE: SCTP_ADDR_UNREACHABLE 192.0.2.1');
    assert.equal(parsed.sn_paddr_change?.spc_aaddr, Buffer.from('02000b59c00002010000000000000000', 'hex'));
  });

  test('of IPv6 addresses are complete', () => {
    for (const [ip, bytes] of [
      ['2001:db8::1', '20010db8000000000000000000000001'],
      ['::1', '00000000000000000000000000000001'],
      ['2001:db8:1:2:3:4:5:6', '20010db8000100020003000400050006'],
    ] as const) {
      const { parsed } = peerAddressChange(ip, 2905, 'SCTP_ADDR_AVAILABLE', 7);
      const sockaddr = parsed.sn_paddr_change?.spc_aaddr.toString('hex');
      assert.is(sockaddr, `0a000b5900000000${bytes}00000000`);
    }
  });

  test('of a shutdown are struct sctp_shutdown_event', () => {
    assert.is(hexOf(shutdownEvent(7).raw), '0580 0000 0c000000 07000000'.replaceAll(' ', ''));
  });

  test('of an error that the peer reports are struct sctp_remote_error, with the causes', () => {
    const { raw, parsed } = remoteError([{ type: 'Cookie Received While Shutting Down' }], 7);
    assert.is(hexOf(raw), '0480 0000 14000000 000a 0000 07000000 000a0004'.replaceAll(' ', ''));
    assert.equal(parsed, { sn_type: 0x8004 });
  });
});
