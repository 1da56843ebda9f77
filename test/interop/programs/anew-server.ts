/** Sends back what comes, and checks it: on an association that begins anew, the traffic does so as well. */
import { createServer } from 'usctp';
import { Ledger } from './ledger.ts';
import { narrate } from './narrate.ts';
import { inputEnd, print, runProgram } from './program.ts';

await runProgram(async (task) => {
  const { localAddresses, port, transport, settings, traffic } = task;
  const server = createServer({ ...settings, outboundStreams: traffic.streams });
  server.on('association', (association) => {
    let ledger = new Ledger(traffic);
    print({ event: 'association' });
    narrate(association, ledger);
    association.on('restart', () => {
      print({ event: 'before', messages: ledger.messages, problems: ledger.problems });
      ledger = new Ledger(traffic);
    });
    association.on('message', ({ data, ...options }) => {
      ledger.enter({ data, ...options });
      // It rejects when the association ends or begins anew, which is told by events.
      association.send(data, options).catch(() => {});
    });
    association.on('close', () => print({ event: 'after', messages: ledger.messages, problems: ledger.problems }));
  });
  await server.listen({ port, addresses: localAddresses, transport });
  print({ event: 'listening' });
  await inputEnd();
  task.ledger.expect(0);
  await server.close();
});
