import { setImmediate } from 'node:timers/promises';
import { Meter } from './meter.ts';
import type { Plan } from './plan.ts';
import { reportLine } from './report-line.ts';
import type { Stack } from './stack.ts';

/** After so many messages the event loop turns, if it has not meanwhile. */
const messagesPerTurn = 4096;

/** Counts what comes, from the first message on. */
export async function serveThroughput(stack: Stack, plan: Plan): Promise<void> {
  const meter = new Meter(plan);
  let isMeasuring = false;
  const receive = (data: Buffer) => {
    meter.bytes += data.length;
    if (isMeasuring) return;
    isMeasuring = true;
    void meter.measure().then((metered) => reportLine('throughput', metered));
  };
  await stack.listen(plan, receive, () => {});
}

/** Sends as fast as the stack takes messages, until the process is ended. */
export async function runThroughput(stack: Stack, plan: Plan): Promise<void> {
  const connection = await stack.connect(plan, 0, () => {});
  const meter = new Meter(plan);
  void meter.measure().then((metered) => reportLine('throughput', metered));
  const message = Buffer.alloc(plan.size, 'x');
  for (let i = 0; ; i += 1) {
    const room = connection.send(message, i % plan.streams);
    if (room !== undefined) await room;
    meter.bytes += plan.size;
    // Where the kernel takes everything at once, as of TCP, no timer would ever run.
    if (i % messagesPerTurn === 0) await setImmediate();
  }
}
