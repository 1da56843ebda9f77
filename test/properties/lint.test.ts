import { lint, networkPolicyManifest, readManifests, serviceManifest } from '@usctp/kubernetes';
import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { stringify } from 'yaml';
import { describe } from '../helpers/describe.ts';
import { type Draft, podWith, workloadWith } from '../kubernetes/lint/manifests.ts';

const kinds = ['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'PodTemplate'];
const application = { name: 'amf', namespace: 'core', ports: [{ port: 38_412 }] };
const network = [serviceManifest(application), networkPolicyManifest(application)];
const wholes: Draft[] = [podWith(), ...network, ...kinds.map((kind) => workloadWith(kind))];

/** Values of any kind, of which some look like what a manifest has. */
const odd = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(
      'userspace',
      'SCTP',
      'Exists',
      'NET_RAW',
      '',
      null,
      true,
      0,
      -1,
      1e300,
      38_412,
      'usctp.dev/sctp-stack',
    ),
    fc.string(),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('key', 'value', 'operator', 'name', 'ports', '__proto__', 'length'), tie('value')),
  ),
})).value;

/** An object with one of its values, anywhere in it, replaced by something else. */
const damaged = fc
  .tuple(fc.constantFrom(...wholes), fc.array(fc.nat(), { maxLength: 9 }), odd)
  .map(([whole, steps, value]) => {
    const object = structuredClone(whole);
    let at: Record<string, unknown> = object;
    for (const step of steps) {
      const keys = Object.keys(at);
      const key = keys[step % keys.length];
      const next = key === undefined ? undefined : at[key];
      if (typeof next !== 'object' || next === null) break;
      at = next as Record<string, unknown>; // an object or a list
    }
    const [key] = Object.keys(at).slice((steps[0] ?? 0) % Math.max(1, Object.keys(at).length));
    if (key !== undefined) at[key] = value;
    return object;
  });

/** Lints a text; each finding is in it. */
function check(text: string): void {
  const lines = text.split('\n');
  for (const { position, message, rule } of lint(readManifests(text, 'f'))) {
    assert.ok(position, rule);
    const line = lines[position.line - 1];
    assert.ok(line !== undefined && position.column >= 1 && position.column <= line.length + 1, `${rule}: ${message}`);
    assert.is(position.file, 'f');
  }
}

describe('lint', (test) => {
  test('throws at no text, and finds nothing outside of it', () => {
    const pieces = fc.constantFrom(
      'a: ',
      '- ',
      '\n',
      '---\n',
      '[',
      '{',
      '}',
      '"',
      '*a',
      '&a ',
      '!!t ',
      '? ',
      '|\n',
      '%',
      '\t',
    );
    const text = fc.array(fc.oneof(pieces, fc.string()), { maxLength: 30 }).map((parts) => parts.join(''));
    fc.assert(fc.property(text, check), { numRuns: 1000 });
  });

  test('throws at no object, and finds nothing outside of its file', () => {
    const objects = fc.array(damaged, { minLength: 1, maxLength: 3 });
    const texts = fc
      .tuple(objects, fc.boolean())
      .map(([given, isJson]) =>
        isJson
          ? JSON.stringify({ apiVersion: 'v1', kind: 'List', items: given })
          : given.map((object) => stringify(object)).join('---\n'),
      );
    fc.assert(fc.property(texts, check), { numRuns: 1000 });
  });
});
