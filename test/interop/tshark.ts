import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Link type of a capture whose packets begin with the SCTP common header. */
const linkTypeSctp = 248;

/** Wireshark's dissectors on the command line. */
const program = 'tshark';

const preferences = ['sctp.checksum:CRC 32c', 'sctp.reassembly:FALSE'];

/** Values of the fields asked for, of one packet. */
export type PacketFields = ReadonlyMap<string, readonly string[]>;

/** Whether tshark can be used; says so when it cannot. */
export function canRunTshark(): boolean {
  if (spawnSync(program, ['--version']).status === 0) return true;
  console.log('tshark is not installed: the tests that read our packets with it are not run.');
  return false;
}

/** What tshark reads in SCTP packets, or also in their payload: the fields named, packet by packet. */
export function readWithTshark(
  packets: readonly Uint8Array[],
  fields: readonly string[],
  depth: 'chunks' | 'payload' = 'chunks',
): readonly PacketFields[] {
  const folder = mkdtempSync(join(tmpdir(), 'usctp-tshark-'));
  try {
    const file = join(folder, 'packets.pcap');
    writeFileSync(file, captureOf(packets));
    const options = [
      ...[...preferences, `sctp.ulp_dissection:${depth === 'payload' ? 'TRUE' : 'FALSE'}`].flatMap((preference) => [
        '-o',
        preference,
      ]),
      ...fields.flatMap((name) => ['-e', name]),
    ];
    const output = execFileSync(program, ['-n', '-r', file, '-T', 'fields', '-E', 'separator=|', ...options], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 60_000,
    });
    return output
      .trimEnd()
      .split('\n')
      .map((line) => fieldsOf(line, fields));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function fieldsOf(line: string, names: readonly string[]): PacketFields {
  const columns = line.split('|');
  return new Map(names.map((name, index) => [name, columns[index] ? columns[index].split(',') : []]));
}

/** A capture file in the old format of tcpdump, all packets of the same moment. */
function captureOf(packets: readonly Uint8Array[]): Uint8Array {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b2c3d4, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(65535, 16);
  header.writeUInt32LE(linkTypeSctp, 20);
  const records = packets.flatMap((packet) => {
    const record = Buffer.alloc(16);
    record.writeUInt32LE(packet.length, 8);
    record.writeUInt32LE(packet.length, 12);
    return [record, packet];
  });
  return Buffer.concat([header, ...records]);
}
