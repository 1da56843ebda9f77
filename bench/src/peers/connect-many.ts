import type { Plan } from './plan.ts';
import type { Connection, Receive, Stack } from './stack.ts';

/** Set-ups under way at once: what a server's queues take without loss. */
const concurrency = 32;

/** Opens as many connections as the plan says, and hands each over. */
export async function connectMany(
  stack: Stack,
  plan: Plan,
  receive: Receive,
  opened: (connection: Connection) => void,
): Promise<void> {
  let next = 0;
  const open = async () => {
    while (next < plan.associations) {
      const index = next;
      next += 1;
      opened(await stack.connect(plan, index, receive));
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, plan.associations) }, open));
}
