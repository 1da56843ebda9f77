import { Duplex } from 'node:stream';
import { connectPair, type Scenarios } from './stage.ts';

/** What there is, without a connection. */
export const surface: Scenarios = {
  'the package exports the same names': async ({ client }) => Object.keys(client).sort(),

  'PPID has names and numbers': async ({ client }) => client.PPID,

  'defaults are the same': async ({ client }) => ({ ...client.defaults() }),

  'defaults takes what it knows, within limits': async ({ client }) => {
    const before = { ...client.defaults() };
    const changed = { ...client.defaults({ sack_timeout: 900, RWND: 100, rto_max: 5000, ...{ unknown: 1 } }) };
    client.defaults(before);
    return changed;
  },

  'a socket is a Duplex, with the settings that it was given': async ({ client }) => {
    const socket = new client.Socket({ ppid: 46, stream_id: 1, unordered: true, highWaterMark: 100 });
    const { ppid, stream_id, unordered, no_bundle, bytesRead, bytesWritten, readableHighWaterMark } = socket;
    const isDuplex = socket instanceof Duplex;
    return { isDuplex, ppid, stream_id, unordered, no_bundle, bytesRead, bytesWritten, readableHighWaterMark };
  },

  'a server is made with or without options': async ({ client }) => {
    const listener = () => {};
    return [client.createServer(), client.createServer(listener), client.createServer({ ppid: 46 }, listener)].map(
      (server) => [server.listening, server.listenerCount('connection'), server.ppid, server.address().family],
    );
  },

  'options passed to connect are those of the socket': async (stage) => {
    const { a } = await connectPair(stage, { client: { ppid: 46, unordered: true, highWaterMark: 20_000 } });
    return [a.ppid, a.unordered, a.writableHighWaterMark, a.passive, a.outbound];
  },
};
