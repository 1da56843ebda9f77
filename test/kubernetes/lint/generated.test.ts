import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { command } from '../cli/command.ts';
import { generatorLines } from '../generate/generator-lines.ts';

const agents = [[], ['--taint-when-loaded', '--own-node-only'], ['--key-prefix', 'usctp.dev', '-n', 'x']];
const lines = [...generatorLines, ['policy'], ...agents.map((line) => ['agent', '--image', 'a:1', ...line])];

describe('what usctp-k8s generates', (test) => {
  for (const line of lines) {
    test(`breaks no rule: ${line.slice(0, 2).join(' ')}`, async () => {
      const { output: input } = await command(['generate', ...line]);
      const { output, code } = await command(['lint', '-f', '-', '--fail-on', 'info'], { input });
      assert.match(output, /^\d objects?, nothing found\n$/);
      assert.is(code, 0);
    });
  }

  test('breaks no rule as a whole', async () => {
    const outputs = await Promise.all(lines.map((line) => command(['generate', ...line])));
    const input = outputs.map(({ output }) => output).join('---\n');
    const { output } = await command(['lint', '-f', '-'], { input });
    assert.match(output, /^\d+ objects, nothing found\n$/);
  });

  test('is found out where it is changed: an agent that does not opt in', async () => {
    const { output } = await command(['generate', 'agent', '--image', 'a:1']);
    const input = output.replace(/^ +usctp\.dev\/sctp-stack: userspace.*\n/m, '');
    assert.is.not(input, output);
    const { output: found, code } = await command(['lint', '-f', '-', '--fail-on', 'info'], { input });
    assert.match(found, 'tolerates-everything');
    assert.is(code, 1);
  });
});
