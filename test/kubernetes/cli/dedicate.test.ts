import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { describe } from '../../helpers/describe.ts';
import { fakeApi, refusal } from '../fake-api.ts';
import { command, withCluster } from './command.ts';

describe('usctp-k8s dedicate', (test) => {
  test('prints what has become of each node, as kubectl would', () =>
    withCluster(async (kubectl) => {
      assert.equal(await kubectl('dedicate', 'a', '--dry-run=client'), done('node/a dedicated (dry run)\n'));
      assert.equal(await kubectl('dedicate', 'a', '--dry-run=server'), done('node/a dedicated (server dry run)\n'));
      assert.equal(await kubectl('dedicate', 'node/a'), done('node/a dedicated\n'));
      assert.equal(await kubectl('dedicate', '--all'), done('node/a unchanged\nnode/b dedicated\n'));
      assert.equal(await kubectl('dedicate', '-l', 'x=y', '-o', 'name'), done('node/a\nnode/b\n'));
      assert.equal(await kubectl('release', 'a', 'b'), done('node/a released\nnode/b released\n'));
      assert.equal(await kubectl('release', 'a'), done('node/a unchanged\n'));
    }));

  test('prints the nodes as JSON or YAML when asked to', () =>
    withCluster(async (kubectl, cluster) => {
      cluster.change('a', { metadata: { managedFields: [{ manager: 'kubelet' }] } });
      const { output } = await kubectl('dedicate', 'a', '-o', 'json', '--author', 'jane');
      const { metadata } = JSON.parse(output);
      assert.match(metadata.annotations['usctp.dev/dedicated-by'], '"author":"jane"');
      assert.is(metadata.managedFields, undefined);
      const list = parse((await kubectl('dedicate', 'a', 'b', '-o', 'yaml')).output);
      assert.equal([list.kind, list.items.length], ['List', 2]);
    }));

  test('goes on with other nodes when one fails, and exits with 1', () =>
    withCluster(async (kubectl) => {
      const { code, output, errors } = await kubectl('dedicate', 'none', 'b');
      assert.equal([code, output, errors], [1, 'node/b dedicated\n', 'Error from server (NotFound): it is NotFound\n']);
      const other = await kubectl('dedicate', 'b', '--stack', 'kernel');
      assert.equal([other.code, other.output], [1, '']);
      assert.is(other.errors, 'error: node b is for the userspace stack, not kernel; --overwrite changes that\n');
      assert.is((await kubectl('dedicate', 'b', '--stack', 'kernel', '--overwrite')).code, 0);
    }));

  test('warns of the pods that conflict', () =>
    withCluster(async (kubectl, cluster) => {
      cluster.addPod('web');
      assert.match(
        (await kubectl('dedicate', 'a')).errors,
        /^Warning: 1 pod does not tolerate the taint of node\/a:\n/,
      );
      cluster.addPod('alone', { owner: '' });
      cluster.addPod('agent', { owner: 'DaemonSet' });
      cluster.addPod('static', { owner: 'Node', annotations: { 'kubernetes.io/config.mirror': 'x' } });
      const { code, errors } = await kubectl('dedicate', 'a');
      const warning = `Warning: 4 pods do not tolerate the taint of node/a:
  telecom/web, ReplicaSet/o
  telecom/alone, of no controller
  telecom/agent, DaemonSet/o: stays until it is deleted
  telecom/static, Node/o: static, it ignores taints
`;
      assert.equal([code, errors], [0, warning]);
    }));

  test('warns of the pods of one namespace, when asked to', () =>
    withCluster(async (kubectl, cluster) => {
      cluster.addPod('web');
      assert.match((await kubectl('dedicate', 'a', '-n', 'telecom')).errors, '  telecom/web, ReplicaSet/o\n');
      assert.is((await kubectl('dedicate', 'a', '-n', 'other')).errors, '');
      assert.is((await kubectl('dedicate', 'a', '-n', 'other', '--drain')).code, 2);
    }));

  test('tells the steps of a drain', () =>
    withCluster(async (kubectl, cluster) => {
      cluster.addPod('web');
      const dry = await kubectl('dedicate', 'a', '--drain', '--dry-run=client');
      assert.is(dry.errors, 'node/a cordoned\npod/web in telecom evicted\nnode/a uncordoned\n');
      cluster.held.set('web', 9);
      const { code, errors } = await kubectl('dedicate', 'a', '--drain', '--timeout', '1ms');
      const blocked = 'pod/web in telecom cannot be evicted yet: it is TooManyRequests\n';
      const stays = 'error: pod telecom/web is still on node a: it is TooManyRequests\n';
      assert.equal([code, errors], [1, `node/a cordoned\n${blocked}${stays}`]);
      cluster.held.set('web', 0);
      assert.is((await kubectl('dedicate', 'a', '--drain', '--timeout', '0')).code, 0);
      await kubectl('release', 'a');
      assert.is((await kubectl('dedicate', 'a', '--drain')).output, 'node/a dedicated\n');
    }));

  test('waits for the word of an agent', () =>
    withCluster(async (kubectl, cluster) => {
      const say = (word: string) => {
        const annotations = { 'usctp.dev/kernel-sctp-checked-at': new Date().toISOString() };
        cluster.change('a', { metadata: { labels: { 'usctp.dev/kernel-sctp': word }, annotations } });
      };
      say('blocked');
      assert.equal(await kubectl('dedicate', 'a', '--wait'), done('node/a dedicated\n'));
      say('loaded');
      const { code, errors } = await kubectl('dedicate', 'a', '--wait');
      assert.equal([code, errors], [1, 'error: node a is dedicated, but its kernel has SCTP: loaded\n']);
      assert.is((await kubectl('dedicate', 'b', '--wait', '--timeout', '10ms')).code, 1);
    }));

  test('says what an account lacks', async () => {
    const api = await fakeApi(refusal(403, 'Forbidden'));
    const { code, errors } = await command(['dedicate', 'a', '--server', api.url]);
    assert.is(code, 1);
    assert.match(errors, /^Error from server \(Forbidden\): it is Forbidden\nThe README .* has the ClusterRole/);
    await api.close();
  });

  test('ends when the user has had enough', () =>
    withCluster(async (_, __, api) => {
      const { code, errors } = await command(['dedicate', 'a', '--server', api.url], { signal: AbortSignal.abort() });
      assert.equal([code, errors], [1, '']);
    }));

  function done(output: string) {
    return { code: 0, output, errors: '' };
  }
});
