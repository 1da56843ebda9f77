import { randomUUID } from 'node:crypto';
import type { Manifest } from '@usctp/kubernetes';
import * as assert from 'uvu/assert';
import { parseAllDocuments } from 'yaml';
import { describe } from '../../helpers/describe.ts';
import { command } from '../../kubernetes/cli/command.ts';
import { generatorLines } from '../../kubernetes/generate/generator-lines.ts';
import { createManifest } from './created.ts';
import { inCluster } from './in-cluster.ts';
import type { Workspace } from './workspace.ts';

/** What the command prints, as objects; the YAML has been printed as it is for a user. */
async function generate(line: readonly string[]): Promise<Manifest[]> {
  const { code, output, errors } = await command(['generate', ...line]);
  assert.is(code, 0, errors);
  return parseAllDocuments(output).map((document) => document.toJS() as Manifest); // as they are made
}

/** Whether the server has a kind in a version of a group; says what that leaves out when it has not. */
async function hasKind(at: Workspace, groupVersion: string, kind: string, leftOut: string): Promise<boolean> {
  const { groups } = await at.client.request<{
    readonly groups: readonly { readonly versions: readonly { readonly groupVersion: string }[] }[];
  }>({ path: '/apis' });
  const isServed = groups.some(({ versions }) => versions.some((version) => version.groupVersion === groupVersion));
  const { resources } = isServed
    ? await at.client.request<{ readonly resources: readonly { readonly kind: string }[] }>({
        path: `/apis/${groupVersion}`,
      })
    : { resources: [] };
  if (resources.some((resource) => resource.kind === kind)) return true;
  console.log(`NOT RUN: this server has no ${kind} of ${groupVersion}: ${leftOut}`);
  return false;
}

const port = ['--port', 'ngap=38412'];

describe('generated manifests', (test) =>
  inCluster(test, (add) => {
    for (const line of generatorLines) {
      add(`are taken whole by a real API server: ${line.slice(0, 2).join(' ')}`, async (at) => {
        for (const manifest of await generate(line)) await createManifest(at, manifest);
      });
    }

    add('are taken whole by a real API server: no-selector with EndpointSlices', async (at) => {
      const group = 'discovery.k8s.io/v1';
      const isServed = await hasKind(at, group, 'EndpointSlice', 'it gets the same of v1beta1');
      const addresses = ['--address', '192.0.2.1', '--address', '2001:db8::1', '--address', '192.0.2.2'];
      for (const manifest of await generate(['no-selector', 'sliced', ...port, ...addresses])) {
        const isOlder = !isServed && manifest.apiVersion === group;
        // What we say in a slice is the same in v1beta1.
        await createManifest(at, isOlder ? { ...manifest, apiVersion: `${group}beta1` } : manifest);
      }
    });

    add('are taken whole by a real API server: service --dual-stack', async (at) => {
      const { minor } = await at.client.request<{ readonly minor: string }>({ path: '/version' });
      const [service] = await generate(['service', 'both', ...port, '--dual-stack']);
      assert.ok(service);
      if (Number.parseInt(minor, 10) > 20) return createManifest(at, service);
      console.log('NOT RUN: this server drops ipFamilyPolicy, which is for 1.21 and newer: the rest is compared');
      const { ipFamilyPolicy, ...spec } = service.spec ?? {};
      assert.is(ipFamilyPolicy, 'PreferDualStack');
      return createManifest(at, service, { ...service, spec });
    });

    for (const options of [[], ['--taint-when-loaded', '--heartbeat', '30s', '--port', '9000']]) {
      add(`are taken whole by a real API server: agent ${options.join(' ')}`, async (at) => {
        const name = `agent-${randomUUID().slice(0, 8)}`;
        const line = ['agent', name, '-n', at.name, '--existing-namespace', '--image', 'example.test/usctp-k8s:1'];
        for (const manifest of await generate([...line, ...options])) await createManifest(at, manifest);
      });
    }

    add('are taken whole by a real API server: policy', async (at) => {
      const group = 'admissionregistration.k8s.io/v1';
      const instead = 'kubernetes/generate/policy.test.ts evaluates its expressions and compares its shape';
      if (!(await hasKind(at, group, 'ValidatingAdmissionPolicy', instead))) return;
      // The cluster may be in use: what is not ours is not refused.
      for (const manifest of await generate(['policy', at.name, '--action', 'audit'])) {
        await createManifest(at, manifest);
      }
    });
  }));
