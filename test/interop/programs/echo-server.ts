/** Takes one association, checks the messages of a traffic and sends each back as it came. */
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { type connect, createServer } from 'usctp';
import { narrate } from './narrate.ts';
import { print, runProgram, type Task } from './program.ts';
import { wholeMessages } from './whole-messages.ts';

type Association = Awaited<ReturnType<typeof connect>>;

await runProgram(async (task) => {
  const { localAddresses, port, transport, settings, traffic } = task;
  const server = createServer({ ...settings, outboundStreams: traffic.streams });
  const echoed = new Promise<void>((resolve, reject) => {
    server.on('association', (association) => {
      narrate(association, task.ledger);
      Promise.all([once(association, 'close'), echoAll(association, task)]).then(() => resolve(), reject);
    });
  });
  await server.listen({ port, addresses: localAddresses, transport });
  print({ event: 'listening' });
  await echoed;
  await server.close();
});

async function echoAll(association: Association, { ledger, traffic, pause, shutdown }: Task): Promise<void> {
  let ending: Promise<void> | undefined;
  for await (const message of wholeMessages(association)) {
    ledger.enter(message);
    const { data, stream, ppid, unordered } = message;
    await association.send(data, { stream, ppid, unordered });
    if (pause > 0) await wait(pause);
    if (shutdown && ledger.isComplete) ending ??= association.shutdown();
  }
  await ending;
  if (!Number.isFinite(traffic.count)) ledger.expect();
}
