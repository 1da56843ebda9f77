import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { lintRules } from '@usctp/kubernetes';
import * as assert from 'uvu/assert';
import { stringify } from 'yaml';
import { describe } from '../../helpers/describe.ts';
import { inFolder } from '../folder.ts';
import { type Change, podWith } from '../lint/manifests.ts';
import { command } from './command.ts';

/** Lints the generated pod with a change, from stdin. */
function lintPod(change: Change, ...options: readonly string[]) {
  return command(['lint', '-f', '-', ...options], { input: stringify(podWith(change)) });
}

const withoutPause: Change = (spec) => delete spec.containers[0].lifecycle;

function ignoring(annotation: string): Change {
  return (spec, pod) => {
    withoutPause(spec, pod);
    pod.metadata.annotations = { 'usctp.dev/lint-ignore': annotation };
  };
}

describe('usctp-k8s lint', (test) => {
  test('groups findings by object, and says what to do', async () => {
    const { code, output, errors } = await lintPod((spec) => {
      spec.hostNetwork = true;
      delete spec.tolerations;
    });
    const [title, first, remedy, second] = output.split('\n');
    assert.is(title, 'stdin: Pod core/amf');
    assert.match(first ?? '', /^ {2}\d+:\d+ {3,}error +toleration-missing +no toleration covers usctp\.dev/);
    assert.match(remedy ?? '', '      remedy: add a toleration: key usctp.dev/sctp-stack');
    assert.match(second ?? '', /^ {2}\d+:\d+ +warning +host-network +hostNetwork is true$/);
    assert.match(output, '\n1 object, 1 error, 1 warning; usctp-k8s explain RULE tells more\n');
    assert.equal([code, errors], [1, '']);
  });

  test('ends with 0 or 1 by the severity that is asked for', async () => {
    const codes = async (change: Change) => {
      const levels = ['error', 'warning', 'info', 'never'].map((level) => lintPod(change, '--fail-on', level));
      return (await Promise.all(levels)).map(({ code }) => code);
    };
    assert.equal(await codes(() => {}), [0, 0, 0, 0]);
    assert.equal(await codes((spec) => delete spec.tolerations), [1, 1, 1, 0]);
    assert.equal(await codes(withoutPause), [0, 1, 1, 0]);
    assert.equal(await codes(ignoring('pre-stop-missing')), [0, 0, 1, 0]);
    assert.is((await lintPod(withoutPause)).code, 1, 'without being asked');
  });

  test('tells what is ignored, why, and when that is wrong', async () => {
    const { code, output } = await lintPod(ignoring('host-network, pre-stop-missing: clients only'));
    assert.match(output, /ignored +pre-stop-missing +container amf has no preStop hook\n +because: clients only\n/);
    assert.match(output, '1 object, 1 ignored');
    assert.is(code, 0);
    const { output: wrong } = await lintPod(ignoring('pre-stop: x\npre-stop-missing'));
    assert.match(wrong, /warning +ignore-unknown +there is no rule "pre-stop"/);
    assert.match(wrong, /info +ignore-without-reason/);
    assert.match(wrong, 'because: (no reason given)');
  });

  test('prints JSON', async () => {
    const { output } = await lintPod(ignoring('pre-stop-missing: clients only'), '-o', 'json');
    const [finding, ...others] = JSON.parse(output).findings;
    assert.equal(others, []);
    const { position, remedy, ...rest } = finding;
    assert.equal(rest, {
      rule: 'pre-stop-missing',
      severity: 'warning',
      message: 'container amf has no preStop hook',
      object: 'Pod core/amf',
      field: 'spec.containers[0]',
      ignored: 'clients only',
    });
    assert.is(position.file, 'stdin');
  });

  test('shows colours where they are wanted only', async () => {
    const input = stringify(podWith(withoutPause));
    const { output } = await command(['lint', '-f', '-'], { input, isColoured: true });
    assert.match(output, '\u001b[33mwarning\u001b[39m');
    assert.not.match((await command(['lint', '-f', '-'], { input })).output, '\u001b');
  });

  test('takes several files and folders', () =>
    inFolder({ 'a/a.yaml': stringify(podWith()), 'b/b/b.yaml': stringify(podWith(withoutPause)) }, async (folder) => {
      const [a, b] = ['a', 'b'].map((name) => join(folder, name));
      const { output } = await command(['lint', '-R', '-f', a ?? '', b ?? '']);
      assert.match(output, join(folder, 'b/b/b.yaml: Pod core/amf\n'));
      assert.match(output, '2 objects, 1 warning');
    }));

  test('is used wrongly where there is nothing to look at', () =>
    inFolder({ 'values.yaml': 'replicas: 3\n' }, async (folder) => {
      const refused = async (...line: readonly string[]) => {
        const { code, output, errors } = await command(['lint', ...line]);
        assert.equal([code, output], [2, ''], line.join(' '));
        return errors;
      };
      const nothing = `error: there is no object in ${folder}`;
      assert.match(await refused('-f', folder), `${nothing}\n`);
      mkdirSync(join(folder, 'base'));
      assert.match(await refused('-f', folder), `${nothing}; -R reads the folders in it, too\n`);
      assert.match(await refused('-R', '-f', folder), `${nothing}\n`);
      assert.match(await refused('-f', join(folder, 'none')), 'none cannot be read: ENOENT');
      assert.match(await refused(), "required option '-f, --filename <file...>' not specified");
      assert.match(await refused('-f', '-', '--fail-on', 'bad'), 'Allowed choices are error, warning, info, never');
      assert.match(await refused('-f', '-', '--key-prefix', 'X'), 'X is no prefix');
    }));
});

describe('usctp-k8s explain', (test) => {
  test('lists the rules', async () => {
    const { code, output } = await command(['explain']);
    const [headings, ...rows] = output.trimEnd().split('\n');
    assert.match(headings ?? '', /^RULE +SEVERITY +TITLE$/);
    assert.equal(
      rows.map((row) => row.split(/ {2,}/)),
      lintRules.map(({ id, severity, title }) => [id, severity, title]),
    );
    assert.is(code, 0);
  });

  test('tells all of each rule', async () => {
    assert.is(new Set(lintRules.map(({ id }) => id)).size, lintRules.length);
    for (const { id, severity, title, reason, remedy, reference } of lintRules) {
      const { code, output } = await command(['explain', id]);
      assert.is(output, `${id} (${severity}): ${title}\n\n${reason}\n\nremedy: ${remedy}\nsee:    ${reference}\n`);
      assert.is(code, 0);
      assert.match(reference, /^https:\/\/\S+$/);
    }
  });

  test('suggests what was perhaps meant', async () => {
    const errorOf = async (id: string) => {
      const { code, errors } = await command(['explain', id]);
      assert.is(code, 2);
      return errors.split('\n')[0];
    };
    assert.is(await errorOf('netraw-mising'), 'error: there is no rule "netraw-mising"; did you mean net-raw-missing?');
    assert.is(await errorOf('x'), 'error: there is no rule "x"; without a rule, all are listed');
  });
});
