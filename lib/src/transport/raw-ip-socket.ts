import { randomInt } from 'node:crypto';
import type { Address, Family } from '../address.ts';
import type { AddressCache } from './address-cache.ts';
import { fragmentPacket, protocolFragment } from './ip-fragments.ts';
import { decodeIPv4Header, ipHeaderLength, protocolSctp, writeIpHeader } from './ip-header.ts';
import { createError, type RawAddon, type RawHandle } from './raw-addon.ts';

const largestPacket = 65535;
const bufferSize = 4 * 1024 * 1024;
/** How often an unreferenced socket is looked at, in ms. */
const unreferencedInterval = 10;
/** Most packets read in one go, so that timers and other sockets get their turn. */
const largestBurst = 64;
/** Wake-ups that must have held as many packets as were read before more are tried. */
const wakeUpsBeforeMore = 8;

/** Linux's numbers of levels and options. */
const solSocket = 1;
const soSndBuf = 7;
const soRcvBuf = 8;
const soSndBufForce = 32;
const soRcvBufForce = 33;
const ipProtoIp = 0;
const ipHdrIncl = 3;
const ipMtuDiscover = 10;
const ipProtoIpv6 = 41;
const ipv6MtuDiscover = 23;
/** Of both families: the kernel neither fragments, nor refuses what it takes to be larger than the path's MTU. */
const pmtuDiscProbe = 3;
const ipv6HdrIncl = 36;

/** What a {@link RawIpSocket} tells its owner. */
export interface RawListener {
  /** `packet` is valid during the call only. */
  receive(packet: Uint8Array, from: Address, to: Address | undefined): void;
  /** Bytes came that are no SCTP in IP. */
  discard(): void;
  fail(error: Error): void;
}

export interface RawIpSocketOptions {
  readonly addon: RawAddon;
  readonly family: Family;
  readonly addresses: AddressCache;
  readonly listener: RawListener;
}

/** A raw socket for the SCTP of one address family. It bypasses the queue and the events of raw-socket. */
export class RawIpSocket {
  readonly family: Family;
  readonly #addon: RawAddon;
  readonly #handle: RawHandle;
  readonly #addresses: AddressCache;
  readonly #listener: RawListener;
  readonly #readBuffer = new Uint8Array(largestPacket);
  readonly #sendBuffer = new Uint8Array(largestPacket);
  /** Of the IP header in the buffer. */
  #headerTo: Address | undefined;
  #headerFrom: Address | undefined;
  #headerPayload = 0;
  #readLength = 0;
  #readSource = '';
  #burst = 1;
  #fullWakeUps = 0;
  #includesIPv6Header = false;
  #identification = randomInt(2 ** 16);
  #unreferencedTimer: NodeJS.Timeout | undefined;
  #isClosed = false;

  /** @throws SctpError `ERR_SCTP_NO_PRIVILEGE`; what the addon throws for other reasons. */
  constructor({ addon, family, addresses, listener }: RawIpSocketOptions) {
    this.family = family;
    this.#addon = addon;
    this.#addresses = addresses;
    this.#listener = listener;
    this.#handle = createHandle(addon, family);
    this.#handle.on('recvReady', () => this.#readBurst());
    this.#handle.on('error', (error) => {
      this.close();
      listener.fail(error);
    });
  }

  /**
   * Sends with the source address given; without one, the kernel's choice. Larger than `fragmentMtu`, in fragments.
   * @throws Error when the kernel refuses: the packet is larger than the MTU, there is no route, or the buffer is full.
   */
  send(packet: Uint8Array, to: Address, from: Address | undefined, fragmentMtu?: number): void {
    if (this.#isClosed) throw new Error('the socket is closed');
    if (fragmentMtu !== undefined) {
      this.#sendFragments(packet, to, from, fragmentMtu);
      return;
    }
    const hasHeader = this.family === 4 || from !== undefined;
    if (this.family === 6) this.#includeIPv6Header(hasHeader);
    if (!hasHeader) {
      this.#handle.send(packet, 0, packet.length, to.ip, ignore);
      return;
    }
    const headerLength = ipHeaderLength(this.family);
    if (headerLength + packet.length > largestPacket) throw new Error('the packet is too large for IP');
    if (to !== this.#headerTo || from !== this.#headerFrom || packet.length !== this.#headerPayload) {
      this.#writeHeader(packet.length, to, from);
    }
    this.#sendBuffer.set(packet, headerLength);
    this.#handle.send(this.#sendBuffer, 0, headerLength + packet.length, to.ip, ignore);
  }

  /** It stays in the buffer: most packets go to where the one before them went, many of them as long as that. */
  #writeHeader(payloadLength: number, to: Address, from: Address | undefined): void {
    writeIpHeader(this.#sendBuffer, { source: from, destination: to, protocol: protocolSctp, payloadLength });
    this.#headerTo = to;
    this.#headerFrom = from;
    this.#headerPayload = payloadLength;
  }

  #sendFragments(packet: Uint8Array, to: Address, from: Address | undefined, mtu: number): void {
    this.#identification = (this.#identification % 0xffff) + 1;
    const options = { source: from, destination: to, mtu, identification: this.#identification };
    const fragments = fragmentPacket(packet, options);
    if (this.family === 6 && from === undefined) {
      this.#sendFromAnyAddress(fragments, to);
      return;
    }
    if (this.family === 6) this.#includeIPv6Header(true);
    for (const fragment of fragments) this.#handle.send(fragment, 0, fragment.length, to.ip, ignore);
  }

  /** Only the kernel knows its choice of a source address: it puts the IPv6 header before the fragment header. */
  #sendFromAnyAddress(fragments: readonly Uint8Array[], to: Address): void {
    const headerLength = ipHeaderLength(6);
    const handle = openHandle(this.#addon, 6, protocolFragment);
    try {
      for (const fragment of fragments) {
        handle.send(fragment, headerLength, fragment.length - headerLength, to.ip, ignore);
      }
    } finally {
      handle.close();
    }
  }

  /**
   * The addon's handle always keeps the process alive while it polls. An unreferenced socket does not poll: it is read
   * by a timer, at a cost in latency of up to 10 ms.
   */
  setReferenced(isReferenced: boolean): void {
    if (this.#isClosed || isReferenced === (this.#unreferencedTimer === undefined)) return;
    this.#handle.pause(!isReferenced, true);
    clearInterval(this.#unreferencedTimer);
    this.#unreferencedTimer = isReferenced
      ? undefined
      : setInterval(() => this.#readBurst(), unreferencedInterval).unref();
  }

  /** Idempotent. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearInterval(this.#unreferencedTimer);
    this.#handle.close();
  }

  /**
   * A wake-up tells of one packet at least. Reading on is cheaper than waking up again, but finding nothing is a thrown
   * Error and dearer than both, so as much is read as recent wake-ups held.
   */
  #readBurst(): void {
    for (let count = 0; count < this.#burst; count += 1) {
      if (!this.#read()) {
        this.#burst = Math.max(1, count);
        this.#fullWakeUps = 0;
        return;
      }
      this.#deliver();
      if (this.#isClosed) return;
    }
    this.#fullWakeUps += 1;
    if (this.#fullWakeUps < wakeUpsBeforeMore) return;
    this.#fullWakeUps = 0;
    this.#burst = Math.min(this.#burst * 2, largestBurst);
  }

  /** Whether there was a packet. A closed handle would open a new socket, so it must not come here. */
  #read(): boolean {
    try {
      this.#handle.recv(this.#readBuffer, this.#keepRead);
      return true;
    } catch {
      return false; // EAGAIN; of other errors the kernel tells once, by a read that fails
    }
  }

  /** Only keeps what was read: what a receiver throws must not pass through the addon. */
  readonly #keepRead = (_buffer: Uint8Array, length: number, source: string): void => {
    this.#readLength = length;
    this.#readSource = source;
  };

  #deliver(): void {
    const read = this.#readBuffer.subarray(0, this.#readLength);
    if (this.family === 6) {
      this.#listener.receive(read, this.#addresses.fromText(this.#readSource), undefined);
      return;
    }
    const header = decodeIPv4Header(read);
    if (header === undefined) {
      this.#listener.discard();
      return;
    }
    const { headerLength, totalLength, source, destination } = header;
    const packet = read.subarray(headerLength, totalLength);
    this.#listener.receive(packet, this.#addresses.fromIPv4(source), this.#addresses.fromIPv4(destination));
  }

  /** The option is changed only when it differs: it costs a system call. */
  #includeIPv6Header(isIncluded: boolean): void {
    if (isIncluded === this.#includesIPv6Header) return;
    this.#handle.setOption(ipProtoIpv6, ipv6HdrIncl, isIncluded ? 1 : 0);
    this.#includesIPv6Header = isIncluded;
  }
}

function createHandle(addon: RawAddon, family: Family): RawHandle {
  const handle = openHandle(addon, family, protocolSctp);
  handle.removeAllListeners('recvReady');
  handle.removeAllListeners('error');
  try {
    // Who fragments, and what is too large, is not the kernel's business (RFC 8899 §4.5).
    if (family === 4) handle.setOption(ipProtoIp, ipHdrIncl, 1);
    if (family === 4) handle.setOption(ipProtoIp, ipMtuDiscover, pmtuDiscProbe);
    else handle.setOption(ipProtoIpv6, ipv6MtuDiscover, pmtuDiscProbe);
    enlargeBuffer(handle, soRcvBufForce, soRcvBuf);
    enlargeBuffer(handle, soSndBufForce, soSndBuf);
  } catch (error) {
    handle.close();
    throw error;
  }
  return handle;
}

function openHandle(addon: RawAddon, family: Family, protocol: number): RawHandle {
  try {
    // The buffer is that of the addon's own reader, which is taken off.
    return addon.createSocket({ protocol, addressFamily: family === 4 ? 1 : 2, bufferSize: 1 }).wrap;
  } catch (error) {
    throw createError(error);
  }
}

/** Past the system's limit needs CAP_NET_ADMIN; without it the kernel grants the limit. */
function enlargeBuffer(handle: RawHandle, force: number, ask: number): void {
  try {
    handle.setOption(solSocket, force, bufferSize);
  } catch {
    handle.setOption(solSocket, ask, bufferSize);
  }
}

function ignore(): void {}
