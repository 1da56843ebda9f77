/** Sends the messages of a traffic to an echo server, as fast as it takes them, and checks what comes back. */
import { once } from 'node:events';
import { connect } from 'usctp';
import { print, runProgram, type Task } from './program.ts';
import { createMessages } from './traffic.ts';

type Association = Awaited<ReturnType<typeof connect>>;

await runProgram(async (task) => {
  const { addresses, localAddresses, port, transport, traffic } = task;
  const outboundStreams = traffic.streams;
  const association = await connect({ addresses, localAddresses, port, transport, outboundStreams });
  print({ event: 'connected' });
  await Promise.all([once(association, 'close'), sendAll(association, task), checkEchoes(association, task)]);
});

async function sendAll(association: Association, { traffic }: Task): Promise<void> {
  const messageOf = createMessages(traffic);
  for (let number = 0; number < traffic.count; number += 1) {
    const { data, ...options } = messageOf(number);
    await association.send(data, options);
  }
}

/** Reads to the end of the association, so that what comes too often is noticed too. */
async function checkEchoes(association: Association, { ledger, shutdown }: Task): Promise<void> {
  let ending: Promise<void> | undefined;
  for await (const message of association) {
    ledger.enter(message);
    if (shutdown && ledger.isComplete) ending ??= association.shutdown();
  }
  await ending;
}
