import { setTimeout as delay } from 'node:timers/promises';
import { connectMany } from './connect-many.ts';
import { Latencies } from './latencies.ts';
import type { Plan } from './plan.ts';
import { reportLine } from './report-line.ts';
import type { Connection, Stack } from './stack.ts';
import { Stopwatch } from './stopwatch.ts';
import { warmUp } from './warm-up.ts';

/** Sends every message back. */
export async function serveEcho(stack: Stack, plan: Plan): Promise<void> {
  await stack.listen(
    plan,
    (data, connection) => void connection.send(data, 0),
    () => {},
  );
}

/** On each connection always one message is under way, there or back. */
export async function runPing(stack: Stack, plan: Plan): Promise<void> {
  const message = Buffer.alloc(plan.size, 'x');
  const latencies = new Latencies();
  const sentAt = new Map<Connection, number>();
  const send = (connection: Connection) => {
    sentAt.set(connection, performance.now());
    void connection.send(message, 0);
  };
  const receive = (_data: Buffer, connection: Connection) => {
    const now = performance.now();
    latencies.add(now - (sentAt.get(connection) ?? now));
    send(connection);
  };
  const connections: Connection[] = [];
  await connectMany(stack, plan, receive, (connection) => connections.push(connection));
  connections.forEach(send);
  await warmUp(plan);
  latencies.clear();
  const stopwatch = new Stopwatch();
  await delay(plan.duration);
  reportLine('ping', { ...stopwatch.read(), ...latencies.summarize() });
}
