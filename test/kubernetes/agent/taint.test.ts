import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { withAgent } from './agent-cluster.ts';
import { loadedFiles } from './test-agent.ts';

const dedicated = { 'usctp.dev/sctp-stack': 'userspace' };
const theirs = { key: 'theirs', effect: 'NoExecute' } as const;
const ours = { key: 'usctp.dev/kernel-sctp', value: 'loaded', effect: 'NoSchedule' } as const;

describe('the taint of an agent', (test) => {
  test('is there while a dedicated node has SCTP in its kernel, beside those of others', () =>
    withAgent(
      async (at, api) => {
        api.cluster.change('a', { spec: { taints: [theirs] } });
        at.write(loadedFiles);
        await at.clock.advance(60_000);
        assert.equal(api.node.spec?.taints, [theirs, ours]);
        assert.is(api.count('PATCH a'), 1);
        at.remove('sys/module/sctp');
        at.write({ 'proc/modules': '' });
        await at.clock.advance(1000);
        assert.equal(api.node.spec?.taints, [theirs]);
      },
      { labels: dedicated, taintsWhenLoaded: true },
    ));

  test('loses no taint of somebody who is faster', () =>
    withAgent(
      async (at, api) => {
        let times = 2;
        api.cluster.beforePatch = () => {
          times -= 1;
          if (times >= 0) api.cluster.change('a', { spec: { taints: [{ ...theirs, value: String(times) }] } });
        };
        at.write(loadedFiles);
        await at.clock.advance(1000);
        assert.equal(api.node.spec?.taints, [{ ...theirs, value: '0' }, ours]);
        assert.is(api.count('PATCH a'), 3);
      },
      { labels: dedicated, taintsWhenLoaded: true },
    ));

  for (const [what, setting] of Object.entries({
    'unless it is asked for': { labels: dedicated },
    'on a node that is not dedicated': { taintsWhenLoaded: true },
    'on a node that is for the kernel’s SCTP': {
      labels: { 'usctp.dev/sctp-stack': 'kernel' },
      taintsWhenLoaded: true,
    },
  })) {
    test(`is not there ${what}`, () =>
      withAgent(async (at, api) => {
        at.write(loadedFiles);
        await at.clock.advance(1000);
        assert.equal([api.word, api.node.spec?.taints], ['loaded', []]);
      }, setting));
  }

  test('goes with the dedication, and stays while the host cannot be seen', () =>
    withAgent(
      async (at, api) => {
        at.write(loadedFiles);
        await at.clock.advance(1000);
        at.remove('proc/modules');
        at.remove('sys/module');
        await at.clock.advance(1000);
        assert.equal([api.word, api.node.spec?.taints], [undefined, [ours]]);
        at.write(loadedFiles);
        api.cluster.change('a', { metadata: { labels: { 'usctp.dev/sctp-stack': null } } });
        await at.clock.advance(1000);
        assert.equal(api.node.spec?.taints, []);
      },
      { labels: dedicated, taintsWhenLoaded: true },
    ));
});
