import type { Association, Message } from 'usctp';
import { createPayload } from './payload.ts';
import type { Tally } from './tally.ts';

/** What a server does with the messages of one association, to its end. */
export type ServerMode = (association: Association, service: Service) => Promise<void>;

interface Service {
  readonly tally: Tally;
  /** Prints a message. */
  readonly print: (message: Message) => void;
}

const chargenSize = 1024;

/** By name: `echo` returns, `discard` drops and `print` prints what comes; `chargen` sends as fast as it can. */
export const serverModes: Readonly<Record<'echo' | 'discard' | 'chargen' | 'print', ServerMode>> = {
  echo: async (association, service) => {
    const { outboundStreams } = association;
    for await (const message of receive(association, service)) {
      const { data, stream, ppid, unordered } = message;
      // The peer may have more streams than we: what it sends on those returns on one that there is.
      await sendWhileOpen(association, service, data, { stream: stream % outboundStreams, ppid, unordered });
    }
  },
  discard: async (association, service) => {
    for await (const _ of receive(association, service));
  },
  chargen: async (association, service) => {
    await Promise.all([generate(association, service), serverModes.discard(association, service)]);
  },
  print: async (association, service) => {
    for await (const message of receive(association, service)) service.print(message);
  },
};

async function generate(association: Association, service: Service): Promise<void> {
  for (let number = 0; await sendWhileOpen(association, service, createPayload(number, chargenSize)); number += 1);
}

async function* receive(association: Association, { tally }: Service): AsyncGenerator<Message> {
  for await (const message of association) {
    tally.countReceived(message.data);
    yield message;
  }
}

/** False once the association is ending: then nothing can be sent, which is no failure of a server. */
async function sendWhileOpen(
  association: Association,
  { tally }: Service,
  ...message: Parameters<Association['send']>
): Promise<boolean> {
  try {
    await association.send(...message);
  } catch (error) {
    if (association.state === 'ESTABLISHED') throw error;
    return false;
  }
  tally.countSent(Buffer.from(message[0]));
  return true;
}
