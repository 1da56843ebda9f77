/** Link type of packets that begin with their IPv4 or IPv6 header. */
const linkTypeRaw = 101;
const sectionHeader = 0x0a0d0d0a;
const interfaceDescription = 1;
const enhancedPacket = 6;
const byteOrderMagic = 0x1a2b3c4d;
const epbFlags = 2;
const epbHeaderLength = 20;
/** Type and length of a block before its body, and the length again after it. */
const blockOverhead = 12;
/** The option epb_flags and the end of options. */
const optionsLength = 12;

/** One packet of a capture. */
export interface CapturedPacket {
  /** From the IP header on. */
  readonly packet: Uint8Array;
  readonly direction: 'in' | 'out';
  /** In ms since 1970, with a fraction. */
  readonly time: number;
}

/** The start of a capture file in pcapng: a section, and an interface that carries IP. */
export function encodeCaptureHeader(): Uint8Array {
  const bytes = new Uint8Array(28 + 20);
  const section = startBlock(bytes.subarray(0, 28), sectionHeader);
  section.setUint32(8, byteOrderMagic, true);
  section.setUint16(12, 1, true);
  section.setBigInt64(16, -1n, true);
  const description = startBlock(bytes.subarray(28), interfaceDescription);
  description.setUint16(8, linkTypeRaw, true);
  return bytes;
}

/** An Enhanced Packet Block, with the time in µs, which is what pcapng assumes. */
export function encodePacketBlock({ packet, direction, time }: CapturedPacket): Uint8Array {
  const paddedLength = Math.ceil(packet.length / 4) * 4;
  const bytes = new Uint8Array(blockOverhead + epbHeaderLength + paddedLength + optionsLength);
  const view = startBlock(bytes, enhancedPacket);
  const microseconds = Math.floor(time * 1000);
  view.setUint32(12, Math.floor(microseconds / 2 ** 32), true);
  view.setUint32(16, microseconds % 2 ** 32, true);
  view.setUint32(20, packet.length, true);
  view.setUint32(24, packet.length, true);
  bytes.set(packet, 28);
  view.setUint16(28 + paddedLength, epbFlags, true);
  view.setUint16(30 + paddedLength, 4, true);
  view.setUint32(32 + paddedLength, direction === 'in' ? 1 : 2, true);
  return bytes;
}

function startBlock(bytes: Uint8Array, type: number): DataView {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  view.setUint32(0, type, true);
  view.setUint32(4, bytes.length, true);
  view.setUint32(bytes.length - 4, bytes.length, true);
  return view;
}
