import { setTimeout as delay } from 'node:timers/promises';
import type { Plan } from './plan.ts';
import { reportLine } from './report-line.ts';
import type { Stack } from './stack.ts';
import { Stopwatch } from './stopwatch.ts';
import { warmUp } from './warm-up.ts';

/** Takes connections; the clients end them. */
export async function serveSetUps(stack: Stack, plan: Plan): Promise<void> {
  await stack.listen(
    plan,
    () => {},
    () => {},
  );
}

/** Sets connections up and shuts them down again, as many at once as the plan has associations. */
export async function runSetUps(stack: Stack, plan: Plan): Promise<void> {
  let count = 0;
  let next = 0;
  const cycle = async () => {
    for (;;) {
      const index = next;
      next += 1;
      const connection = await stack.connect(plan, index, () => {});
      await connection.close();
      count += 1;
    }
  };
  for (let i = 0; i < plan.associations; i += 1) void cycle();
  await warmUp(plan);
  const stopwatch = new Stopwatch();
  const before = count;
  await delay(plan.duration);
  reportLine('setup', { ...stopwatch.read(), count: count - before });
}
