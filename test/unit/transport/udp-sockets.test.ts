import * as assert from 'uvu/assert';
import { udp } from '../../../lib/src/transport/index.ts';
import { bindError } from '../../../lib/src/transport/udp-sockets.ts';
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

  test('refuse numbers that are no ports', () => {
    assert.throws(() => udp({ localPort: 65536 }), /localPort 65536 is not in 0–65535/);
    assert.throws(() => udp({ peerPort: 0 }), /peerPort 0 is not in 1–65535/);
  });
});
