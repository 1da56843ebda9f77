import * as assert from 'uvu/assert';
import { addressParameters, initFields, readParameters, whyNotAcceptable } from '../../../lib/src/association/init.ts';
import { decodeParameters, encodeParameters, type Parameter } from '../../../lib/src/codec/parameter.ts';
import { resolveOptions } from '../../../lib/src/options.ts';
import { describe } from '../../helpers/describe.ts';
import { initAck } from '../endpoint/hand-driven.ts';

function unknown(parameterType: number, length = 4): Parameter {
  return { type: 'unknown', parameterType, value: new Uint8Array(length) };
}

/** The types of the parameters that are to be reported. */
function reportedTypes(...parameters: readonly Parameter[]): (number | string)[] {
  return readParameters(parameters).unrecognized.flatMap((bytes) =>
    decodeParameters(bytes).map((parameter) =>
      parameter.type === 'unknown' ? parameter.parameterType : parameter.type,
    ),
  );
}

describe('whyNotAcceptable (RFC 9260 §3.3.2, §5.1.2)', (test) => {
  test('an INIT ACK as it should be is acceptable', () => {
    assert.equal(whyNotAcceptable(initAck()), []);
  });

  test('1,500 bytes of window and one stream each way are enough', () => {
    const least = { advertisedReceiverWindowCredit: 1500, numberOfOutboundStreams: 1, numberOfInboundStreams: 1 };
    assert.equal(whyNotAcceptable(initAck(least)), []);
  });

  for (const change of [
    { advertisedReceiverWindowCredit: 1499 },
    { numberOfOutboundStreams: 0 },
    { numberOfInboundStreams: 0 },
  ]) {
    test(`${JSON.stringify(change)} is an invalid mandatory parameter`, () => {
      assert.equal(whyNotAcceptable(initAck(change)), [{ type: 'Invalid Mandatory Parameter' }]);
    });
  }

  test('a host name is an unresolvable address, and goes back whole', () => {
    const hostName: Parameter = { type: 'Host Name Address', hostName: 'example.org' };
    assert.equal(whyNotAcceptable(initAck({ parameters: [hostName] })), [
      { type: 'Unresolvable Address', parameter: encodeParameters([hostName]) },
    ]);
  });
});

describe('readParameters (§3.2.1)', (test) => {
  test('of a flood of addresses only so many are read that time is bounded', () => {
    const flood = addressParameters(Array.from({ length: 3000 }, (_, i) => `2001:db8::${(i + 1).toString(16)}`));
    const { addresses } = readParameters(flood);
    assert.equal([addresses.length, addresses.at(-1)], [255, '2001:db8::ff']);
  });

  test('finds nothing where there is nothing', () => {
    assert.equal(readParameters([]), {
      addresses: [],
      unrecognized: [],
      cookie: undefined,
      cookieLifeIncrement: 0,
      extensions: { forwardTsn: false, reConfig: false },
    });
  });

  test('finds addresses in their order, the cookie, and the wish for a longer life', () => {
    const cookie = Buffer.from('cookie');
    const {
      addresses,
      cookie: found,
      cookieLifeIncrement,
    } = readParameters([
      { type: 'IPv6 Address', ip: '2001:db8::1' },
      { type: 'State Cookie', cookie },
      { type: 'IPv4 Address', ip: '192.0.2.1' },
      { type: 'Cookie Preservative', suggestedLifeSpanIncrement: 5000 },
    ]);
    assert.equal([addresses, found, cookieLifeIncrement], [['2001:db8::1', '192.0.2.1'], cookie, 5000]);
  });

  test('passes over what it needs not act on', () => {
    const quiet: Parameter[] = [
      { type: 'Supported Address Types', addressTypes: [5, 6] },
      { type: 'Supported Extensions', chunkTypes: [0x82] },
      { type: 'Padding', paddingLength: 8 },
      { type: 'Unrecognized Parameter', parameter: encodeParameters([unknown(0xffff)]) },
    ];
    assert.equal(reportedTypes(...quiet), []);
  });

  test('the two high bits of an unknown type say what to do', () => {
    const address4: Parameter = { type: 'IPv4 Address', ip: '192.0.2.1' };
    const outcomes = [0x3fff, 0x7fff, 0xbfff, 0xffff].map((type) => {
      const { addresses, unrecognized } = readParameters([unknown(type), address4]);
      return [addresses.length, unrecognized.length];
    });
    assert.equal(outcomes, [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ]);
  });

  test('finds that FORWARD TSN is supported (RFC 3758 §3.3)', () => {
    const { extensions, unrecognized } = readParameters([{ type: 'Forward-TSN-Supported' }]);
    assert.equal([extensions.forwardTsn, unrecognized], [true, []]);
  });

  test('finds what is listed as supported (RFC 5061 §4.2.7)', () => {
    const supported = [[], [192], [130], [1, 130, 192]].map(
      (chunkTypes) => readParameters([{ type: 'Supported Extensions', chunkTypes }]).extensions,
    );
    assert.equal(supported, [
      { forwardTsn: false, reConfig: false },
      { forwardTsn: true, reConfig: false },
      { forwardTsn: false, reConfig: true },
      { forwardTsn: true, reConfig: true },
    ]);
  });

  test('extensions that are not supported count as unknown', () => {
    const indication = { type: 'Adaptation Layer Indication', adaptationCodePoint: 1 } as const;
    assert.equal(reportedTypes(indication), ['Adaptation Layer Indication']);
    assert.equal(reportedTypes({ type: 'ECN Capable' }), []);
  });

  test('reports no more than 512 bytes, so that an answer does not outgrow its INIT', () => {
    const many = Array.from({ length: 1000 }, (_, i) => unknown(0xc000 + 0x100 + i));
    assert.is(reportedTypes(...many).length, 64);
    assert.equal(reportedTypes(unknown(0xfff0, 600), unknown(0xfff1)), [0xfff1]);
  });
});

describe('our side of INIT and INIT ACK', (test) => {
  test('says what the options say', () => {
    const options = resolveOptions({ receiveBuffer: 5000, outboundStreams: 7, inboundStreams: 9 });
    assert.equal(initFields(1, 2, options), {
      initiateTag: 1,
      advertisedReceiverWindowCredit: 5000,
      numberOfOutboundStreams: 7,
      numberOfInboundStreams: 9,
      initialTsn: 2,
    });
  });

  test('lists addresses of both families', () => {
    assert.equal(addressParameters(['192.0.2.1', '2001:db8::1']), [
      { type: 'IPv4 Address', ip: '192.0.2.1' },
      { type: 'IPv6 Address', ip: '2001:db8::1' },
    ]);
  });
});
