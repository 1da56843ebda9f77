/** Link type of packets that begin with their IPv4 or IPv6 header. */
const LINKTYPE_RAW = 101;
const SECTION_HEADER = 0x0a0d0d0a;
const INTERFACE_DESCRIPTION = 1;
const ENHANCED_PACKET = 6;
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
const EPB_FLAGS = 2;
const EPB_HEADER_LENGTH = 20;
/** Type and length of a block before its body, and the length again after it. */
const BLOCK_OVERHEAD = 12;
/** The option epb_flags and the end of options. */
const OPTIONS_LENGTH = 12;

/** One packet of a capture. */
export interface CapturedPacket {
  /** From the IP header on. */
  readonly packet: Uint8Array;
  readonly direction: 'inbound' | 'outbound';
  /** In ms since 1970, with a fraction. */
  readonly time: number;
}

/** The start of a capture file in pcapng: a section, and an interface that carries IP. */
export function encodeCaptureHeader(): Uint8Array {
  const bytes = new Uint8Array(28 + 20);
  const section = startBlock(bytes.subarray(0, 28), SECTION_HEADER);
  section.setUint32(8, BYTE_ORDER_MAGIC, true);
  section.setUint16(12, 1, true);
  section.setBigInt64(16, -1n, true);
  const description = startBlock(bytes.subarray(28), INTERFACE_DESCRIPTION);
  description.setUint16(8, LINKTYPE_RAW, true);
  return bytes;
}

/** An Enhanced Packet Block, with the time in µs, which is what pcapng assumes. */
export function encodePacketBlock({ packet, direction, time }: CapturedPacket): Uint8Array {
  const paddedLength = Math.ceil(packet.length / 4) * 4;
  const bytes = new Uint8Array(BLOCK_OVERHEAD + EPB_HEADER_LENGTH + paddedLength + OPTIONS_LENGTH);
  const view = startBlock(bytes, ENHANCED_PACKET);
  const microseconds = Math.floor(time * 1000);
  view.setUint32(12, Math.floor(microseconds / 2 ** 32), true);
  view.setUint32(16, microseconds % 2 ** 32, true);
  view.setUint32(20, packet.length, true);
  view.setUint32(24, packet.length, true);
  bytes.set(packet, 28);
  view.setUint16(28 + paddedLength, EPB_FLAGS, true);
  view.setUint16(30 + paddedLength, 4, true);
  view.setUint32(32 + paddedLength, direction === 'inbound' ? 1 : 2, true);
  return bytes;
}

function startBlock(bytes: Uint8Array, type: number): DataView {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  view.setUint32(0, type, true);
  view.setUint32(4, bytes.length, true);
  view.setUint32(bytes.length - 4, bytes.length, true);
  return view;
}
