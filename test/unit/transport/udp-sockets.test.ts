import * as assert from 'uvu/assert';
import { udp } from '../../../lib/src/transport/index.ts';
import { bindError, enlargeBuffers } from '../../../lib/src/transport/udp-sockets.ts';
import { describe } from '../../helpers/describe.ts';

const meanings = {
  EADDRINUSE: 'ERR_SCTP_PORT_IN_USE',
  EADDRNOTAVAIL: 'ERR_SCTP_ADDRESS_NOT_AVAILABLE',
  EAFNOSUPPORT: 'ERR_SCTP_ADDRESS_NOT_AVAILABLE',
  EINVAL: 'ERR_SCTP_ADDRESS_NOT_AVAILABLE',
  EACCES: 'ERR_SCTP_NO_PRIVILEGE',
};

describe('UDP sockets', (test) => {
  for (const [code, meaning] of Object.entries(meanings)) {
    test(`explains ${code}, with the cause`, () => {
      const cause = Object.assign(new Error(code), { code });
      const error = bindError(cause, '192.0.2.1', 9899);
      assert.instance(error, Error);
      assert.equal(error, Object.assign(error as Error, { code: meaning, cause }));
      assert.match((error as Error).message, '192.0.2.1');
    });
  }

  test('leaves other errors as they are', () => {
    const cause = new Error('EMFILE');
    assert.is(bindError(cause, '192.0.2.1', 9899), cause);
  });

  test('refuse numbers that are out of range', () => {
    assert.throws(() => udp({ localPort: 65536 }), /localPort 65536 is not a whole number in 0–65535/);
    assert.throws(() => udp({ peerPort: 0 }), /peerPort 0 is not a whole number in 1–65535/);
    assert.throws(() => udp({ receiveBufferSize: -1 }), /receiveBufferSize -1 is not a whole number in 1–1073741824/);
    assert.throws(() => udp({ sendBufferSize: 0.5 }), /sendBufferSize 0.5 is not a whole number in 1–1073741824/);
  });

  for (const name of ['localPort', 'peerPort', 'receiveBufferSize', 'sendBufferSize']) {
    test(`refuse a ${name} that is text`, () => {
      assert.throws(
        () => udp({ [name]: '9899' }),
        (error: unknown) =>
          error instanceof TypeError && error.message.startsWith(`${name} is "9899"; it takes a number`),
      );
    });
  }

  test('are content with the buffers that the system allows, and hide no other error', () => {
    const asked: number[] = [];
    const setRecvBufferSize = (size: number) => {
      asked.push(size);
      throw Object.assign(new Error('ENOBUFS'), { code: 'ERR_SOCKET_BUFFER_SIZE' });
    };
    const setSendBufferSize = (size: number) => {
      asked.push(size);
    };
    enlargeBuffers({ setRecvBufferSize, setSendBufferSize }, { receiveBufferSize: 1, sendBufferSize: 2 });
    assert.equal(asked, [1, 2]);
    const broken = () => {
      throw new Error('not running');
    };
    const sizes = { receiveBufferSize: 1, sendBufferSize: 2 };
    assert.throws(() => enlargeBuffers({ setRecvBufferSize, setSendBufferSize: broken }, sizes), /not running/);
  });
});
