import {
  KubernetesError,
  type NodeObject,
  type NodeStatus,
  nodeStatuses,
  statusesOf,
  waitForAgent,
  watchNodeStatuses,
} from '@usctp/kubernetes';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { rejection } from '../../helpers/rejection.ts';
import { type Answer, fakeApi, json, lines, refusal, refusalOf } from '../fake-api.ts';
import { FakeCluster } from '../fake-cluster.ts';

const stack = 'usctp.dev/sctp-stack';
const taint = { key: stack, value: 'userspace', effect: 'NoSchedule' } as const;
const now = Date.parse('2026-01-01T12:00:00Z');

/** A node with what an agent says of it. */
function nodeOf(word: string | undefined, checkedAt?: string, isContaminated = false): NodeObject {
  return {
    metadata: {
      name: 'a',
      labels: word === undefined ? {} : { 'usctp.dev/kernel-sctp': word },
      annotations: checkedAt === undefined ? {} : { 'usctp.dev/kernel-sctp-checked-at': checkedAt },
    },
    status: { conditions: [{ type: 'KernelSCTPLoaded', status: isContaminated ? 'True' : 'False' }] },
  };
}

describe('the status of nodes', (test) => {
  test('has stack, taint, runtime and the pods that conflict', async () => {
    const cluster = new FakeCluster();
    cluster.addNode('a', { [stack]: 'userspace' }, [taint]);
    cluster.addNode('b');
    for (const node of ['a', 'b']) cluster.addPod(`web-${node}`, { node });
    cluster.addPod('over', { phase: 'Succeeded' });
    cluster.addPod('ours', { tolerations: [{ key: stack, operator: 'Exists' }] });
    const api = await fakeApi(cluster.answer);
    const [a, b, ...others] = await nodeStatuses(api.client);
    assert.equal([a?.stack, a?.taint, a?.conflicts], ['userspace', 'NoSchedule', ['telecom/web-a']]);
    assert.equal([b?.stack, b?.taint, b?.conflicts], [undefined, undefined, []]);
    assert.equal([a?.runtime, a?.kernelSctp, others.length], ['containerd://1.7.2', undefined, 0]);
    assert.equal(
      (await nodeStatuses(api.client, { names: ['b'] })).map(({ name }) => name),
      ['b'],
    );
    assert.is((await refusalOf(nodeStatuses(api.client, { names: ['c'] }))).status, 404);
    await api.close();
  });

  test('believes an agent for three minutes, and its warning for ever', () => {
    const word = (node: NodeObject) => statusesOf([node], [], {}, now)[0]?.kernelSctp;
    assert.is(word(nodeOf('blocked', '2026-01-01T11:57:30Z')), 'blocked');
    assert.is(word(nodeOf('blocked', '2026-01-01T11:56:30Z')), undefined);
    assert.is(word(nodeOf('blocked')), undefined);
    assert.is(word(nodeOf('blocked', 'nonsense')), undefined);
    assert.is(word(nodeOf('loaded', '2026-01-01T11:56:30Z', true)), 'loaded');
    assert.is(word(nodeOf(undefined, undefined, true)), 'loaded');
    const patient = statusesOf([nodeOf('absent', '2026-01-01T11:00:00Z')], [], { staleAfter: 4_000_000 }, now);
    assert.is(patient[0]?.kernelSctp, 'absent');
  });

  test('does not believe an agent that spoke before the last boot', () => {
    const said = (word: string, isContaminated: boolean, bootId: string, lastBootId: string | undefined) => {
      const node = nodeOf(word, '2026-01-01T11:59:30Z', isContaminated);
      const annotations = { ...node.metadata.annotations, 'usctp.dev/kernel-sctp-boot-id': bootId };
      const [status] = statusesOf(
        [
          {
            metadata: { ...node.metadata, annotations },
            status: { ...node.status, ...(lastBootId !== undefined && { nodeInfo: { bootID: lastBootId } }) },
          },
        ],
        [],
        {},
        now,
      );
      return [status?.kernelSctp, status?.isStale];
    };
    assert.equal(said('blocked', false, 'second', 'second'), ['blocked', false]);
    assert.equal(said('blocked', false, 'first', 'second'), [undefined, true]);
    assert.equal(said('loaded', true, 'first', 'second'), [undefined, true]);
    assert.equal(said('builtin', true, 'first', undefined), ['builtin', false]);
    assert.equal(said('blocked', false, 'first', ''), ['blocked', false]);
  });

  test('tells what is stale from what nobody has said', () => {
    const isStale = (node: NodeObject) => statusesOf([node], [], {}, now)[0]?.isStale;
    assert.is(isStale(nodeOf('blocked', '2026-01-01T11:56:30Z')), true);
    assert.is(isStale(nodeOf('loaded', '2026-01-01T11:56:30Z', true)), true);
    assert.is(isStale(nodeOf('blocked', '2026-01-01T11:57:30Z')), false);
    assert.is(isStale(nodeOf(undefined, undefined, true)), false);
  });
});

const list = (...items: readonly object[]): Answer => json({ metadata: { resourceVersion: '1' }, items });
const pod = (name: string) => ({ metadata: { name, namespace: 'n' }, spec: { nodeName: 'a' } });

describe('a watch of statuses', (test) => {
  test('tells each node once, then what changes, whichever of nodes and pods it is', async () => {
    const named = (name: string) => ({
      metadata: { name, labels: { [stack]: 'userspace' } },
      spec: { taints: [taint] },
    });
    const changes: object[] = [];
    let tellPods = (): void => {};
    const api = await fakeApi(({ path, query }, response) => {
      const isNodes = path.endsWith('nodes');
      if (!query.has('watch')) return (isNodes ? list(named('a'), named('b')) : list(pod('x')))({} as never, response);
      response.writeHead(200);
      if (isNodes) return response.flushHeaders();
      tellPods = () => response.write(changes.map((change) => `${JSON.stringify(change)}\n`).join(''));
      return response.flushHeaders();
    });
    const told: string[] = [];
    const controller = new AbortController();
    const onStatus = ({ name, conflicts }: NodeStatus) => {
      told.push(`${name}: ${conflicts}`);
      if (told.length === 2) {
        changes.push({ type: 'DELETED', object: pod('x') }, { type: 'ADDED', object: pod('y') });
        tellPods();
      }
      if (told.length === 3) controller.abort();
    };
    await watchNodeStatuses(api.client, { signal: controller.signal }, onStatus);
    assert.equal(told, ['a: n/x', 'b: ', 'a: n/y']);
    await api.close();
  });

  test('tells when the word of an agent has grown stale, but not that it was renewed', async () => {
    const said = (ago: number) => nodeOf('blocked', new Date(Date.now() - ago).toISOString());
    const renewed = { type: 'MODIFIED', object: said(0) };
    const api = await fakeApi(({ path, query }, response) => {
      const isNodes = path.endsWith('nodes');
      if (query.has('watch')) return lines(isNodes ? [renewed] : [], true)({} as never, response);
      return (isNodes ? list(said(100)) : list())({} as never, response);
    });
    const told: unknown[] = [];
    const controller = new AbortController();
    const signal = AbortSignal.any([controller.signal, AbortSignal.timeout(10_000)]);
    await watchNodeStatuses(api.client, { staleAfter: 1000, signal }, ({ kernelSctp, isStale }) => {
      told.push([kernelSctp, isStale]);
      if (isStale) controller.abort();
    });
    assert.equal(told, [
      ['blocked', false],
      [undefined, true],
    ]);
    await api.close();
  });

  test('ends with the error when either list is refused', async () => {
    const api = await fakeApi(({ path }, response) =>
      (path.endsWith('pods') ? refusal(403, 'Forbidden') : list())({} as never, response),
    );
    const watching = watchNodeStatuses(api.client, { names: ['a'] }, () => assert.unreachable());
    assert.is((await refusalOf(watching)).status, 403);
    await api.close();
  });
});

describe('the wait for an agent', (test) => {
  test('ends with its word', async () => {
    const fresh = nodeOf('blocked', new Date().toISOString());
    const api = await fakeApi(list(nodeOf('absent')), lines([{ type: 'MODIFIED', object: fresh }], true));
    assert.is(await waitForAgent(api.client, 'a', { timeout: 5000 }), 'blocked');
    assert.is(api.asked[0]?.query.get('fieldSelector'), 'metadata.name=a');
    await api.close();
  });

  test('does not end with one that is stale', async () => {
    const api = await fakeApi(list(nodeOf('absent', '2026-01-01T12:00:00Z')), lines([], true));
    assert.is((await rejection(waitForAgent(api.client, 'a', { timeout: 30 }))).code, 'ERR_KUBERNETES_TIMEOUT');
    await api.close();
  });

  test('ends when there is none', async () => {
    const api = await fakeApi(list(nodeOf(undefined)), lines([], true));
    const error = await rejection(waitForAgent(api.client, 'a', { timeout: 30 }));
    assert.instance(error, KubernetesError);
    assert.is(error.message, 'no agent has said within 30 ms whether the kernel of node a has SCTP');
    await api.close();
  });
});
