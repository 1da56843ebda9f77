import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { describe } from '../../helpers/describe.ts';
import { command, withCluster } from './command.ts';

const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();
const checkedAt = 'usctp.dev/kernel-sctp-checked-at';

describe('usctp-k8s status', (test) => {
  test('shows the nodes as a table', () =>
    withCluster(async (kubectl, cluster) => {
      cluster.addPod('web');
      await kubectl('dedicate', 'a');
      const said = { labels: { 'usctp.dev/kernel-sctp': 'blocked' }, annotations: { [checkedAt]: ago(10) } };
      cluster.change('a', { metadata: { creationTimestamp: ago(3 * 86_400), ...said } });
      const { output } = await kubectl('status');
      assert.is(
        output,
        `NODE   STACK       TAINT        KERNEL-SCTP   BLOCKED   RUNTIME              CONFLICTS   AGE
a      userspace   NoSchedule   absent        yes       containerd://1.7.2   1           3d
b      <none>      <none>       unknown       unknown   containerd://1.7.2   0           0s
`,
      );
      const wide = (await kubectl('status', 'node/a', '-o', 'wide', '--no-headers')).output;
      assert.match(wide, / 1 +3d +1[0-9]s ago +telecom\/web\n$/);
    }));

  test('shows what an agent said too long ago as stale', () =>
    withCluster(async (kubectl, cluster) => {
      const said = { labels: { 'usctp.dev/kernel-sctp': 'blocked' }, annotations: { [checkedAt]: ago(200) } };
      cluster.change('a', { metadata: said });
      const { output } = await kubectl('status', 'a', '-o', 'wide', '--no-headers');
      assert.match(output, /^a +<none> +<none> +stale +unknown .* 3m ago +<none>\n$/);
    }));

  test('shows ages in the units of kubectl, and what is not known', () =>
    withCluster(async (kubectl, cluster) => {
      const ages = [];
      for (const seconds of [119, 120, 7199, 7200, 172_799, 172_800]) {
        cluster.change('a', { metadata: { creationTimestamp: ago(seconds + 0.5) } });
        ages.push((await kubectl('status', 'a', '--no-headers')).output.trim().split(/\s+/).at(-1));
      }
      assert.equal(ages, ['119s', '2m', '119m', '2h', '47h', '2d']);
      cluster.nodes.set('c', { metadata: { name: 'c' } });
      assert.match((await kubectl('status', 'c', '-o', 'wide')).output, /<unknown> +0 +<unknown> +<never> +<none>\n/);
    }));

  test('shows them as JSON, YAML and names', () =>
    withCluster(async (kubectl, cluster) => {
      assert.is((await kubectl('status', '-o', 'name')).output, 'node/a\nnode/b\n');
      const { items } = JSON.parse((await kubectl('status', '-o', 'json')).output);
      assert.equal(items[0], {
        name: 'a',
        isStale: false,
        runtime: 'containerd://1.7.2',
        conflicts: [],
        createdAt: items[0].createdAt,
      });
      assert.is(parse((await kubectl('status', '-o', 'yaml')).output).items[1].name, 'b');
      cluster.nodes.clear();
      const { code, output, errors } = await kubectl('status');
      assert.equal([code, output, errors], [0, '', 'No resources found\n']);
    }));

  test('counts the conflicts of one namespace, when asked to', () =>
    withCluster(async (kubectl, cluster) => {
      cluster.addPod('web');
      await kubectl('dedicate', 'a');
      const conflictsFor = async (...args: string[]) =>
        JSON.parse((await kubectl('status', 'a', '-o', 'json', ...args)).output).items[0].conflicts;
      assert.equal(await conflictsFor('-A'), ['telecom/web']);
      assert.equal(await conflictsFor('-n', 'telecom'), ['telecom/web']);
      assert.equal(await conflictsFor('-n', 'other'), []);
      assert.is((await kubectl('status', '-A', '-n', 'telecom')).code, 2);
    }));

  for (const [format, first] of [
    ['table', /^NODE .*\na +<none>/],
    ['name', /^node\/a\n/],
    ['json', /^\{"name":"a"/],
    ['yaml', /^---\nname: a\n/],
  ] as const) {
    test(`goes on with --watch until it is ended, as ${format}`, () =>
      withCluster(async (_, __, api) => {
        const controller = new AbortController();
        const onOutput = (text: string) => {
          if (text.includes('b')) controller.abort();
        };
        const options = format === 'table' ? [] : ['-o', format];
        const args = ['status', '--watch', ...options, '--server', api.url];
        const { code, output } = await command(args, { signal: controller.signal, onOutput });
        assert.is(code, 0);
        assert.match(output, first);
      }));
  }
});
