/**
 * A program in a pod. `serve NAME PORT` answers each message with its name, and drains on SIGTERM: what comes then it leaves to
 * others. `call` takes lines of JSON: `{ call, ask }` are the options of `connect` with the DNS servers, and how many numbered
 * messages to ask, one after the answer to the other, over a new association where the last one ends; `{ stop: true }` asks no
 * more.
 */
import { Resolver } from 'node:dns/promises';
import { createInterface } from 'node:readline';
import { type Association, type ConnectOptions, connect, createServer, type SctpError } from 'usctp';
import { print } from './program.ts';

const [role, name = '', port] = process.argv.slice(2);
const timers = { rtoInitial: 300, rtoMin: 100, maxInitRetransmissions: 3 };

let association: Association | undefined;
let isStopped = false;

if (role === 'serve') await serve();
else {
  createInterface(process.stdin).on('line', (line) => obey(JSON.parse(line)));
  process.once('SIGTERM', () => (association?.shutdown() ?? Promise.resolve()).finally(() => process.exit()));
}

async function serve(): Promise<void> {
  const server = createServer();
  let count = 0;
  let isDraining = false;
  server.on('association', (association) => {
    association.on('message', async ({ data }) => {
      if (isDraining) return;
      count += 1;
      await association.send(`${name} ${data}`);
    });
  });
  await server.listen({ port: Number(port) });
  print({ event: 'listening' });
  process.once('SIGTERM', async () => {
    isDraining = true;
    print({ event: 'drained', ...(await server.drain(2000)), messages: count });
  });
}

async function obey({ call, ask, stop }: Order): Promise<void> {
  if (stop) isStopped = true;
  if (call === undefined) return;
  await begin(call);
  if (association !== undefined) await askTimes(call, ask ?? 0);
}

interface Order {
  readonly call?: Call;
  readonly ask?: number;
  readonly stop?: boolean;
}

/** The options of `connect`, as far as JSON has them. */
type Call = ConnectOptions & { readonly srv?: string; readonly servers?: readonly string[] };

async function begin(call: Call): Promise<void> {
  const start = performance.now();
  try {
    association = await open(call);
    print({ event: 'connected', to: association.paths.map(({ address }) => address) });
  } catch (error) {
    const { code, message } = error as SctpError;
    print({ event: 'failed', code, message, took: performance.now() - start });
  }
}

async function open({ servers, srv, ...options }: Call): Promise<Association> {
  if (srv === undefined) return connect({ ...timers, ...options });
  const resolver = new Resolver();
  resolver.setServers(servers ?? []);
  return connect({ ...timers, srv, resolver });
}

/** Each message is asked until it is answered. */
async function askTimes(call: Call, count: number): Promise<void> {
  const by: Record<string, number> = {};
  let [calls, number, right] = [1, 0, true];
  while (number < count && !isStopped) {
    const answer = await askOnce(number);
    if (answer === undefined) {
      calls += 1;
      association = await open(call);
      continue;
    }
    const [who = '', what] = answer.split(' ');
    by[who] = (by[who] ?? 0) + 1;
    right &&= what === String(number);
    number += 1;
    if (by[who] === 100) print({ event: 'going', who });
  }
  print({ event: 'answered', right, calls, by });
}

async function askOnce(number: number): Promise<string | undefined> {
  if (association?.state !== 'ESTABLISHED') return undefined;
  const asked = association;
  return new Promise((resolve) => {
    const answer = ({ data }: { readonly data: Buffer }) => settle(String(data));
    const end = () => settle(undefined);
    const settle = (text: string | undefined) => {
      asked.removeListener('message', answer);
      asked.removeListener('close', end);
      resolve(text);
    };
    asked.on('message', answer);
    asked.on('close', end);
    asked.send(String(number)).catch(end);
  });
}
