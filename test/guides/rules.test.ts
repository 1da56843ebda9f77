import * as assert from 'uvu/assert';
import { describe } from '../helpers/describe.ts';
import { rejection } from '../helpers/rejection.ts';
import { checkElsewhere, checkPrograms, checkShell } from './check.ts';
import { checkDocuments } from './documents.ts';
import { makePlace, writePrograms } from './files.ts';
import { checkOutput } from './output.ts';
import { type Page, readPage } from './page.ts';
import { findTypeErrors } from './types.ts';

const plain = { isRoot: false };

type Fenced = readonly [info: string, code: string];

function pageOf(...blocks: readonly Fenced[]): Page {
  return readPage('example.md', blocks.map(([info, code]) => `\`\`\`${info}\n${code}\n\`\`\`\n`).join('\nText.\n\n'));
}

describe('sorting of blocks', (test) => {
  test('begins a program with each block that begins with an import', () => {
    const { programs } = pageOf(['ts', 'one();'], ['ts', 'two();'], ['ts', "import 'usctp';"], ['ts', 'three();']);
    const codes = programs.map((steps) => steps.map(({ block }) => block.code));
    assert.equal(codes, [
      ['one();', 'two();'],
      ["import 'usctp';", 'three();'],
    ]);
  });

  test('refuses what no test would run', () => {
    for (const info of ['', 'python', 'ts skip', 'sh skip', 'yaml root']) {
      assert.throws(() => pageOf([info, '1']), /^.*example\.md:1 says/, info);
    }
    assert.throws(() => readPage('example.md', '- ```ts\n  1\n  ```\n'), /example\.md:3 has an indented block/);
    assert.throws(() => readPage('example.md', '```ts\n1\n'), /example\.md:1 opens a block that nothing closes/);
    assert.throws(() => pageOf(['text', 'out of nowhere']), /example\.md:1 shows the output of nothing/);
  });

  test('refuses a command for another place that can run here', () => {
    const npm = ['sh elsewhere', 'npm install \\\n  usctp'] as const;
    assert.not.throws(() => checkElsewhere(pageOf(npm)));
    assert.throws(
      () => checkElsewhere(pageOf(npm, ['sh elsewhere', 'usctp doctor'])),
      /example\.md:8 has "usctp doctor"/,
    );
    assert.throws(() => checkElsewhere(pageOf(['sh elsewhere', 'npm install ('])), /example\.md:1 is no shell/);
  });

  test('refuses documents that do not parse, are not known, or have a command that nothing runs', () => {
    const service = 'apiVersion: v1\nkind: Service\nmetadata: { name: amf }\n';
    const probe = `${service}exec: { command: [usctp, probe, --port, '5000'] }`;
    assert.not.throws(() => checkDocuments(pageOf(['yaml', service], ['json', '[1]'])));
    assert.not.throws(() => checkDocuments(pageOf(['yaml', probe], ['sh root', 'usctp probe --port 5000'])));
    const broken = [
      'a: [',
      'a: 1\na: 2',
      service.replace('v1', 'v2'),
      service.replace('name', 'nome'),
      'kind: Sevice',
      probe,
    ];
    for (const code of broken) assert.throws(() => checkDocuments(pageOf(['yaml', code])), /example\.md:1/, code);
    assert.throws(() => checkDocuments(pageOf(['json', '{'])), SyntaxError);
  });
});

describe('the output of blocks', (test) => {
  test('is compared line by line', () => {
    assert.not.throws(() => checkOutput('here', 'one\ntwo\n', 'one\ntwo'));
    for (const printed of ['one', 'one\ntwo\nthree', 'two\none', 'one two', '']) {
      assert.throws(() => checkOutput('here', printed, 'one\ntwo'), /here prints/, printed);
    }
  });

  test('may differ where the page has … or a measured number', () => {
    assert.not.throws(() => checkOutput('here', 'a\nb\nc\nd 4', 'a\n…\nd …'));
    assert.not.throws(() => checkOutput('here', '123,456 in 0.5 ms, tag 0xff', '1,000 in 12.25 ms, tag 0x1'));
    for (const promised of ['5 of 5', '127.0.0.1', 'port 3868']) {
      assert.throws(() => checkOutput('here', promised.replaceAll(/[158]/g, '7'), promised), /here prints/);
    }
  });
});

describe('running of blocks', (test) => {
  const asProgram = (...blocks: readonly Fenced[]) => checkPrograms(pageOf(...blocks), plain);
  const asShell = (...blocks: readonly Fenced[]) => checkShell(pageOf(...blocks), plain);

  test('takes what programs print from text blocks and from comments', async () => {
    await asProgram(
      ['ts', "const name: string = 'a';\nconsole.log(name); // prints a"],
      ['ts', 'console.log(1, name);'],
      ['text', '1 a'],
    );
    assert.match(
      (await rejection(asProgram(['ts', "console.log('b');"], ['text', 'a']))).message,
      /example\.md:1 prints\nb\nand not\na/,
    );
  });

  test('fails for a program that throws, and names its place', async () => {
    const { message } = await rejection(
      asProgram(['ts', '1;'], ['ts', "import 'node:fs';\nthrow new Error('broken');"]),
    );
    assert.match(message, /^example\.md:7 fails \(exit 1\)/);
    assert.match(message, /broken/);
  });

  test('fails for a command that fails, though others come behind it', async () => {
    const { message } = await rejection(asShell(['sh', 'true'], ['sh', 'false\necho on']));
    assert.match(message, /^example\.md:7 fails \(exit 1\)/);
  });

  test('waits for the first line of a command in the background, and ends it', async () => {
    const server = "trap 'exit 0' TERM; sleep 0.2; echo ready; while :; do sleep 0.05; done";
    await asShell(['sh', `bash -c "${server}" &\necho begun`], ['text', 'ready\nbegun']);
    const broken = await rejection(asShell(['sh', "bash -c 'echo ready; exec sleep 100' &"]));
    assert.match(broken.message, /exit 143/);
  });

  test('finds type errors by the line of the page', () => {
    const page = pageOf(['ts', 'const one = 1;'], ['ts', 'const two: string = one;\nconsole.log(two);']);
    assert.match(
      findTypeErrors(writePrograms(page.programs, makePlace(page, 'types'))).join('\n'),
      /^.*:8: .*not assignable/,
    );
  });
});
