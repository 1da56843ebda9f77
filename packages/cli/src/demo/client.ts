import { connect, udp } from 'usctp';
import { describePacket } from 'usctp/codec';
import { watchTransport } from '../watched-transport.ts';
import { exchangeMessages, type TrafficResult } from './traffic.ts';

/** A packet that the client sent or received. */
export interface DemoPacket {
  readonly direction: 'in' | 'out';
  /** Since the start, in ms. */
  readonly time: number;
  readonly description: string;
}

export interface DemoResult extends TrafficResult {
  readonly packets: readonly DemoPacket[];
  readonly finalState: string;
}

/** Sets up an association with the server, exchanges messages and shuts it down. */
export async function converseDemo(server: { readonly port: number; readonly udpPort: number }): Promise<DemoResult> {
  const packets: DemoPacket[] = [];
  const start = performance.now();
  const transport = watchTransport(udp({ localPort: 0, peerPort: server.udpPort }), ({ direction, packet }) => {
    packets.push({ direction, time: performance.now() - start, description: describePacket(packet) });
  });
  const addresses = ['127.0.0.1'];
  const association = await connect({ port: server.port, addresses, localAddresses: addresses, transport });
  const traffic = await exchangeMessages(association);
  await association.shutdown();
  return { ...traffic, packets, finalState: association.state };
}
