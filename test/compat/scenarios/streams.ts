import type { MessageBuffer } from 'usctp/compat';
import { connectPair, delay, messageOf, messagesFrom, type Scenarios, text } from './stage.ts';

/** How several streams go side by side. */
export const streams: Scenarios = {
  'each stream of the peer is told once, with what comes on it': async (stage) => {
    const { a, z } = await connectPair(stage);
    const seen: [number, string, number | undefined][] = [];
    let count = 0;
    const all = new Promise<void>((resolve) => {
      z.on('stream', (stream, id: number) => {
        count += 1;
        stream.on('data', (message: MessageBuffer) => {
          seen.push([id, text(message), message.ppid]);
          if (seen.length === 4) resolve();
        });
      });
    });
    a.createStream(1).write(messageOf('one', 1));
    a.createStream(0).write(messageOf('zero', 2));
    a.createStream(1).write(messageOf('one more', 3));
    a.write(messageOf('socket', 4));
    await all;
    return [count, seen.sort()];
  },

  'what comes on a stream comes to who reads the socket, too': async (stage) => {
    const { a, z } = await connectPair(stage);
    const received = messagesFrom(z, 2);
    const ofStreams: string[] = [];
    z.on('stream', (stream) => stream.on('data', (message: MessageBuffer) => ofStreams.push(text(message))));
    a.createStream(1).write('one');
    a.write('zero');
    return [(await received).map(text), ofStreams];
  },

  'a socket that is only read by its streams goes on': async (stage) => {
    const { a, z } = await connectPair(stage);
    let bytes = 0;
    const all = new Promise<void>((resolve) => {
      z.on('stream', (stream) =>
        stream.on('data', (message: MessageBuffer) => {
          bytes += message.length;
          if (bytes === 60_000) resolve();
        }),
      );
    });
    for (let index = 0; index < 60; index += 1) a.write(Buffer.alloc(1000));
    await all;
    return bytes;
  },

  'eight streams can be written to at once': async (stage) => {
    const { a, z } = await connectPair(stage, { client: { OS: 8 }, server: { MIS: 8 } });
    const received = messagesFrom(z, 160);
    for (let id = 0; id < 8; id += 1) {
      const stream = a.createStream(id);
      for (let index = 0; index < 20; index += 1) stream.write(Buffer.alloc(1000, id));
    }
    const messages = await received;
    return [0, 1, 2, 3, 4, 5, 6, 7].map((id) => messages.filter(([first]) => first === id).length);
  },

  'createStream gives the same stream again': async (stage) => {
    const { a } = await connectPair(stage);
    const [first, again, other] = [a.createStream(1), a.createStream(1), a.createStream(0)];
    return [first === again, first === other];
  },

  'createStream without id means stream 0': async (stage) => {
    const { a, z } = await connectPair(stage);
    const received = new Promise((resolve) => {
      z.on('stream', (_stream, id: number) => resolve(id));
    });
    a.createStream().write('hello');
    return [await received, a.createStream() === a.createStream(0)];
  },

  'createStream refuses a stream that the peer does not take': async (stage) => {
    const { a } = await connectPair(stage, { client: { OS: 10 }, server: { MIS: 3 } });
    return [2, 3, -1].map((id) => {
      try {
        return a.createStream(id).stream_id;
      } catch (error) {
        return error instanceof Error && error.message.startsWith('wrong stream id');
      }
    });
  },

  'OS is what was negotiated': async (stage) => {
    const { a, z } = await connectPair(stage, { client: { OS: 10, MIS: 7 }, server: { MIS: 3, OS: 5 } });
    return [a.OS, z.OS];
  },

  'without MIS and OS there are two streams': async (stage) => {
    const { a, z } = await connectPair(stage);
    return [a.OS, a.MIS, z.OS, z.MIS];
  },

  'the end of one stream leaves the socket': async (stage) => {
    const { a, z } = await connectPair(stage);
    const received = messagesFrom(z, 2);
    a.createStream(1).end('last on 1');
    await delay(50);
    a.write('socket');
    return (await received).map(text);
  },
};
