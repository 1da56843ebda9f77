/** One side of a measurement: started twice by the bench, with a plan as its arguments; answers in lines of JSON. */
import { runDiameter, serveDiameter } from './diameter.ts';
import { runIdle, serveIdle } from './idle-memory.ts';
import { runPing, serveEcho } from './ping.ts';
import { parsePlan, type StackName, type TestName } from './plan.ts';
import { reportLine } from './report-line.ts';
import { runSetUps, serveSetUps } from './set-up.ts';
import type { Stack } from './stack.ts';
import { runThroughput, serveThroughput } from './throughput.ts';

/** Each is loaded only where it is measured. */
const stacks: Readonly<Record<Exclude<StackName, 'usrsctp'>, () => Promise<Stack>>> = {
  usctp: async () => (await import('./usctp-stack.ts')).usctpStack,
  sctp: async () => (await import('./npm-sctp-stack.ts')).npmSctpStack,
  werift: async () => (await import('./werift-stack.ts')).weriftStack,
  tcp: async () => (await import('./tcp-stack.ts')).tcpStack,
};

const servers = {
  throughput: serveThroughput,
  ping: serveEcho,
  setup: serveSetUps,
  memory: serveIdle,
  diameter: serveDiameter,
} satisfies Record<TestName, unknown>;
const clients = {
  throughput: runThroughput,
  ping: runPing,
  setup: runSetUps,
  memory: runIdle,
  diameter: runDiameter,
} satisfies Record<TestName, unknown>;

const plan = parsePlan(process.argv.slice(2));
if (plan.stack === 'usrsctp') throw new Error('usrsctp is measured by a program in C');
const stack = await stacks[plan.stack]();
if (plan.side === 'server') {
  await servers[plan.test](stack, plan);
  reportLine('listening');
} else {
  await clients[plan.test](stack, plan);
}
