/** Sends the messages of a traffic to an echo server, as fast as it takes them, and checks what comes back. */
import { setTimeout as wait } from 'node:timers/promises';
import { connect } from 'usctp';
import { narrate } from './narrate.ts';
import { inputEnd, print, runProgram, type Task } from './program.ts';
import { createMessages } from './traffic.ts';
import { wholeMessages } from './whole-messages.ts';

type Association = Awaited<ReturnType<typeof connect>>;

await runProgram(async (task) => {
  const { addresses, localAddresses, port, localPort, transport, settings, traffic } = task;
  const outboundStreams = traffic.streams;
  const association = await connect({
    ...settings,
    ...{ addresses, localAddresses, port, localPort, transport, outboundStreams },
  });
  print({ event: 'connected' });
  narrate(association, task.ledger);
  const closed = new Promise((resolve) => association.once('close', resolve));
  // When it fails, too, its end is to be told before that of the program.
  await Promise.all([sendAll(association, task), checkEchoes(association, task)]).finally(() => closed);
});

async function sendAll(association: Association, { traffic, pause, ledger, shutdown, abort }: Task): Promise<void> {
  const messageOf = createMessages(traffic);
  let hasEnded = false;
  if (!Number.isFinite(traffic.count)) inputEnd().then(() => (hasEnded = true));
  let number = 0;
  for (; number < traffic.count && !hasEnded; number += 1) {
    const { data, ...options } = messageOf(number);
    await association.send(data, options);
    if (pause > 0) await wait(pause);
  }
  ledger.expect(number);
  if (abort !== undefined) association.abort(abort);
  if (shutdown && ledger.isComplete) await association.shutdown();
}

/** Reads to the end of the association, so that what comes too often is noticed too. */
async function checkEchoes(association: Association, { ledger, shutdown }: Task): Promise<void> {
  let ending: Promise<void> | undefined;
  for await (const message of wholeMessages(association)) {
    ledger.enter(message);
    if (shutdown && ledger.isComplete) ending ??= association.shutdown();
  }
  await ending;
}
