/** Takes one association, checks the messages of a traffic and sends each back as it came. */
import { once } from 'node:events';
import { type connect, createServer } from 'usctp';
import { print, runProgram, type Task } from './program.ts';

type Association = Awaited<ReturnType<typeof connect>>;

await runProgram(async (task) => {
  const { localAddresses, port, transport, traffic } = task;
  const server = createServer({ outboundStreams: traffic.streams });
  const echoed = new Promise<void>((resolve, reject) => {
    server.on('association', (association) => {
      Promise.all([once(association, 'close'), echoAll(association, task)]).then(() => resolve(), reject);
    });
  });
  await server.listen({ port, addresses: localAddresses, transport });
  print({ event: 'listening' });
  await echoed;
  await server.close();
});

async function echoAll(association: Association, { ledger, shutdown }: Task): Promise<void> {
  let ending: Promise<void> | undefined;
  for await (const message of association) {
    ledger.enter(message);
    const { data, stream, ppid, unordered } = message;
    await association.send(data, { stream, ppid, unordered });
    if (shutdown && ledger.isComplete) ending ??= association.shutdown();
  }
  await ending;
}
