import {
  answerFault,
  baseDictionary,
  creditControl,
  creditControlVocables,
  type DiameterMessage,
  encodeMessage,
  type Fault,
  nameResultCode,
  type RequestOf,
  writeRequest,
} from '@usctp/diameter';
import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';

type CreditControlRequest = RequestOf<typeof creditControl>;

const dictionary = baseDictionary.extend(creditControlVocables);
const origin = { 'Origin-Host': 'server.example', 'Origin-Realm': 'example' };

const uint32 = fc.nat({ max: 0xffffffff });
const uint64 = fc.bigInt(0n, 2n ** 64n - 1n);
const host = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}(\.[a-z]{1,5}){1,3}$/);
const text = fc.string({ unit: 'binary', maxLength: 20 });

const units = record({
  'CC-Time': uint32,
  'CC-Total-Octets': uint64,
  'CC-Service-Specific-Units': uint64,
  'CC-Money': fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n).map((digits) => ({ 'Unit-Value': { 'Value-Digits': digits } })),
});

const service = record({
  'Requested-Service-Unit': units,
  'Used-Service-Unit': fc.array(units, { minLength: 1, maxLength: 2 }),
  'Rating-Group': uint32,
});

const optional = record({
  'Destination-Host': host,
  'User-Name': text,
  'Event-Timestamp': fc.integer({ min: 0, max: 4e9 }).map((seconds) => new Date(seconds * 1000)),
  'Subscription-Id': fc.array(
    fc.record(
      { 'Subscription-Id-Type': fc.constantFrom('END_USER_E164', 'END_USER_NAI'), 'Subscription-Id-Data': text },
      { noNullPrototype: true },
    ),
    { minLength: 1, maxLength: 2 },
  ),
  'Requested-Service-Unit': units,
  'Multiple-Services-Credit-Control': fc.array(service, { minLength: 1, maxLength: 2 }),
  'CC-Correlation-Id': fc.uint8Array({ maxLength: 9 }),
  'Route-Record': fc.array(host, { minLength: 1, maxLength: 3 }),
});

const required = fc.record(
  {
    'Session-Id': text,
    'Origin-Host': host,
    'Origin-Realm': host,
    'Destination-Realm': host,
    'Auth-Application-Id': fc.constant(4),
    'Service-Context-Id': text,
    'CC-Request-Type': fc.constantFrom('INITIAL_REQUEST', 'UPDATE_REQUEST', 'TERMINATION_REQUEST', 'EVENT_REQUEST'),
    'CC-Request-Number': uint32,
  },
  { noNullPrototype: true },
);

const anyRequest: fc.Arbitrary<CreditControlRequest> = fc
  .tuple(required, optional)
  .map(([always, sometimes]) => ({ ...always, ...sometimes }));

/** Requests in which bytes were changed. */
const mutated = fc
  .tuple(anyRequest, fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 3 }))
  .map(([values, changes]) => {
    const bytes = encodeMessage(writeRequest(creditControl, values));
    for (const [at, value] of changes) bytes[4 + (at % (bytes.length - 4))] = value;
    return bytes;
  });

describe('any credit-control request', (test) => {
  test('is read as it was written', () => {
    fc.assert(
      fc.property(anyRequest, (values) => {
        const decoded = dictionary.decodeMessage(encodeMessage(writeRequest(creditControl, values)));
        assert.is(decoded.type, 'message');
        if (decoded.type !== 'message') return;
        assert.equal(dictionary.readRequest(creditControl, decoded.message), { type: 'value', value: values });
      }),
    );
  });

  test('is read or refused without an exception, whatever its bytes, and the refusal is sound', () => {
    const codes = new Set<string>();
    fc.assert(
      fc.property(mutated, (bytes) => {
        const { message, fault } = receive(bytes);
        if (fault === undefined) return;
        codes.add(nameResultCode(fault.resultCode));
        const known = dictionary.findCommand(message);
        const command = known.type === 'value' ? known.value : undefined;
        const answer = dictionary.decodeMessage(encodeMessage(answerFault(message, fault, origin, command)));
        assert.is(answer.type, 'message');
        if (answer.type !== 'message') return;
        const reading = dictionary.readAnswer(command ?? creditControl, answer.message);
        assert.is(reading.type, answer.message.isError ? 'error' : 'value', JSON.stringify(fault.text));
      }),
      { numRuns: 4000 },
    );
    for (const code of [
      'AVP_UNSUPPORTED',
      'INVALID_AVP_VALUE',
      'MISSING_AVP',
      'INVALID_AVP_LENGTH',
      'INVALID_AVP_BITS',
    ]) {
      assert.ok(codes.has(`DIAMETER_${code}`), `no ${code} among ${[...codes]}`);
    }
  });
});

/** As a node does: the frame, then the command, then its AVPs. */
function receive(bytes: Uint8Array): { readonly message: DiameterMessage; readonly fault?: Fault } {
  const decoded = dictionary.decodeMessage(bytes);
  if (decoded.type === 'runt') throw new Error('none was cut');
  if (decoded.type === 'malformed') return decoded;
  const command = dictionary.findCommand(decoded.message);
  if (command.type === 'fault') return { message: decoded.message, fault: command.fault };
  const reading = dictionary.readRequest(command.value, decoded.message);
  return reading.type === 'fault' ? { message: decoded.message, fault: reading.fault } : { message: decoded.message };
}

function record<Values>(arbitraries: { [Name in keyof Values]: fc.Arbitrary<Values[Name]> }) {
  return fc.record<Values, never>(arbitraries, { requiredKeys: [], noNullPrototype: true });
}
