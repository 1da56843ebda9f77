import { readFileSync } from 'node:fs';
import { optionNames } from 'usctp';
import * as assert from 'uvu/assert';
import { describe } from '../helpers/describe.ts';
import { publicNames } from './public-names.ts';
import { faultsOfRow, readNames, readSocketApi } from './socket-api.ts';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const guide = '../../lib/guides/socket-api.md';

describe('lib/guides/socket-api.md', (test) => {
  test('has each name of RFC 6458, and of those that add to it, once, and no other', () => {
    const named = readSocketApi(read(guide)).flatMap(({ section, theirs }) =>
      theirs.map((name) => `${section} ${name}`),
    );
    assert.equal([...named].sort(), readNames(read('socket-api-names.txt')).sort());
  });

  test('names only options, members and functions that there are, and gives a reason where it names none', () => {
    const exported = publicNames();
    assert.equal(
      readSocketApi(read(guide)).flatMap((row) => faultsOfRow(row, exported, optionNames)),
      [],
    );
  });
});

describe('the check of lib/guides/socket-api.md', (test) => {
  const exported = new Map([
    ['Message', new Set(['ppid'])],
    ['connect', new Set<string>()],
  ]);
  const faultsOf = (row: string) => readSocketApi(row).flatMap((read) => faultsOfRow(read, exported, ['rtoMin']));

  test('takes an option, a member and a function that there are', () => {
    assert.equal(faultsOf('| 8.1 | `SCTP_A` | `Options.rtoMin`, `Message.ppid`, `connect` | |'), []);
  });

  test('finds an option, a member, a type and a function that there are not', () => {
    const faults = faultsOf('| 8.1 | `SCTP_A` | `Options.rtoMean`, `Message.text`, `Mail.ppid`, `call` | |');
    assert.equal(
      faults.map((fault) => fault.slice(0, fault.indexOf(':'))),
      ['there is no Options.rtoMean', 'there is no Message.text', 'there is no Mail.ppid', 'there is no call'],
    );
  });

  test('finds a row without a name of the RFC, and one that has nothing for it and says not why', () => {
    assert.match(faultsOf('| 8.1 | SCTP_A | `connect` | |')[0] ?? '', 'no name of the RFC');
    assert.match(faultsOf('| 8.1 | `SCTP_A` | | later |')[0] ?? '', 'nothing, and no reason');
    assert.equal(faultsOf('| 8.1 | `SCTP_A` | | not built: RFC 4895 |'), []);
  });
});
