import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { describe } from '../../helpers/describe.ts';
import type { FakeCluster } from '../fake-cluster.ts';
import { type Outcome, withCluster } from './command.ts';

const requested = 'usctp.dev/reboot-requested';

/** Runs the test with a node `a` that is booted anew, with that word of its agent, as soon as its annotation asks for it. */
function withNode(
  word: 'absent' | 'loaded' | undefined,
  use: (kubectl: (...args: readonly string[]) => Promise<Outcome>, cluster: FakeCluster) => Promise<void>,
): Promise<void> {
  return withCluster(async (kubectl, cluster) => {
    cluster.boot('a', 'boot-1');
    if (word !== undefined) cluster.say('a', 'loaded', 'boot-1');
    cluster.afterPatch = ({ metadata }) => {
      if (metadata.annotations?.[requested] === undefined) return;
      cluster.boot('a', 'boot-2');
      if (word !== undefined) cluster.say('a', word, 'boot-2');
    };
    await use(kubectl, cluster);
  });
}

describe('usctp-k8s remediate', (test) => {
  test('tells each step, and in the end what has become of the node', () =>
    withNode(undefined, async (kubectl, cluster) => {
      cluster.addPod('web');
      const { code, output, errors } = await kubectl('remediate', 'node/a');
      assert.equal([code, output], [0, 'node/a remediated\n']);
      assert.is(
        errors,
        `node/a cordoned
pod/web in telecom evicted
pod/web in telecom gone
node/a waits for a reboot, as its annotation usctp.dev/reboot-requested says
node/a has rebooted
node/a is ready
node/a has no agent: nobody has looked whether its kernel has SCTP
node/a uncordoned
`,
      );
    }));

  test('warns where the next socket would load the module again', () =>
    withNode('absent', async (kubectl) => {
      const warning = 'Warning: nothing keeps the module from being loaded again: usctp-k8s node block\n';
      const first = await kubectl('remediate', 'a', '-o', 'name');
      assert.equal([first.code, first.output], [0, 'node/a\n']);
      assert.match(first.errors, `node/a kernel-sctp: absent\nnode/a uncordoned\n${warning}`);
      assert.equal(await kubectl('remediate', 'a'), { code: 0, output: 'node/a unchanged\n', errors: warning });
    }));

  test('says what to do when the module was loaded again, and exits with 1', () =>
    withNode('loaded', async (kubectl, cluster) => {
      const { code, output, errors } = await kubectl('remediate', 'a');
      assert.equal([code, output], [1, '']);
      assert.match(
        errors,
        /\nerror: node a has rebooted, .*: run `usctp-k8s node block` on it, .* It stays cordoned\n$/,
      );
      assert.is(cluster.node('a').spec?.unschedulable, true);
    }));

  test('knows pods that it may not evict, and dry runs', () =>
    withNode(undefined, async (kubectl, cluster) => {
      cluster.addPod('alone', { owner: '', hasLocalData: true });
      const refused = await kubectl('remediate', 'a', '--timeout', '1s');
      assert.match(refused.errors, 'pod telecom/alone has local data (--delete-emptydir-data gives it up)');
      const dry = await kubectl(
        'remediate',
        'a',
        '--force',
        '--delete-emptydir-data',
        '--dry-run=server',
        '-o',
        'yaml',
      );
      assert.match(parse(dry.output).metadata.annotations[requested], '"bootId":"boot-1"');
      assert.ok(cluster.pods.has('alone'));
      assert.is((await kubectl('remediate', 'a', '--force', '--delete-emptydir-data')).code, 0);
    }));

  test('notes who does it', () =>
    withNode(undefined, async (kubectl) => {
      const { output } = await kubectl('remediate', 'a', '--author', 'jane', '--dry-run=client', '-o', 'json');
      const { metadata, spec } = JSON.parse(output);
      assert.match(metadata.annotations[requested], '"author":"jane"');
      assert.is(spec.unschedulable, true);
    }));

  test('takes one node', () =>
    withNode(undefined, async (kubectl) => {
      for (const names of [[], ['a', 'b']]) assert.is((await kubectl('remediate', ...names)).code, 2);
      const { code, errors } = await kubectl('remediate', 'none');
      assert.equal([code, errors], [1, 'Error from server (NotFound): it is NotFound\n']);
    }));
});
