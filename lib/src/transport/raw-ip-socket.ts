import type { Address } from '../address.ts';
import type { AddressCache } from './address-cache.ts';
import { decodeIPv4Header, ipHeaderLength, PROTOCOL_SCTP, writeIpHeader } from './ip-header.ts';
import { createError, type RawAddon, type RawHandle } from './raw-addon.ts';

const LARGEST_PACKET = 65535;
const BUFFER_SIZE = 4 * 1024 * 1024;
/** How often an unreferenced socket is looked at, in ms. */
const UNREFERENCED_INTERVAL = 10;
/** Most packets read in one go, so that timers and other sockets get their turn. */
const LARGEST_BURST = 64;
/** Wake-ups that must have held as many packets as were read before more are tried. */
const WAKE_UPS_BEFORE_MORE = 8;

/** Linux's numbers of levels and options. */
const SOL_SOCKET = 1;
const SO_SNDBUF = 7;
const SO_RCVBUF = 8;
const SO_SNDBUFFORCE = 32;
const SO_RCVBUFFORCE = 33;
const IPPROTO_IP = 0;
const IP_HDRINCL = 3;
const IPPROTO_IPV6 = 41;
const IPV6_MTU_DISCOVER = 23;
const IPV6_PMTUDISC_PROBE = 3;
const IPV6_HDRINCL = 36;

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
  readonly family: 4 | 6;
  readonly addresses: AddressCache;
  readonly listener: RawListener;
}

/** A raw socket for the SCTP of one address family. It bypasses the queue and the events of raw-socket. */
export class RawIpSocket {
  readonly family: 4 | 6;
  readonly #handle: RawHandle;
  readonly #addresses: AddressCache;
  readonly #listener: RawListener;
  readonly #readBuffer = new Uint8Array(LARGEST_PACKET);
  readonly #sendBuffer = new Uint8Array(LARGEST_PACKET);
  #readLength = 0;
  #readSource = '';
  #burst = 1;
  #fullWakeUps = 0;
  #includesIPv6Header = false;
  #unreferencedTimer: NodeJS.Timeout | undefined;
  #isClosed = false;

  /** @throws SctpError `ERR_SCTP_NO_PRIVILEGE`; what the addon throws for other reasons. */
  constructor({ addon, family, addresses, listener }: RawIpSocketOptions) {
    this.family = family;
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
   * Sends with the source address given; without one, the kernel's choice.
   * @throws Error when the kernel refuses: the packet is larger than the MTU, there is no route, or the buffer is full.
   */
  send(packet: Uint8Array, to: Address, from: Address | undefined): void {
    if (this.#isClosed) throw new Error('the socket is closed');
    const hasHeader = this.family === 4 || from !== undefined;
    if (this.family === 6) this.#includeIPv6Header(hasHeader);
    if (!hasHeader) {
      this.#handle.send(packet, 0, packet.length, to.ip, ignore);
      return;
    }
    const headerLength = ipHeaderLength(this.family);
    if (headerLength + packet.length > LARGEST_PACKET) throw new Error('the packet is too large for IP');
    writeIpHeader(this.#sendBuffer, {
      source: from,
      destination: to,
      protocol: PROTOCOL_SCTP,
      payloadLength: packet.length,
    });
    this.#sendBuffer.set(packet, headerLength);
    this.#handle.send(this.#sendBuffer, 0, headerLength + packet.length, to.ip, ignore);
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
      : setInterval(() => this.#readBurst(), UNREFERENCED_INTERVAL).unref();
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
    for (let count = 0; count < this.#burst; count++) {
      if (!this.#read()) {
        this.#burst = Math.max(1, count);
        this.#fullWakeUps = 0;
        return;
      }
      this.#deliver();
      if (this.#isClosed) return;
    }
    this.#fullWakeUps++;
    if (this.#fullWakeUps < WAKE_UPS_BEFORE_MORE) return;
    this.#fullWakeUps = 0;
    this.#burst = Math.min(this.#burst * 2, LARGEST_BURST);
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
    this.#handle.setOption(IPPROTO_IPV6, IPV6_HDRINCL, isIncluded ? 1 : 0);
    this.#includesIPv6Header = isIncluded;
  }
}

function createHandle(addon: RawAddon, family: 4 | 6): RawHandle {
  const handle = openHandle(addon, family);
  handle.removeAllListeners('recvReady');
  handle.removeAllListeners('error');
  try {
    // Packets are never fragmented on the way out: in IPv4 by DF in our header, in IPv6 by the option.
    if (family === 4) handle.setOption(IPPROTO_IP, IP_HDRINCL, 1);
    else handle.setOption(IPPROTO_IPV6, IPV6_MTU_DISCOVER, IPV6_PMTUDISC_PROBE);
    enlargeBuffer(handle, SO_RCVBUFFORCE, SO_RCVBUF);
    enlargeBuffer(handle, SO_SNDBUFFORCE, SO_SNDBUF);
  } catch (error) {
    handle.close();
    throw error;
  }
  return handle;
}

function openHandle(addon: RawAddon, family: 4 | 6): RawHandle {
  try {
    // The buffer is that of the addon's own reader, which is taken off.
    return addon.createSocket({ protocol: PROTOCOL_SCTP, addressFamily: family === 4 ? 1 : 2, bufferSize: 1 }).wrap;
  } catch (error) {
    throw createError(error);
  }
}

/** Past the system's limit needs CAP_NET_ADMIN; without it the kernel grants the limit. */
function enlargeBuffer(handle: RawHandle, force: number, ask: number): void {
  try {
    handle.setOption(SOL_SOCKET, force, BUFFER_SIZE);
  } catch {
    handle.setOption(SOL_SOCKET, ask, BUFFER_SIZE);
  }
}

function ignore(): void {}
