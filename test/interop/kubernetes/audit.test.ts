import { readFileSync } from 'node:fs';
import { audit, type Finding } from '@usctp/kubernetes';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { describe } from '../../helpers/describe.ts';
import { type Draft, podWith, workloadWith } from '../../kubernetes/lint/manifests.ts';
import { inCluster } from './in-cluster.ts';
import type { Workspace } from './workspace.ts';

const stack = 'usctp.dev/sctp-stack';

/** Makes an object of a manifest in the workspace's namespace. */
async function make(at: Workspace, resource: string, manifest: Draft, name: string): Promise<void> {
  const { apiVersion } = manifest;
  const group = apiVersion === 'v1' ? '/api/v1' : `/apis/${apiVersion}`;
  const metadata = { ...manifest.metadata, name, namespace: at.name };
  const path = `${group}/namespaces/${at.name}/${resource}`;
  await at.client.request({ method: 'POST', path, body: { ...manifest, metadata } });
}

/** A Deployment that the API server takes. */
function deploymentWith(change: (spec: Draft) => void): Draft {
  return workloadWith('Deployment', (spec, { spec: { template }, spec: whole }) => {
    whole.selector = { matchLabels: { app: 'amf' } };
    template.metadata.labels = { ...template.metadata.labels, app: 'amf' };
    change(spec);
  });
}

/** What is found of what the workspace has made: rule and object. */
async function findingsOf(at: Workspace, ...names: readonly string[]): Promise<string[]> {
  const { findings, leftOut } = await audit(at.client, { namespace: at.name });
  assert.equal(leftOut, []);
  const isOurs = ({ object = '' }: Finding): boolean => names.some((name) => object.endsWith(name));
  return findings.filter(isOurs).map(({ rule, object }) => `${rule} ${object?.replace(`${at.name}/`, '')}`);
}

/** What the README says that an audit needs. */
function auditRules(): readonly object[] {
  const readme = readFileSync(new URL('../../../packages/kubernetes/README.md', import.meta.url), 'utf8');
  const [, role = ''] = /```yaml\n(apiVersion: rbac[^`]*name: usctp-audit[^`]*)```/.exec(readme) ?? [];
  return parse(role).rules;
}

describe('an audit of a real cluster', (test) =>
  inCluster(test, (add) => {
    add('finds nothing in a generated workload, as the API server has it', async (at) => {
      await make(
        at,
        'deployments',
        deploymentWith(() => {}),
        'whole',
      );
      await make(at, 'pods', podWith(), 'whole-pod');
      assert.equal(await findingsOf(at, '/whole', '/whole-pod'), []);
    });

    add('finds what is wrong in each kind of workload', async (at) => {
      const broken = (spec: Draft): void => {
        delete spec.tolerations;
      };
      await make(at, 'deployments', deploymentWith(broken), 'broken');
      await make(at, 'pods', podWith(broken), 'broken-pod');
      const found = await findingsOf(at, '/broken', '/broken-pod');
      assert.equal(found.sort(), ['toleration-missing Deployment broken', 'toleration-missing Pod broken-pod']);
    });

    add('finds CronJobs and Services', async (at) => {
      const cronJob = workloadWith('CronJob', (spec, manifest) => {
        delete spec.tolerations;
        spec.restartPolicy = 'Never';
        manifest.spec.schedule = '0 0 1 1 *';
      });
      // Kubernetes 1.20 has no CronJob of batch/v1.
      const old = { ...cronJob, apiVersion: 'batch/v1beta1' };
      await make(at, 'cronjobs', cronJob, 'yearly').catch(() => make(at, 'cronjobs', old, 'yearly'));
      const ports = [{ protocol: 'SCTP', port: 38_412 }];
      const spec = { clusterIP: 'None', selector: { app: 'none' }, ports };
      await make(at, 'services', { apiVersion: 'v1', kind: 'Service', metadata: {}, spec }, 'unnamed');
      const found = await findingsOf(at, '/unnamed', '/yearly');
      assert.equal(found.sort(), ['srv-name-missing Service unnamed', 'toleration-missing CronJob yearly']);
    });

    add('knows nodes, and what runs there', async (at) => {
      const name = await at.addNode('audited');
      assert.is((await at.run('dedicate', name)).code, 0);
      await at.addPod('before', name);
      const kernel = podWith((spec, { metadata }) => {
        Object.assign(spec, { nodeSelector: { [stack]: 'kernel' }, nodeName: name });
        delete metadata.labels[stack];
      });
      await make(at, 'pods', kernel, 'kernel');
      const found = await findingsOf(at, name, '/kernel');
      assert.equal(found.filter((finding) => finding.startsWith('node-')).sort(), [
        `node-agent-missing Node ${name}`,
        `node-foreign-pods Node ${name}`,
        'node-kernel-pods Pod kernel',
      ]);
      const { code, output } = await at.run('audit', '-n', at.name, '--fail-on', 'error');
      assert.is(code, 1);
      assert.match(output, 'node-kernel-pods');
    });

    add('says what an account may not list, and needs no more than the README says', async (at) => {
      const rules = auditRules();
      await at.allow('auditor', rules);
      const whole = await at.run('audit', '-n', at.name, '--fail-on', 'never', '--as', 'auditor');
      assert.equal([whole.code, whole.errors], [0, '']);
      await at.allow('half', rules.slice(1));
      const { code, errors } = await at.run('audit', '-n', at.name, '--fail-on', 'never', '--as', 'half');
      assert.is(code, 1);
      assert.match(errors, /Warning: nodes are left out: nodes is forbidden: User "half" cannot list resource "nodes"/);
      assert.is(errors.trim().split('\n').length, 5, errors);
      const nobody = await at.run('audit', '--as', 'nobody');
      assert.match(
        nobody.errors,
        'Warning: networkpolicies are left out: networkpolicies.networking.k8s.io is forbidden',
      );
      assert.is(nobody.code, 1);
    });
  }));
