import { DiameterError, parseConfiguration, readConfiguration } from '@usctp/diameter';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { rejection } from '../../helpers/rejection.ts';

const text = `identity: server.example.com
realm: example.com
currency:
  code: 978
  exponent: -2
tariffs:
  - unit: CC-Time
    price: 10
    per: 60
    grant: 600
accounts:
  - id: "491700000001"
    balance: 1000
`;

describe('the file of a server', (test) => {
  test('has defaults for what it leaves out', () => {
    assert.equal(parseConfiguration(text, 'server.yaml'), {
      identity: 'server.example.com',
      realm: 'example.com',
      listen: { port: 3868, transport: 'raw', udpPort: 9899 },
      watchdogInterval: 30_000,
      currency: { code: 978, exponent: -2 },
      sessionFailover: false,
      supervision: 600_000,
      duplicates: 240_000,
      maxSessions: 1_000_000,
      tariffs: [{ unit: 'CC-Time', price: 10, per: 60, grant: 600, finalUnitAction: 'TERMINATE' }],
      accounts: [{ type: 'END_USER_E164', id: '491700000001', balance: 1000, barred: false }],
      logLevel: 'info',
      drain: 10_000,
    });
  });

  test('has times with their units', () => {
    const { watchdogInterval, drain, supervision } = parseConfiguration(
      `${text}watchdogInterval: 6s\ndrain: 250ms\nsupervision: 2h\n`,
      'server.yaml',
    );
    assert.equal([watchdogInterval, drain, supervision], [6000, 250, 7_200_000]);
  });

  test('is refused with file, line, setting, value and what is expected', () => {
    const wrong = text.replace('price: 10', 'price: -1').replace('code: 978', 'code: euro');
    refused(wrong, [
      'server.yaml:4:3: currency.code is "euro": Invalid input: expected number, received string',
      'server.yaml:8:5: tariffs[0].price is -1: Too small: expected number to be >=0',
    ]);
    refused(`${text}watchdogInterval: 5s\n`, ['server.yaml:14:1: watchdogInterval is "5s": expected 6s or more']);
    refused(`${text}drain: 10\n`, [
      'server.yaml:14:1: drain is 10: expected a time with its unit: 500ms, 30s, 10m, 24h',
    ]);
    refused(`${text}listen: { port: 0 }\n`, [
      'server.yaml:14:11: listen.port is 0: Too small: expected number to be >=1',
    ]);
    refused(`${text}http: { port: 70000 }\n`, [
      'server.yaml:14:9: http.port is 70000: Too big: expected number to be <=65535',
    ]);
  });

  test('is refused where something is missing, or unknown', () => {
    refused(text.replace('realm: example.com\n', ''), [
      'server.yaml:1:1: realm is missing: Invalid input: expected string, received undefined',
    ]);
    refused(text.replace('    grant: 600\n', ''), [
      'server.yaml:7:5: tariffs[0].grant is missing: Invalid input: expected number, received undefined',
    ]);
    refused(`${text}tarifs: []\n`, ['server.yaml:14:1: tarifs is no setting']);
    refused(text.replace('    grant: 600\n', '    grant: 600\n    finalUnitAction: REDIRECT\n'), [
      'server.yaml:7:5: tariffs[0].redirectTo is missing: expected a URL, as finalUnitAction is REDIRECT',
    ]);
    refused('', ['server.yaml:1:1: the file is null: Invalid input: expected object, received null']);
  });

  test('is refused where two are the same, or one is the server', () => {
    refused(`${text}  - { id: "1", balance: 1 }\n  - { id: "491700000001", balance: 2 }\n`, [
      'server.yaml:15:7: accounts[2].id is "491700000001": the one at [0] is the same',
    ]);
    assert.not.throws(() =>
      parseConfiguration(`${text}  - { id: "491700000001", type: END_USER_IMSI, balance: 2 }\n`, 'server.yaml'),
    );
    refused(`${text}peers:\n  - identity: a.b\n  - identity: A.B\n  - identity: Server.example.com\n`, [
      'server.yaml:16:5: peers[1].identity is "A.B": the one at [0] is the same',
      'server.yaml:17:5: peers[2].identity is "Server.example.com": it is that of the server itself',
    ]);
  });

  test('is refused where sessions would be given up before they have to be heard of', () => {
    const withValidity = text.replace('    grant: 600\n', '    grant: 600\n    validityTime: 301\n');
    refused(withValidity, [
      'server.yaml:11:5: tariffs[0].validityTime is 301: expected 300 or less: half of supervision, which is 600s',
    ]);
    assert.not.throws(() => parseConfiguration(`${withValidity}supervision: 602s\n`, 'server.yaml'));
  });

  test('wants numbers of subscribers in quotes', () => {
    refused(text.replace('"491700000001"', '491700000001'), [
      'server.yaml:12:5: accounts[0].id is 491700000001: expected text: write it in quotes',
    ]);
  });

  test('is refused where it is no YAML', () => {
    refused(`${text}http: [`, [/^server\.yaml:14:8: /]);
    refused(`${text}realm: other.com\n`, [/^server\.yaml:14:1: Map keys must be unique/]);
    const aliases = Array.from({ length: 9 }, (_, at) => `a${at + 1}: &a${at + 1} [${`*a${at},`.repeat(9)}]\n`);
    refused(`a0: &a0 [x, x, x, x]\n${aliases.join('')}`, [/^server\.yaml: .*[Aa]lias/]);
  });

  test('has to be there', async () => {
    const error: Error = await rejection(readConfiguration('/nowhere/server.yaml'));
    assert.ok(error instanceof DiameterError && error.code === 'ERR_DIAMETER_CONFIGURATION', String(error));
    assert.match(error.message, '/nowhere/server.yaml cannot be read');
  });
});

function refused(wrong: string, lines: readonly (string | RegExp)[]): void {
  try {
    parseConfiguration(wrong, 'server.yaml');
  } catch (error) {
    assert.ok(error instanceof DiameterError && error.code === 'ERR_DIAMETER_CONFIGURATION', String(error));
    const found = error.message.split('\n');
    assert.is(found.length, lines.length, error.message);
    for (const [index, line] of lines.entries()) {
      if (typeof line === 'string') assert.is(found[index], line);
      else assert.match(found[index] ?? '', line);
    }
    return;
  }
  assert.unreachable('it was taken');
}
