/**
 * What one packet costs in the codec: a packet of 1,452 bytes with a single DATA chunk, which is what bulk transfer
 * is made of. Prints nanoseconds per packet, and their ratio to the checksum: a fixed calculation, by which runs on
 * different machines can be compared.
 */
import { Bench, type Task } from 'tinybench';
import { computeChecksum, decodePacket, encodePacket, hasValidChecksum, type Packet } from 'usctp/codec';

const packetLength = 1452;
const headersLength = 28;
/** Packets per sample: a single one takes hardly longer than reading the clock. */
const batchCount = 100;

const packet: Packet = {
  sourcePort: 3868,
  destinationPort: 3868,
  verificationTag: 0x01020304,
  checksum: 0,
  chunks: [
    {
      type: 'DATA',
      immediate: false,
      unordered: false,
      beginning: true,
      ending: true,
      tsn: 0x05060708,
      streamId: 1,
      ssn: 2,
      ppid: 46,
      userData: Uint8Array.from({ length: packetLength - headersLength }, (_, i) => i & 0xff),
    },
  ],
};
const bytes = encodePacket(packet);

const bench = new Bench({ time: 1_000, warmupTime: 200 });
addTask('checksum', () => computeChecksum(bytes));
addTask('decode', () => decodePacket(bytes));
addTask('decode, checksum verified', () => hasValidChecksum(bytes) && decodePacket(bytes));
addTask('encode, checksum computed', () => encodePacket(packet));
await bench.run();

const [checksum] = bench.tasks.map(nanosecondsPerPacket);
console.table(
  bench.tasks.map((task) => ({
    [`packet of ${bytes.length} bytes`]: task.name,
    'ns per packet': Math.round(nanosecondsPerPacket(task)),
    'to the checksum': (nanosecondsPerPacket(task) / (checksum ?? Number.NaN)).toFixed(2),
  })),
);

function addTask(name: string, run: () => unknown): void {
  bench.add(name, () => {
    for (let i = 0; i < batchCount; i += 1) run();
  });
}

function nanosecondsPerPacket({ name, result }: Task): number {
  if (!('latency' in result)) throw new Error(`${name} was not measured: ${result.state}`);
  return (result.latency.p50 * 1e6) / batchCount;
}
