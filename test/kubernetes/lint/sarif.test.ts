import { lint, lintRules, readManifests, sarifLog } from '@usctp/kubernetes';
import * as assert from 'uvu/assert';
import { stringify } from 'yaml';
import { describe } from '../../helpers/describe.ts';
import { command } from '../cli/command.ts';
import { type Draft, podWith } from './manifests.ts';

/** The log of a pod without privilege and pause, in a file of that name, below some lines. */
function logOf(file: string, lines = 0): Draft {
  const pod = podWith((spec, { metadata }) => {
    delete spec.containers[0].lifecycle;
    delete spec.containers[0].securityContext;
    metadata.annotations = { 'usctp.dev/lint-ignore': 'pre-stop-missing: clients only' };
  });
  const text = `${'#\n'.repeat(lines)}${stringify(pod)}`;
  return JSON.parse(JSON.stringify(sarifLog(lint(readManifests(text, file)), '1.2.3')));
}

function uriIn(log: Draft): string {
  return log.runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri;
}

describe('SARIF of lint', (test) => {
  test('has what SARIF 2.1.0 demands (§3.13, §3.14, §3.19, §3.27)', () => {
    const log = logOf('a.yaml');
    assert.is(log.version, '2.1.0');
    assert.match(log.$schema, 'sarif-2.1.0');
    const [run, ...others] = log.runs;
    assert.equal(others, []);
    assert.is(run.tool.driver.name, 'usctp-k8s');
    assert.is(run.tool.driver.version, '1.2.3');
    assert.is(run.columnKind, 'utf16CodeUnits');
    assert.is(run.results.length, 2);
    for (const result of run.results) {
      assert.type(result.message.text, 'string');
      assert.ok(['none', 'note', 'warning', 'error'].includes(result.level));
      assert.is(run.tool.driver.rules[result.ruleIndex].id, result.ruleId);
    }
  });

  test('has what GitHub code scanning shows: rules with help, a place, a fingerprint', () => {
    const [{ tool, results }] = logOf('a.yaml').runs;
    assert.equal(
      tool.driver.rules.map(({ id }: Draft) => id),
      lintRules.map(({ id }) => id),
    );
    for (const { shortDescription, fullDescription, help, helpUri, defaultConfiguration } of tool.driver.rules) {
      for (const { text } of [shortDescription, fullDescription, help])
        assert.ok(text.length > 0 && text.length <= 1024);
      assert.match(help.markdown, '**Remedy:**');
      assert.match(helpUri, /^https:/);
      assert.ok(['note', 'warning', 'error'].includes(defaultConfiguration.level));
    }
    for (const { locations, partialFingerprints } of results) {
      const [{ physicalLocation, logicalLocations }] = locations;
      assert.is(physicalLocation.artifactLocation.uri, 'a.yaml');
      const { startLine, startColumn } = physicalLocation.region;
      assert.ok(startLine > 1 && startColumn >= 1);
      assert.match(logicalLocations[0].fullyQualifiedName, /^Pod core\/amf spec\./);
      assert.match(partialFingerprints.primaryLocationLineHash, /^[0-9a-f]{16}:1$/);
    }
  });

  test('says what is ignored, and why', () => {
    const [{ results }] = logOf('a.yaml').runs;
    const suppressions = Object.fromEntries(results.map((result: Draft) => [result.ruleId, result.suppressions]));
    assert.equal(suppressions, {
      'pre-stop-missing': [{ kind: 'inSource', justification: 'clients only' }],
      'net-raw-implicit': undefined,
    });
  });

  test('keeps the fingerprint of a finding that moves, and tells two of one place apart', () => {
    const printsOf = (log: Draft): string[] =>
      log.runs[0].results.map(({ partialFingerprints }: Draft) => partialFingerprints.primaryLocationLineHash);
    assert.equal(printsOf(logOf('a.yaml')), printsOf(logOf('a.yaml', 9)));
    assert.is.not(printsOf(logOf('a.yaml')).join(), printsOf(logOf('b.yaml')).join());
    const [twice] = lint(readManifests('a: [', 'a.yaml'));
    assert.ok(twice);
    const [first, second] = printsOf(sarifLog([twice, twice], '1'));
    assert.equal([first?.slice(-2), second], [':1', first?.replace(/1$/, '2')]);
  });

  test('names files by URI', () => {
    assert.is(uriIn(logOf('./deploy/my amf#1.yaml')), 'deploy/my%20amf%231.yaml');
    assert.is(uriIn(logOf('/deploy/amf.yaml')), 'file:///deploy/amf.yaml');
  });

  test('is printed by the command, which ends by severity as else', async () => {
    const input = stringify(podWith((spec) => delete spec.tolerations));
    const { code, output } = await command(['lint', '-f', '-', '-o', 'sarif'], { input });
    assert.is(JSON.parse(output).runs[0].results[0].ruleId, 'toleration-missing');
    assert.is(code, 1);
  });
});
