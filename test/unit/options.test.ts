import * as assert from 'uvu/assert';
import { type Options, optionNames, resolveOptions } from '../../lib/src/options.ts';
import { describe } from '../helpers/describe.ts';
import { names } from '../helpers/expected-error.ts';

/** Name, default, least and greatest value, as RFC 9260 §16 and the docstrings give them. */
const numbers: readonly [keyof Options, number, number, number][] = [
  ['rtoInitial', 1000, 1, 600_000],
  ['rtoMin', 1000, 1, 600_000],
  ['rtoMax', 60_000, 1, 600_000],
  ['maxInitRetransmissions', 8, 0, 255],
  ['associationMaxRetransmissions', 10, 0, 255],
  ['pathMaxRetransmissions', 5, 0, 255],
  ['validCookieLife', 60_000, 1000, 3_600_000],
  ['cookieKeyInterval', 3_600_000, 60_000, 86_400_000],
  ['heartbeatInterval', 30_000, 0, 3_600_000],
  ['heartbeatMaxBurst', 1, 1, 32],
  ['sackDelay', 200, 0, 500],
  ['sackEveryPackets', 2, 1, 16],
  ['busyPollMicroseconds', 0, 0, 10_000],
  ['maxBurst', 4, 1, 65_535],
  ['maxMessageSize', 1_048_576, 1, 1_073_741_824],
  ['receiveBuffer', 2_097_152, 4096, 1_073_741_824],
  ['sendBuffer', 2_097_152, 1, 1_073_741_824],
  ['inboundStreams', 64, 1, 65_535],
  ['outboundStreams', 32, 1, 65_535],
  ['answersPerSecond', 1000, 1, 1_000_000],
  ['maxAssociations', 10_000, 1, 1_000_000],
  ['maxPeerAddresses', 32, 1, 255],
];

/** As a caller without types might give it. */
function resolve(name: string, value: unknown): Options {
  return resolveOptions({ rtoMin: 1, rtoMax: 600_000, [name]: value });
}

describe('options that are numbers', (test) => {
  test('are these, pathMtu, and the thresholds of RFC 7829, which are infinite by default', () => {
    const known = Object.entries(resolveOptions()).filter(([, value]) => Number.isFinite(value));
    assert.equal(known.map(([name]) => name).sort(), numbers.map(([name]) => name).sort());
  });

  for (const [name, byDefault, least, greatest] of numbers) {
    test(`${name} is ${byDefault} by default`, () => {
      assert.is(resolveOptions()[name], byDefault);
    });

    test(`${name} takes ${least} and ${greatest}`, () => {
      assert.is(resolve(name, least)[name], least);
      assert.is(resolve(name, greatest)[name], greatest);
    });

    for (const value of [least - 1, greatest + 1, least + 0.5, Number.NaN]) {
      test(`${name} ${value} is a RangeError that names option, value and limits`, () => {
        assert.throws(() => resolve(name, value), names(RangeError, name, `${value}`, `${least}`, `${greatest}`));
      });
    }

    test(`${name} as text is a TypeError that names option and value`, () => {
      assert.throws(() => resolve(name, `${byDefault}`), names(TypeError, name, `"${byDefault}"`));
    });

    test(`${name} null is a TypeError`, () => {
      assert.throws(() => resolve(name, null), names(TypeError, name, 'null'));
    });
  }

  test('rtoMin above rtoMax is a RangeError that names both', () => {
    assert.throws(() => resolveOptions({ rtoMin: 500, rtoMax: 400 }), names(RangeError, 'rtoMin 500', 'rtoMax 400'));
  });
});

/** As a caller without types might give it. */
function resolveThresholds(settings: Readonly<Record<string, unknown>>): Options {
  return resolveOptions(settings);
}

describe('the thresholds of RFC 7829', (test) => {
  const pfmr = 'potentiallyFailedMaxRetransmissions';
  const psmr = 'primarySwitchoverMaxRetransmissions';

  test('are never exceeded by default', () => {
    const options = resolveOptions();
    assert.equal([options[pfmr], options[psmr]], [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]);
  });

  for (const given of [
    { [pfmr]: 0 },
    { [pfmr]: 5 },
    { [pfmr]: 0, [psmr]: 0 },
    { [pfmr]: 2, [psmr]: 3 },
    { [psmr]: 5 },
    { [psmr]: 255 },
    { [psmr]: Number.POSITIVE_INFINITY },
  ]) {
    test(`may be ${JSON.stringify(given)} where pathMaxRetransmissions is 5`, () => {
      const options = resolveOptions(given);
      for (const [name, value] of Object.entries(given)) assert.is(options[name as keyof Options], value);
    });
  }

  for (const [given, ...words] of [
    [{ [pfmr]: 6 }, `${pfmr} 6`, 'pathMaxRetransmissions 5'],
    [{ [psmr]: 4 }, `${psmr} 4`, 'pathMaxRetransmissions 5'],
    [{ [pfmr]: 2, [psmr]: 1 }, `${psmr} 1`, `${pfmr} 2`],
    [{ [pfmr]: -1 }, `${pfmr} -1`, '0–255, or Infinity'],
    [{ [psmr]: 256 }, `${psmr} 256`, '0–255, or Infinity'],
  ] as const) {
    test(`may not be ${JSON.stringify(given)} (RFC 7829 §3.2 rule 1, §5 rule 1)`, () => {
      assert.throws(() => resolveThresholds(given), names(RangeError, ...words));
    });
  }

  test('are numbers', () => {
    assert.throws(() => resolveThresholds({ [pfmr]: '0' }), names(TypeError, pfmr, '"0"'));
  });
});

describe('options that are not numbers', (test) => {
  test('have defaults', () => {
    const options = resolveOptions();
    const { noDelay, pathMtu, pathMtuDiscovery, cookieKeys, outOfTheBlue, advertise } = options;
    assert.equal(
      [noDelay, pathMtu, pathMtuDiscovery, cookieKeys, outOfTheBlue, advertise, options.exposePotentiallyFailedState],
      [true, undefined, true, undefined, 'own-ports', undefined, true],
    );
  });

  test('are kept as given', () => {
    const given = {
      noDelay: false,
      pathMtu: 1280,
      pathMtuDiscovery: false,
      cookieKeys: [new Uint8Array(16), new Uint8Array(32)],
      outOfTheBlue: 'discard',
      advertise: ['192.0.2.1'],
    } as const;
    const { noDelay, pathMtu, pathMtuDiscovery, cookieKeys, outOfTheBlue, advertise } = resolveOptions(given);
    assert.equal({ noDelay, pathMtu, pathMtuDiscovery, cookieKeys, outOfTheBlue, advertise }, given);
  });

  for (const policy of ['own-ports', 'abort', 'discard'] as const) {
    test(`outOfTheBlue takes ${policy}`, () => {
      assert.is(resolveOptions({ outOfTheBlue: policy }).outOfTheBlue, policy);
    });
  }

  for (const advertise of ['none', 'all', [], ['192.0.2.1']] as const) {
    test(`advertise takes ${JSON.stringify(advertise)}`, () => {
      assert.equal(resolveOptions({ advertise }).advertise, advertise);
    });
  }

  const wrongTypes: readonly [keyof Options, unknown][] = [
    ['noDelay', 1],
    ['noDelay', 'yes'],
    ['pathMtu', '1500'],
    ['pathMtuDiscovery', 1500],
    ['cookieKeys', new Uint8Array(16)],
    ['cookieKeys', []],
    ['cookieKeys', ['0123456789abcdef']],
    ['outOfTheBlue', 'answer'],
    ['advertise', 'some'],
    ['advertise', 7],
    ['advertise', [7]],
  ];
  for (const [name, value] of wrongTypes) {
    test(`${name} ${JSON.stringify(value)} is a TypeError that names the option`, () => {
      assert.throws(() => resolve(name, value), names(TypeError, name));
    });
  }

  test('advertise takes addresses, not names', () => {
    assert.throws(() => resolveOptions({ advertise: ['example.org'] }), names(TypeError, 'example.org'));
  });

  for (const pathMtu of [511, 65_536, 1500.5]) {
    test(`pathMtu ${pathMtu} is a RangeError that names option and limits`, () => {
      assert.throws(() => resolveOptions({ pathMtu }), names(RangeError, `pathMtu ${pathMtu}`, '512', '65535'));
    });
  }

  test('a cookie key of 15 bytes is a RangeError that names the limit', () => {
    const cookieKeys = [new Uint8Array(16), new Uint8Array(15)];
    assert.throws(() => resolveOptions({ cookieKeys }), names(RangeError, 'cookie key', '15', '16'));
  });
});

describe('partialDeliveryPoint', (test) => {
  test('is not set by default: whole messages only', () => {
    assert.is(resolveOptions().partialDeliveryPoint, undefined);
  });

  test('takes 1 to receiveBuffer (RFC 6458 §8.1.21)', () => {
    for (const partialDeliveryPoint of [1, 4096]) {
      assert.is(
        resolveOptions({ receiveBuffer: 4096, partialDeliveryPoint }).partialDeliveryPoint,
        partialDeliveryPoint,
      );
    }
    for (const partialDeliveryPoint of [0, 4097]) {
      const point = `partialDeliveryPoint ${partialDeliveryPoint}`;
      assert.throws(
        () => resolveOptions({ receiveBuffer: 4096, partialDeliveryPoint }),
        names(RangeError, point, '4096'),
      );
    }
  });
});

describe('optionNames', (test) => {
  test('names every option once', () => {
    assert.equal([...optionNames].sort(), Object.keys(resolveOptions()).sort());
  });
});
