import { once } from 'node:events';
import { writeChecksum } from 'usctp/codec';
import {
  connectPair,
  delay,
  event,
  eventsOf,
  messagesFrom,
  patience,
  type Scenarios,
  startPair,
  text,
  udpPair,
} from './stage.ts';

const ends = ['connect', 'error', 'end', 'close'];

/** How sockets begin and end. */
export const beginningsAndEnds: Scenarios = {
  'end delivers what was written, and ends both sides': async (stage) => {
    const { a, z } = await connectPair(stage);
    const received = messagesFrom(z, 3);
    const events = [eventsOf(a, ['finish', 'end', 'error']), eventsOf(z, ['end', 'error'])];
    const bothEnded = Promise.all([once(a, 'end'), once(z, 'end')]);
    for (const message of ['one', 'two']) a.write(message);
    a.end('three');
    await bothEnded;
    return [(await received).map(text), events];
  },

  'end calls back': async (stage) => {
    const { a } = await connectPair(stage);
    await new Promise<void>((resolve) => a.end(resolve));
    return 'called';
  },

  'who waits for the end need not read': async (stage) => {
    const { a, z } = await connectPair(stage);
    const ended = once(z, 'end');
    a.write('not read');
    a.end();
    await ended;
    return 'ended';
  },

  'a socket that has ended is closed': async (stage) => {
    const { a, z } = await connectPair(stage);
    z.resume();
    a.resume();
    const closed = Promise.all([once(a, 'close'), once(z, 'close')]);
    a.end();
    await closed;
    return [a.destroyed, z.destroyed];
  },

  'destroy ends the peer': async (stage) => {
    const { a, z } = await connectPair(stage);
    const events = eventsOf(a, ['end', 'close', 'error']);
    const ended = once(z, 'end');
    a.destroy();
    await ended;
    return events;
  },

  'a peer that aborts is an error for who listens': async (stage) => {
    const { a, z } = await connectPair(stage);
    const events = eventsOf(z, ['error', 'end', 'close']);
    a.destroy();
    await Promise.race([event(z, 'close'), patience(3000)]);
    return events;
  },

  'a peer that aborts does not harm who has no listener for errors': async (stage) => {
    const { a, z } = await connectPair(stage);
    const ended = once(z, 'end');
    a.destroy();
    await ended;
    return 'ended';
  },

  'destroy after end does not take back what was written': async (stage) => {
    const { a, z } = await connectPair(stage);
    const received = messagesFrom(z, 20);
    for (let index = 0; index < 20; index += 1) a.write(Buffer.alloc(1000, index));
    a.end(() => a.destroy());
    return (await received).length;
  },

  'a connection that fails is an error': async (stage) => {
    const [udp] = await udpPair();
    const socket = stage.client.connect({ localPort: 5001, port: 5000, udpTransport: udp });
    const events = eventsOf(socket, ends);
    await Promise.race([event(socket, 'close'), patience(3000)]);
    return events;
  },

  'a connection that is refused is an error': async (stage) => {
    const [udpOfA, udpOfZ] = await udpPair();
    // There is somebody, at another port, who has an eye on all of them.
    udpOfZ.on('message', (packet: Buffer) => {
      if (packet[12] === 1) udpOfZ.send(abortOf(packet));
    });
    const socket = stage.client.connect({ localPort: 5001, port: 5000, udpTransport: udpOfA });
    const events = eventsOf(socket, ends);
    await Promise.race([event(socket, 'close'), patience(3000)]);
    return events;
  },

  'a port that is none is refused at once': async (stage) => {
    const [udp] = await udpPair();
    try {
      stage.client.connect({ port: 70_000, udpTransport: udp });
      await delay(50);
      return stage.uncaught.filter((message) => message.includes('port'));
    } catch (error) {
      return error instanceof Error && error.name;
    }
  },

  'a port that is taken is an error': async (stage) => {
    const { udpOfA } = await startPair(stage);
    const socket = stage.client.connect({ localPort: 5001, port: 5002, udpTransport: udpOfA });
    const error = await new Promise((resolve) => socket.once('error', resolve));
    return error instanceof Error && error.message.startsWith('bind EADDRINUSE');
  },

  'two sockets share a UDP socket': async (stage) => {
    const { a, z, udpOfA, udpOfZ } = await connectPair(stage);
    const second = {
      z: stage.server.connect({ passive: true, localPort: 6000, port: 6001, udpTransport: udpOfZ }),
      a: stage.client.connect({ localPort: 6001, port: 6000, udpTransport: udpOfA }),
    };
    await Promise.all([once(second.a, 'connect'), once(second.z, 'connect')]);
    const received = [messagesFrom(z, 1), messagesFrom(second.z, 1)];
    a.write('first');
    second.a.write('second');
    return (await Promise.all(received)).map(([message]) => message && text(message));
  },

  'a UDP socket that closes ends the sockets on it': async (stage) => {
    const { a, udpOfA } = await connectPair(stage);
    const ended = once(a, 'end');
    udpOfA.close();
    await ended;
    return 'ended';
  },

  'a socket tells its ports and addresses': async (stage) => {
    const { a, z } = await connectPair(stage);
    return [a.address(), a.remotePort, a.remoteFamily, a.remoteAddress, z.address(), z.remotePort];
  },

  'a passive socket takes its peer only': async (stage) => {
    const [udpOfA, udpOfZ] = await udpPair();
    const z = stage.server.connect({ passive: true, localPort: 5000, port: 5001, udpTransport: udpOfZ });
    const stranger = stage.client.connect({ localPort: 5999, port: 5000, udpTransport: udpOfA });
    const events = [eventsOf(z, ends), eventsOf(stranger, ['data'])];
    await delay(300);
    return events;
  },
};

/** The ABORT that answers an INIT (RFC 9260 §8.4). */
function abortOf(init: Buffer): Buffer {
  const packet = Buffer.alloc(16);
  packet.writeUInt16BE(init.readUInt16BE(2), 0);
  packet.writeUInt16BE(init.readUInt16BE(0), 2);
  init.copy(packet, 4, 16, 20); // the initiate tag becomes the verification tag
  packet.writeUInt8(6, 12);
  packet.writeUInt16BE(4, 14);
  writeChecksum(packet);
  return packet;
}
