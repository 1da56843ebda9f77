import { keysUnder } from '@usctp/kubernetes';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { hostWithLoaded, hostWithModule } from '../host/host.ts';
import { withAgent } from './agent-cluster.ts';
import { blockFiles, loadedFiles } from './test-agent.ts';

const bootFile = 'proc/sys/kernel/random/boot_id';

describe('an agent', (test) => {
  test('sets label, annotations and condition in one patch, and lets be what others set', () =>
    withAgent(
      async (_, api) => {
        assert.equal(api.node.metadata.labels, { zone: 'z', 'usctp.dev/kernel-sctp': 'absent' });
        assert.equal(api.node.metadata.annotations, {
          'usctp.dev/kernel-sctp-checked-at': '2026-01-01T12:00:00Z',
          'usctp.dev/kernel-sctp-boot-id': 'first',
        });
        const { message = '', ...condition } = api.condition;
        assert.equal(condition, {
          type: 'KernelSCTPLoaded',
          status: 'False',
          reason: 'KernelSCTPAbsent',
          lastHeartbeatTime: '2026-01-01T12:00:00Z',
          lastTransitionTime: '2026-01-01T12:00:00Z',
        });
        assert.match(
          message,
          /^sctp is not loaded, but the next SCTP socket .* loads it\. It can be .* Remedy: usctp-k8s node block\.$/,
        );
        assert.equal(api.node.status?.nodeInfo, { containerRuntimeVersion: 'containerd://1.7.2' });
        assert.equal(api.cluster.changes, ['PATCH a status']);
      },
      { files: { ...hostWithModule, [bootFile]: 'first\n' } },
    ));

  test('sets them under keys of choice', () =>
    withAgent(
      async (_, { node }) => {
        assert.equal(node.metadata.labels, { zone: 'z', 'x.test/kernel': 'absent' });
        assert.equal(Object.keys(node.metadata.annotations ?? {}), ['y.test/kernel-sctp-checked-at', 'bootId']);
        assert.equal(
          node.status?.conditions?.map(({ type }) => type),
          ['Contaminated'],
        );
      },
      {
        files: { ...hostWithModule, [bootFile]: 'first\n' },
        keys: keysUnder('y.test', { kernelSctp: 'x.test/kernel', condition: 'Contaminated', bootId: 'bootId' }),
      },
    ));

  test('reports a module within two seconds of its appearing', () =>
    withAgent(async (at, api) => {
      await at.clock.advance(25_300);
      at.write(loadedFiles);
      await at.clock.advance(2000);
      assert.is(api.word, 'loaded');
      const { message = '', ...condition } = api.condition;
      assert.equal(condition, {
        type: 'KernelSCTPLoaded',
        status: 'True',
        reason: 'KernelSCTPLoaded',
        lastHeartbeatTime: '2026-01-01T12:00:26Z',
        lastTransitionTime: '2026-01-01T12:00:26Z',
      });
      assert.match(
        message,
        /^the kernel module sctp is loaded: userspace .* Remedy: .*; then drain the node and reboot/,
      );
      assert.is(await at.metric('usctp_kernel_sctp_loaded'), 1);
    }));

  test('reports within some seconds that the module is kept out now', () =>
    withAgent(async (at, api) => {
      at.write(blockFiles);
      await at.clock.advance(10_000);
      assert.equal([api.word, api.condition.reason, api.condition.status], ['blocked', 'KernelSCTPBlocked', 'False']);
      // The status is the same as before.
      assert.is(api.condition.lastTransitionTime, '2026-01-01T12:00:00Z');
    }));

  test('looks again at a module that was on its way in', () =>
    withAgent(async (at, api) => {
      at.write({ 'sys/module/sctp/holders': '' });
      await at.clock.advance(1000);
      at.write(loadedFiles);
      await at.clock.advance(1000);
      assert.is(api.word, 'loaded');
    }));

  test('says when it cannot see the host, and takes its word away', () =>
    withAgent(async (at, api) => {
      at.remove('proc/modules');
      at.remove('sys/module');
      await at.clock.advance(1000);
      assert.equal([api.word, api.condition.status, api.condition.reason], [undefined, 'Unknown', 'KernelSCTPUnknown']);
      assert.match(api.condition.message ?? '', 'cannot be read (ENOENT)');
      assert.ok(Number.isNaN(await at.metric('usctp_kernel_sctp_loaded')));
      assert.equal(
        api.cluster.events.map(({ type }) => type),
        ['Warning'],
      );
    }));

  test('says no more than an Event takes', () =>
    withAgent(async (at, api) => {
      const lines = Array.from({ length: 50 }, () => 'sctp\n').join('');
      at.write({ ...loadedFiles, 'etc/modules-load.d/a.conf': lines });
      await at.clock.advance(1000);
      const { message = '' } = api.condition;
      assert.is(message.length, 1000);
      assert.match(message, /^the kernel module sctp is loaded.*…$/);
      assert.is(api.cluster.events[0]?.message, message);
    }));

  test('renews its word at least once a minute', () =>
    withAgent(async (at, api) => {
      await at.clock.advance(600_000);
      const count = api.count('PATCH a status');
      assert.ok(count >= 11 && count <= 13, `${count} reports in ten minutes`);
      assert.ok(
        Date.parse(api.node.metadata.annotations?.['usctp.dev/kernel-sctp-checked-at'] ?? '') > at.clock.now() - 61_000,
      );
      assert.is(api.condition.lastTransitionTime, '2026-01-01T12:00:00Z');
      assert.equal(api.cluster.events, []);
      assert.is(at.logs.length, 3);
    }));

  test('puts back what somebody has taken away, with the next heartbeat', () =>
    withAgent(async (at, api) => {
      api.cluster.change('a', { metadata: { labels: { 'usctp.dev/kernel-sctp': null } } });
      await at.clock.advance(60_000);
      assert.is(api.word, 'absent');
    }));
});

describe('the events of an agent', (test) => {
  test('tell of a change, where those of the kubelet are', () =>
    withAgent(async (at, api) => {
      at.write(loadedFiles);
      await at.clock.advance(60_000);
      const [event, ...others] = api.cluster.events;
      assert.equal(others, []);
      assert.equal([event?.metadata.namespace, event?.type, event?.reason], ['default', 'Warning', 'KernelSCTPLoaded']);
      assert.equal(event?.involvedObject, { apiVersion: 'v1', kind: 'Node', name: 'a', uid: 'a' });
      assert.match(event?.message ?? '', 'the kernel module sctp is loaded');
    }));

  test('tell that all is well again after a boot', () =>
    withAgent(
      async (at, api) => {
        await at.clock.advance(40_000);
        await at.stop();
        at.remove('sys/module/sctp');
        at.write({ 'proc/modules': '' });
        await at.start();
        assert.equal(
          api.cluster.events.map(({ type, reason }) => [type, reason]),
          [
            ['Warning', 'KernelSCTPLoaded'],
            ['Normal', 'KernelSCTPAbsent'],
          ],
        );
        assert.is(api.condition.status, 'False');
      },
      { files: hostWithLoaded },
    ));

  test('are not told again by an agent that starts again', () =>
    withAgent(
      async (at, api) => {
        const since = api.condition.lastTransitionTime;
        await at.clock.advance(5000);
        await at.stop();
        await at.start();
        assert.is(api.cluster.events.length, 1);
        assert.is(api.condition.lastTransitionTime, since);
      },
      { files: hostWithLoaded },
    ));

  test('are no warning on a node that is for the kernel’s SCTP', () =>
    withAgent(
      async (_, api) => {
        assert.equal(
          api.cluster.events.map(({ type, reason }) => [type, reason]),
          [['Normal', 'KernelSCTPLoaded']],
        );
      },
      { files: hostWithLoaded, labels: { 'usctp.dev/sctp-stack': 'kernel' } },
    ));
});
