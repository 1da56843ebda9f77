import * as assert from 'uvu/assert';
import { DecodeError, SctpError, unreachable } from '../../lib/src/errors.ts';
import { describe } from '../helpers/describe.ts';

describe('errors', (test) => {
  test('an SctpError is an Error with a stable code and a name', () => {
    const error = new SctpError('ERR_SCTP_CLOSED', 'the server was closed');
    assert.instance(error, Error);
    assert.is(error.name, 'SctpError');
    assert.is(error.code, 'ERR_SCTP_CLOSED');
    assert.is(error.message, 'the server was closed');
  });

  test('an SctpError keeps its cause', () => {
    const cause = new Error('EPERM');
    assert.is(new SctpError('ERR_SCTP_NO_PRIVILEGE', 'no', { cause }).cause, cause);
  });

  test('a DecodeError has a name of its own', () => {
    const error = new DecodeError('3 bytes are no common header');
    assert.is(error.name, 'DecodeError');
    assert.not.instance(error, SctpError);
  });

  test('unreachable throws, and shows the value', () => {
    // `as`: the compiler lets no value in.
    assert.throws(() => unreachable({ type: 'DATA' } as never), /unreachable: \{"type":"DATA"\}/);
  });
});
