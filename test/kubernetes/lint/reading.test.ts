import { join } from 'node:path';
import { KubernetesError, lint, readManifestFiles, readManifests } from '@usctp/kubernetes';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { inFolder } from '../folder.ts';

const pod = (name: string) => `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\n`;

function namesIn(text: string): string[] {
  return readManifests(text, 'a.yaml').objects.map(({ name }) => name);
}

describe('reading of manifests', (test) => {
  test('takes documents, JSON, and the items of Lists', () => {
    assert.equal(namesIn(`${pod('a')}---\n# nothing\n---\n${pod('b')}...\n`), ['a', 'b']);
    const item = (name: string) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name } });
    const list = { apiVersion: 'v1', kind: 'List', items: [item('a'), 7, item('b')] };
    assert.equal(namesIn(JSON.stringify(list, undefined, '\t')), ['a', 'b']);
    assert.equal(namesIn(JSON.stringify({ ...list, kind: 'PodList' })), ['a', 'b']);
  });

  test('passes over what is no object', () => {
    assert.equal(namesIn('replicas: 3\n---\n- 1\n---\ntext\n---\n'), []);
    assert.equal(readManifests('', 'a.yaml'), { objects: [], unreadable: [] });
  });

  test('makes no pods of kinds that it does not know, whatever their names', () => {
    for (const kind of ['valueOf', 'constructor', '__proto__', 'toString']) {
      assert.equal(lint(readManifests(pod('a').replace('Pod', kind), 'a.yaml')), []);
    }
  });

  test('knows where values are, through Lists, anchors and merges', () => {
    const lines = [
      'kind: List',
      'apiVersion: v1',
      'items:',
      '  - apiVersion: v1',
      '    kind: Pod',
      '    metadata: &m',
      '      labels: {a: b}',
      '    spec:',
      '      containers:',
      '        - name: c',
      '  - {apiVersion: v1, kind: Pod, metadata: *m}',
    ];
    const [first, second] = readManifests(lines.join('\n'), 'a.yaml').objects;
    const at = (line: number, column: number) => ({ file: 'a.yaml', line, column });
    assert.equal(first?.locate([]), at(4, 5));
    assert.equal(first?.locate(['spec', 'containers', 0]), at(10, 11));
    assert.equal(first?.locate(['spec', 'containers', 0, 'ports', 1]), at(10, 11), 'what is not there');
    assert.equal(second?.locate(['metadata']), at(11, 33));
    assert.equal(second?.locate(['metadata', 'labels', 'a']), at(7, 16), 'where the alias leads to');
  });

  test('reads booleans and times as kubectl does', () => {
    const [object] = readManifests(`${pod('2024-01-01')}spec: {a: yes, b: 12:30, c: off}`, 'a.yaml').objects;
    const metadata = { name: '2024-01-01' };
    assert.equal(object?.content, { apiVersion: 'v1', kind: 'Pod', metadata, spec: { a: true, b: '12:30', c: false } });
  });

  test('says where it cannot be read, and goes on after that', () => {
    const found = lint(readManifests(`a: [\n---\n${pod('b')}`, 'a.yaml'));
    assert.equal(
      found.map(({ rule, position }) => [rule, position]),
      [['unreadable-document', { file: 'a.yaml', line: 2, column: 1 }]],
    );
    assert.equal(namesIn(`{{ .Values.name }}: x\n---\n${pod('b')}`), ['b']);
  });

  test('bears aliases that stand for more than there is memory', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 12; level += 1) {
      lines.push(
        `a${level}: &a${level} [${Array(10)
          .fill(`*a${level - 1}`)
          .join(', ')}]`,
      );
    }
    const [finding] = lint(readManifests(lines.join('\n'), 'a.yaml'));
    assert.match(finding?.message ?? '', 'Excessive alias count');
    assert.equal(namesIn('kind: List\napiVersion: v1\nitems: &i [{kind: List, apiVersion: v1, items: *i}]'), ['']);
  });

  test('takes files and folders', () =>
    inFolder(
      {
        'b.yaml': pod('b'),
        'a.yml': pod('a'),
        'c.json': JSON.stringify({ kind: 'K' }),
        'd.txt': pod('d'),
        'e/f.yaml': pod('f'),
      },
      async (folder) => {
        const names = (isRecursive: boolean) =>
          readManifestFiles([folder], { isRecursive }).objects.map(({ name }) => name);
        assert.equal(names(false), ['a', 'b']);
        assert.equal(names(true), ['a', 'b', 'f']);
        const [named, read] = readManifestFiles([join(folder, 'd.txt'), '-'], { input: pod('stdin') }).objects;
        assert.equal([named?.name, read?.name, read?.locate([])?.file], ['d', 'stdin', 'stdin']);
        try {
          readManifestFiles([join(folder, 'none.yaml')]);
          assert.unreachable();
        } catch (error) {
          assert.ok(error instanceof KubernetesError);
          assert.is(error.code, 'ERR_KUBERNETES_MANIFEST');
          assert.match(error.message, 'none.yaml cannot be read: ENOENT');
        }
      },
    ));
});
