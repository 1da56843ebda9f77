import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { headlessServiceManifest, lint, optInLabel, readManifests } from '@usctp/kubernetes';
import type { StatefulSet } from 'kubernetes-types/apps/v1.js';
import type { ConfigMap } from 'kubernetes-types/core/v1.js';
import * as assert from 'uvu/assert';
import { parseAllDocuments } from 'yaml';
import { describe } from '../../helpers/describe.ts';
import { Folders, runHere } from './server.ts';

const text = `identity: server.example.com
realm: example.com
currency: { code: 978, exponent: -2 }
tariffs: [{ unit: CC-Time, price: 10, per: 60, grant: 600 }]
http: { port: 9090, address: 0.0.0.0 }
store: /var/lib/usctp-diameter
drain: 20s
`;

describe('usctp-diameter manifest', (test) => {
  const folders = new Folders();
  test.after.each(() => folders.remove());

  async function manifest(file: string, ...args: readonly string[]) {
    const path = join(folders.make(), 'server.yaml');
    writeFileSync(path, file);
    const run = await runHere('manifest', '-c', path, '--image', 'registry.example/diameter:1', ...args);
    return { ...run, objects: parseAllDocuments(run.output).map((document): unknown => document.toJS()) };
  }

  test('prints the file, the Service and the pod of the server', async () => {
    const { exitCode, errors, objects } = await manifest(text, '-n', 'core', '--name', 'ocs');
    assert.equal([exitCode, errors], [0, '']);
    const [file, service, server] = objects as [ConfigMap, unknown, StatefulSet]; // in this order
    assert.equal(file.data, { 'server.yaml': text });
    const ports = [{ name: 'diameter', port: 3868 }];
    assert.equal(service, headlessServiceManifest({ name: 'ocs', namespace: 'core', ports }));
    assert.is(server.metadata?.namespace, 'core');
    assert.equal(server.spec?.template.metadata?.labels, { app: 'ocs', ...optInLabel() });
    assert.is(server.spec?.replicas, 1);
    assert.equal(server.spec?.volumeClaimTemplates?.[0]?.spec?.resources, { requests: { storage: '1Gi' } });
  });

  test('has the pod on a dedicated node, with probes and time to drain', async () => {
    const { objects } = await manifest(text);
    const { nodeSelector, tolerations, terminationGracePeriodSeconds, containers } = podOf(objects[2]);
    assert.equal(nodeSelector, { 'usctp.dev/sctp-stack': 'userspace' });
    assert.is(tolerations?.length, 1);
    assert.is(terminationGracePeriodSeconds, 30, '5 s of pause, 20 s of drain, and 5 more');
    const [container] = containers;
    assert.equal(container?.command, ['usctp-diameter', 'serve', '-c', '/etc/usctp-diameter/server.yaml']);
    assert.equal(container?.readinessProbe, { httpGet: { path: '/readyz', port: 'http' } });
    assert.equal(container?.livenessProbe, { httpGet: { path: '/healthz', port: 'http' } });
    assert.equal(container?.lifecycle, { preStop: { exec: { command: ['sleep', '5'] } } });
    assert.equal(container?.securityContext?.capabilities, { drop: ['ALL'], add: ['NET_RAW'] });
    assert.equal(
      container?.volumeMounts?.map(({ mountPath }) => mountPath),
      ['/etc/usctp-diameter', '/var/lib/usctp-diameter'],
    );
  });

  test('has the pod on any node and without a privilege, over UDP', async () => {
    const udp = text.replace(/^store.*\n/m, '').concat('listen: { transport: udp }\n');
    const { objects } = await manifest(udp);
    const { nodeSelector, containers, securityContext } = podOf(objects[2]);
    assert.is(nodeSelector, undefined);
    assert.equal(securityContext, { fsGroup: 1000 });
    assert.equal(containers[0]?.securityContext?.capabilities, { drop: ['ALL'] });
    assert.is(containers[0]?.securityContext?.runAsUser, 1000);
    assert.equal(containers[0]?.ports?.[0], { name: 'sctp-in-udp', protocol: 'UDP', containerPort: 9899 });
    assert.is((objects[2] as StatefulSet).spec?.volumeClaimTemplates, undefined); // as above
  });

  test('breaks no rule of usctp-k8s lint', async () => {
    for (const transport of ['raw', 'udp']) {
      const { output } = await manifest(`${text}listen: { transport: ${transport} }\n`, '-n', 'core');
      assert.equal(lint(readManifests(output, transport)), []);
    }
    const { output } = await manifest(text);
    const unlike = output.replace(/^ +nodeSelector:\n.*\n/m, '');
    assert.ok(lint(readManifests(unlike, 'changed')).length > 0);
  });

  test('refuses a file that cannot work in a pod', async () => {
    const local = text.replace('0.0.0.0', '127.0.0.1').concat('listen: { addresses: [192.0.2.1] }\n');
    const { exitCode, errors } = await manifest(local);
    assert.is(exitCode, 1);
    assert.match(errors, 'listen.addresses: leave it out');
    assert.match(errors, 'http.address is 127.0.0.1: kubelets ask at the address of the pod');
    assert.match((await manifest(text.replace(/^http.*\n/m, ''))).errors, 'http is missing');
    assert.match((await manifest(text.replace('9090', '0'))).errors, 'http.port is 0');
    assert.match((await manifest(text, '--name', 'No')).errors, '"No"');
  });
});

function podOf(object: unknown) {
  const { spec } = (object as StatefulSet).spec?.template ?? {}; // the third object is one
  if (spec === undefined) throw new Error('there is no pod');
  return spec;
}
