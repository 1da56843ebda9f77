/** An API server of a cluster that has one node; prints what is said of that, and takes lines: `boot ID`, of the kubelet. */
import { createInterface } from 'node:readline';
import { fakeApiAt } from '../../kubernetes/fake-api.ts';
import { FakeCluster } from '../../kubernetes/fake-cluster.ts';
import { print } from './program.ts';

const [address = '127.0.0.1', name = 'node'] = process.argv.slice(2);
const cluster = new FakeCluster();
cluster.addNode(name);
cluster.afterPatch = ({ metadata: { labels, annotations }, spec, status }) => {
  print({ event: 'patched', labels, annotations, isCordoned: spec?.unschedulable, conditions: status?.conditions });
};
const { url } = await fakeApiAt(address, cluster.answer);
print({ event: 'listening', url });
for await (const line of createInterface({ input: process.stdin })) {
  const [, bootId] = /^boot (\S+)$/.exec(line) ?? [];
  if (bootId !== undefined) cluster.boot(name, bootId);
}
