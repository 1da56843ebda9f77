import { computeChecksum, type DataChunk, decodePacket, encodePacket, PacketWriter } from 'usctp/codec';
import { calculateFixed } from './fixed-calculation.ts';
import { SteadyTransfer } from './steady-transfer.ts';

/** One thing that a packet goes through. */
export interface Stage {
  readonly name: StageName;
  /** Checksums that it computes over whole DATA packets, for each packet: what it takes besides is what is told. */
  readonly checksums: number;
  /** Takes so many packets through; those of an association in their order, out, in and SACK, as one needs the other. */
  run(packetCount: number): void;
}

export type StageName =
  | 'fixed'
  | 'checksum'
  | 'decode'
  | 'encode'
  | 'association out'
  | 'association in'
  | 'association SACK';

/** Of a whole packet, common header included, in bytes: a message for each, on a path with an MTU of 1500. */
export const packetLength = 1452;
const headersLength = 28;

/** The stages in the order in which they are to be run. */
export function makeStages(): Stage[] {
  const payload = new Uint8Array(packetLength - headersLength).fill(7);
  const chunk: DataChunk = {
    type: 'DATA',
    immediate: false,
    unordered: false,
    beginning: true,
    ending: true,
    tsn: 0x05060708,
    streamId: 1,
    ssn: 2,
    ppid: 46,
    userData: payload,
  };
  const packet = encodePacket({
    sourcePort: 3868,
    destinationPort: 3868,
    verificationTag: 0x01020304,
    chunks: [chunk],
  });
  const writer = new PacketWriter(packetLength);
  const transfer = new SteadyTransfer(payload);
  return [
    { name: 'fixed', checksums: 0, run: repeat(() => calculateFixed(7)) },
    { name: 'checksum', checksums: 0, run: repeat(() => computeChecksum(packet)) },
    { name: 'decode', checksums: 0, run: repeat(() => decodePacket(packet)) },
    {
      name: 'encode',
      checksums: 0,
      run: repeat(() => {
        // Begun and not finished, so that no checksum is computed.
        writer.start(3868, 3868, 0x01020304);
        writer.addChunk(chunk);
      }),
    },
    { name: 'association out', checksums: 1, run: (count) => transfer.send(count) },
    { name: 'association in', checksums: 1, run: () => transfer.receive() },
    { name: 'association SACK', checksums: 0, run: () => transfer.acknowledge() },
  ];
}

function repeat(work: () => unknown): (count: number) => void {
  return (count) => {
    for (let i = 0; i < count; i += 1) work();
  };
}
