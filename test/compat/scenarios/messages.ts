import { once } from 'node:events';
import { Readable } from 'node:stream';
import { connectPair, delay, messageOf, messagesFrom, type Scenarios, startPair, text } from './stage.ts';

/** How messages go to and fro. */
export const messages: Scenarios = {
  'a message comes back with its payload protocol identifier': async (stage) => {
    const { a, z } = await connectPair(stage);
    z.on('data', (message) => z.write(message));
    const received = messagesFrom(a, 2);
    a.write(messageOf('first', 46));
    a.write(messageOf('second', 3));
    return (await received).map((message) => [text(message), message.ppid]);
  },

  'what has no identifier gets that of the socket, or of the stream': async (stage) => {
    const { a, z } = await connectPair(stage, { client: { ppid: 60 } });
    const received = messagesFrom(z, 3);
    a.write(messageOf('socket'));
    a.createStream(1, 61).write(messageOf('stream'));
    a.createStream(1).write(messageOf('message', 46));
    return (await received).map((message) => [text(message), message.ppid]);
  },

  'text is sent in its encoding': async (stage) => {
    const { a, z } = await connectPair(stage);
    const received = messagesFrom(z, 2);
    a.write('grün');
    a.write('6869', 'hex');
    return (await received).map(text);
  },

  'bytes are counted on both sides': async (stage) => {
    const { a, z } = await connectPair(stage);
    const received = messagesFrom(z, 2);
    a.write('12345');
    a.write('678');
    await received;
    return [a.bytesWritten, z.bytesRead];
  },

  'a message of many packets arrives whole': async (stage) => {
    const { a, z } = await connectPair(stage);
    const sent = Buffer.alloc(12_000, 'abcdefg');
    const received = messagesFrom(z, 1);
    a.write(sent);
    const [message] = await received;
    return message?.equals(sent);
  },

  'a message of 500,000 bytes arrives whole': async (stage) => {
    const { a, z } = await connectPair(stage);
    const sent = Buffer.alloc(500_000, 'abcdefg');
    const received = messagesFrom(z, 1);
    a.write(sent);
    const [message] = await received;
    return message?.equals(sent);
  },

  'what is written before the connection is up is sent when it is': async (stage) => {
    const { a, z } = await startPair(stage);
    const received = messagesFrom(z, 1);
    a.write('early');
    return (await received).map(text);
  },

  'a socket that is unordered sends unordered messages': async (stage) => {
    const { a, z, udpOfZ } = await connectPair(stage, { client: { unordered: true } });
    const flags: number[] = [];
    udpOfZ.on('message', (packet) => {
      if (packet[12] === 0) flags.push((packet[13] ?? 0) & 0x04); // DATA, and its U bit (RFC 9260 §3.3.1)
    });
    const received = messagesFrom(z, 1);
    a.write('any order');
    await received;
    return [...new Set(flags)];
  },

  'a writer waits for a slow peer, and loses nothing': async (stage) => {
    const { a, z } = await connectPair(stage);
    const received = messagesFrom(z, 100);
    for (let index = 0; index < 100; index += 1) {
      if (!a.write(Buffer.alloc(1000, index))) await once(a, 'drain');
    }
    return (await received).every((message, index) => message.length === 1000 && message[0] === index);
  },

  'a file can be piped through': async (stage) => {
    const { a, z } = await connectPair(stage);
    const chunks: Buffer[] = [];
    z.on('data', (chunk) => chunks.push(chunk));
    Readable.from([Buffer.alloc(5000, 'x'), Buffer.alloc(5000, 'y'), Buffer.alloc(10, 'z')]).pipe(a);
    await once(z, 'end');
    return Buffer.concat(chunks).length;
  },

  'messages that nobody read at once keep their boundaries': async (stage) => {
    const { a, z } = await connectPair(stage);
    for (const message of ['one', 'two', 'three']) a.write(message);
    while (z.readableLength < 11) await delay(20);
    const read: string[] = [];
    for (let message = z.read(); message !== null; message = z.read()) read.push(String(message));
    return read;
  },

  'the same message can be written twice': async (stage) => {
    const { a, z } = await connectPair(stage);
    const received = messagesFrom(z, 2);
    const message = messageOf('again', 51);
    a.write(message);
    a.write(message);
    return (await received).map((one) => [text(one), one.ppid]);
  },

  'nothing is sent for an empty message': async (stage) => {
    const { a, z } = await connectPair(stage);
    const received = messagesFrom(z, 1);
    a.write('');
    a.write('after it');
    return (await received).map(text);
  },
};
