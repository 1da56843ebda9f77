import { DecodeError, decodeChunk } from 'usctp/codec';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { assertChunk, fromHex } from './hex.ts';

describe('control chunks of RFC 9260', (test) => {
  test('HEARTBEAT and HEARTBEAT ACK carry the Heartbeat Info parameter', () => {
    const heartbeatInfo = fromHex('0102030405');
    assertChunk('04 00 000d  0001 0009 0102030405 000000', { type: 'HEARTBEAT', heartbeatInfo });
    assertChunk('05 00 000d  0001 0009 0102030405 000000', { type: 'HEARTBEAT ACK', heartbeatInfo });
  });

  test('HEARTBEAT and HEARTBEAT ACK carry other parameters behind it as they stand (§8.3)', () => {
    const heartbeatInfo = fromHex('0102030405');
    const otherParameters = fromHex('8001 0008 01020304  8002 0005 06');
    const hex = '0001 0009 0102030405 000000  8001 0008 01020304  8002 0005 06 000000';
    assertChunk(`04 00 001d  ${hex}`, { type: 'HEARTBEAT', heartbeatInfo, otherParameters });
    assertChunk(`05 00 001d  ${hex}`, { type: 'HEARTBEAT ACK', heartbeatInfo, otherParameters });
  });

  test('HEARTBEAT without Heartbeat Info, with another parameter first, or with broken ones is malformed', () => {
    for (const hex of [
      '04 00 0004',
      '04 00 000c  0002 0008 01020304',
      '04 00 000c  0001 0028 61626364',
      '04 00 0010  0001 0008 61626364 8001 0003',
    ]) {
      assert.throws(
        () => decodeChunk(fromHex(hex), 0),
        (error: unknown) => error instanceof DecodeError,
      );
    }
  });

  test('ABORT has a T bit and causes, or no causes', () => {
    assertChunk('06 01 0004', { type: 'ABORT', isTagReflected: true, causes: [] });
    assertChunk('06 00 0010  000c 0007 627965 00  000a 0004', {
      type: 'ABORT',
      isTagReflected: false,
      causes: [
        { type: 'User-Initiated Abort', reason: fromHex('627965') },
        { type: 'Cookie Received While Shutting Down' },
      ],
    });
  });

  test('ERROR has causes', () => {
    assertChunk('09 00 000c  0003 0008 000f454b', {
      type: 'ERROR',
      causes: [{ type: 'Stale Cookie', staleness: 1000779 }],
    });
  });

  test('SHUTDOWN, SHUTDOWN ACK and SHUTDOWN COMPLETE', () => {
    assertChunk('07 00 0008  89abcdef', { type: 'SHUTDOWN', cumulativeTsnAck: 0x89abcdef });
    assertChunk('08 00 0004', { type: 'SHUTDOWN ACK' });
    assertChunk('0e 00 0004', { type: 'SHUTDOWN COMPLETE', isTagReflected: false });
    assertChunk('0e 01 0004', { type: 'SHUTDOWN COMPLETE', isTagReflected: true });
  });

  test('SHUTDOWN without its TSN is malformed', () => {
    assert.throws(
      () => decodeChunk(fromHex('07 00 0004'), 0),
      (error: unknown) => error instanceof DecodeError && /SHUTDOWN of length 4/.test(error.message),
    );
  });

  test('COOKIE ECHO is the cookie with another header, COOKIE ACK a header', () => {
    assertChunk('0a 00 0007  c00c1e 00', { type: 'COOKIE ECHO', cookie: fromHex('c00c1e') });
    assertChunk('0b 00 0004', { type: 'COOKIE ACK' });
  });

  test('ECNE and CWR carry a TSN, and ECNE of usrsctp a count besides', () => {
    assertChunk('0c 00 0008  00000011', { type: 'ECNE', lowestTsn: 17 });
    assertChunk('0d 00 0008  00000011', { type: 'CWR', lowestTsn: 17 });
    assert.equal(decodeChunk(fromHex('0c 00 000c  00000011 00000002'), 0), { type: 'ECNE', lowestTsn: 17 });
  });

  test('flags that mean nothing are ignored', () => {
    assert.equal(decodeChunk(fromHex('0b ff 0004'), 0), { type: 'COOKIE ACK' });
    assert.equal(decodeChunk(fromHex('0e fe 0004'), 0), { type: 'SHUTDOWN COMPLETE', isTagReflected: false });
  });
});
