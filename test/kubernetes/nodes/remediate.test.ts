import { keysUnder, type RemediateOptions, type RemediationProgress, remediate } from '@usctp/kubernetes';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { rejection } from '../../helpers/rejection.ts';
import { fakeApi } from '../fake-api.ts';
import { FakeCluster } from '../fake-cluster.ts';

const { remediation, rebootRequested } = keysUnder();

interface Bench {
  readonly cluster: FakeCluster;
  /** Remediates the node `a`, and gives each step. */
  readonly run: (options?: RemediateOptions) => Promise<string[]>;
  /** What to do at a step. */
  on: Readonly<Partial<Record<RemediationProgress['type'], () => void>>>;
}

/** Runs the test with a cluster whose node `a` has booted once, and is booted anew as soon as that is asked for. */
async function onBench(use: (bench: Bench) => Promise<void>): Promise<void> {
  const cluster = new FakeCluster();
  cluster.addNode('a');
  cluster.boot('a', 'boot-1');
  const api = await fakeApi(cluster.answer);
  const bench: Bench = {
    cluster,
    on: { 'REBOOT-REQUESTED': () => cluster.boot('a', 'boot-2') },
    run: async (options = {}) => {
      const steps: string[] = [];
      const onProgress = (progress: RemediationProgress) => {
        steps.push(lineOf(progress));
        bench.on[progress.type]?.();
      };
      await remediate(api.client, 'a', { interval: 1, timeout: 5000, onProgress, ...options });
      return steps;
    },
  };
  try {
    await use(bench);
  } finally {
    await api.close();
  }
}

function lineOf(progress: RemediationProgress): string {
  if ('pod' in progress) return `${progress.type} ${progress.pod.name}`;
  return progress.type === 'LOOKED-AT' ? `${progress.type} ${progress.kernelSctp}` : progress.type;
}

const whole = ['CORDONED', 'REBOOT-REQUESTED', 'REBOOTED', 'READY', 'LOOKED-AT undefined', 'UNCORDONED'];

describe('remediate', (test) => {
  test('cordons, evicts, asks for a reboot, waits for it, and uncordons', () =>
    onBench(async ({ cluster, run }) => {
      cluster.addPod('web');
      const [cordoned, ...rest] = whole;
      assert.equal(await run(), [cordoned, 'EVICTED web', 'GONE web', ...rest]);
      assert.equal(cluster.changes, ['PATCH a', 'EVICT web', 'PATCH a', 'PATCH a']);
      const { metadata, spec } = cluster.node('a');
      assert.equal([metadata.annotations, spec?.unschedulable], [{}, false]);
    }));

  test('says in an annotation which boot is to end, who asks, when and with what', () =>
    onBench(async ({ cluster, run }) => {
      let request: Record<string, string> = {};
      cluster.afterPatch = ({ metadata, spec }) => {
        const text = metadata.annotations?.[rebootRequested];
        if (text === undefined) return;
        request = JSON.parse(text);
        assert.is(spec?.unschedulable, true);
      };
      await run({ author: 'jane' });
      const { tool, time = '', ...more } = request;
      assert.equal(more, { author: 'jane', bootId: 'boot-1' });
      assert.match(String(tool), /^usctp-k8s\/\d/);
      assert.ok(Math.abs(Date.parse(time) - Date.now()) < 60_000);
    }));

  test('evicts pods whatever they tolerate, but those that come back', () =>
    onBench(async ({ cluster, run }) => {
      cluster.addPod('ours', { tolerations: [{ operator: 'Exists' }] });
      cluster.addPod('agent', { owner: 'DaemonSet' });
      cluster.addPod('static', { owner: 'Node', annotations: { 'kubernetes.io/config.mirror': 'x' } });
      cluster.addPod('over', { owner: 'Job', phase: 'Succeeded' });
      await run();
      assert.equal([...cluster.pods.keys()], ['agent', 'static', 'over']);
    }));

  test('waits for months when it is told to', () =>
    onBench(async (bench) => {
      const { cluster, run } = bench;
      bench.on = {
        'REBOOT-REQUESTED': () => cluster.boot('a', 'boot-2', false),
        REBOOTED: () => cluster.boot('a', 'boot-2'),
      };
      assert.equal(await run({ timeout: 2 ** 40 }), whole);
    }));

  test('leaves a node cordoned that was so before', () =>
    onBench(async ({ cluster, run }) => {
      cluster.change('a', { spec: { unschedulable: true } });
      assert.equal(await run(), whole.slice(1, -1));
      const { metadata, spec } = cluster.node('a');
      assert.equal([metadata.annotations, spec?.unschedulable], [{}, true]);
    }));

  test('waits until the node is ready', () =>
    onBench(async (bench) => {
      const { cluster, run } = bench;
      bench.on = {
        'REBOOT-REQUESTED': () => cluster.boot('a', 'boot-2', false),
        REBOOTED: () => cluster.boot('a', 'boot-2'),
      };
      assert.equal(await run(), whole);
    }));

  test('believes an agent of the new boot only', () =>
    onBench(async (bench) => {
      const { cluster, run } = bench;
      cluster.say('a', 'loaded', 'boot-1');
      bench.on = { ...bench.on, READY: () => cluster.say('a', 'blocked', 'boot-2') };
      assert.equal((await run()).slice(3), ['READY', 'LOOKED-AT blocked', 'UNCORDONED']);
    }));

  test('changes nothing of a node whose agent says that its kernel has no SCTP', () =>
    onBench(async ({ cluster, run }) => {
      for (const word of ['absent', 'blocked'] as const) {
        cluster.say('a', word, 'boot-1');
        assert.equal(await run(), []);
      }
      assert.equal(cluster.changes, []);
    }));

  test('does not begin where a reboot is of no use', () =>
    onBench(async ({ cluster, run }) => {
      cluster.say('a', 'builtin', 'boot-1');
      const error = await rejection(run());
      assert.is(error.code, 'ERR_KUBERNETES_REMEDIATION');
      assert.match(error.message, 'SCTP is built into the kernel of node a');
      assert.equal(cluster.changes, []);
    }));

  test('does not begin where the kernel’s SCTP is wanted', () =>
    onBench(async ({ cluster, run }) => {
      cluster.change('a', { metadata: { labels: { [keysUnder().stack]: 'kernel' } } });
      const error = await rejection(run());
      assert.is(error.code, 'ERR_KUBERNETES_CONFLICT');
      assert.match(error.message, "node a is dedicated to the kernel's SCTP: release it first");
      assert.equal(cluster.changes, []);
    }));

  test('does not begin where a reboot could not be seen', () =>
    onBench(async ({ cluster, run }) => {
      cluster.boot('a', '');
      assert.match((await rejection(run())).message, 'node a does not tell the id of its boot');
      assert.equal(cluster.changes, []);
    }));

  test('changes nothing in a dry run, which ends with the request', () =>
    onBench(async ({ cluster, run }) => {
      cluster.addPod('web');
      for (const dryRun of ['client', 'server'] as const) {
        assert.equal(await run({ dryRun }), ['CORDONED', 'EVICTED web', 'REBOOT-REQUESTED']);
        cluster.boot('a', 'boot-1');
      }
      assert.equal(cluster.changes, ['PATCH a dry', 'EVICT web dry', 'PATCH a dry']);
      assert.equal([cluster.node('a').metadata.annotations, cluster.node('a').spec], [undefined, { taints: [] }]);
    }));
});

describe('a remediation that has not come to its end', (test) => {
  test('leaves the node cordoned when a pod stays, and goes on when called again', () =>
    onBench(async ({ cluster, run }) => {
      cluster.addPod('web');
      cluster.held.set('web', Number.POSITIVE_INFINITY);
      assert.is((await rejection(run({ timeout: 20 }))).code, 'ERR_KUBERNETES_DRAIN');
      const { metadata, spec } = cluster.node('a');
      assert.equal([Object.keys(metadata.annotations ?? {}), spec?.unschedulable], [[remediation], true]);
      cluster.held.clear();
      assert.equal((await run()).slice(0, 3), ['EVICTED web', 'GONE web', 'REBOOT-REQUESTED']);
      assert.is(cluster.node('a').spec?.unschedulable, false);
    }));

  test('says what is missing, and goes on after the reboot without a drain', () =>
    onBench(async (bench) => {
      const { cluster, run } = bench;
      bench.on = {};
      const { code, message } = await rejection(run({ timeout: 20 }));
      assert.is(code, 'ERR_KUBERNETES_TIMEOUT');
      assert.match(message, /^node a is drained and has not been rebooted in time: reboot it, .* It stays cordoned$/);
      cluster.boot('a', 'boot-2', false);
      cluster.addPod('early');
      assert.match((await rejection(run({ timeout: 20 }))).message, /^node a has rebooted, but is not ready in time/);
      cluster.boot('a', 'boot-2');
      assert.equal(await run(), whole.slice(2));
      assert.ok(cluster.pods.has('early'));
      assert.is(cluster.node('a').spec?.unschedulable, false);
    }));

  test('waits for an agent that was there before', () =>
    onBench(async ({ cluster, run }) => {
      cluster.say('a', 'loaded', 'boot-1');
      assert.match((await rejection(run({ timeout: 20 }))).message, 'its agent is silent: look after the agent');
      assert.is(cluster.node('a').spec?.unschedulable, true);
      cluster.say('a', 'absent', 'boot-2');
      assert.equal((await run()).slice(2), ['LOOKED-AT absent', 'UNCORDONED']);
    }));

  test('asks for another reboot when the module was loaded again', () =>
    onBench(async (bench) => {
      const { cluster, run } = bench;
      cluster.say('a', 'loaded', 'boot-1');
      bench.on = { ...bench.on, READY: () => cluster.say('a', 'loaded', 'boot-2') };
      const { code, message } = await rejection(run());
      assert.is(code, 'ERR_KUBERNETES_REMEDIATION');
      assert.match(
        message,
        /its kernel has loaded SCTP again: run `usctp-k8s node block` on it, .* It stays cordoned$/,
      );
      assert.is(cluster.node('a').metadata.annotations?.[rebootRequested], undefined);
      bench.on = {
        'REBOOT-REQUESTED': () => cluster.boot('a', 'boot-3'),
        READY: () => cluster.say('a', 'blocked', 'boot-3'),
      };
      assert.equal(await run(), ['REBOOT-REQUESTED', 'REBOOTED', 'READY', 'LOOKED-AT blocked', 'UNCORDONED']);
    }));

  test('is told when the new kernel has SCTP built in', () =>
    onBench(async (bench) => {
      const { cluster, run } = bench;
      bench.on = {
        'REBOOT-REQUESTED': () => cluster.boot('a', 'boot-2'),
        REBOOTED: () => cluster.say('a', 'builtin', 'boot-2'),
      };
      cluster.say('a', 'loaded', 'boot-1');
      assert.match((await rejection(run())).message, /^SCTP is built into .* It stays cordoned$/);
    }));

  test('cordons again what was uncordoned meanwhile', () =>
    onBench(async (bench) => {
      const { cluster, run } = bench;
      bench.on = {};
      await rejection(run({ timeout: 20 }));
      cluster.change('a', { spec: { unschedulable: false } });
      bench.on = { 'REBOOT-REQUESTED': () => cluster.boot('a', 'boot-2') };
      assert.equal(await run(), whole);
    }));

  test('ends with the reason of the caller', () =>
    onBench(async (bench) => {
      const controller = new AbortController();
      bench.on = { 'REBOOT-REQUESTED': () => controller.abort(new Error('enough')) };
      assert.is((await rejection(bench.run({ signal: controller.signal }))).message, 'enough');
    }));

  test('does not go on from what somebody else has written', () =>
    onBench(async ({ cluster, run }) => {
      for (const text of ['mine', 'null', '{}', '{"bootId":1}']) {
        cluster.change('a', { metadata: { annotations: { [remediation]: text } } });
        assert.match((await rejection(run())).message, 'is not as it was written', text);
      }
      assert.equal(cluster.changes, []);
    }));
});
