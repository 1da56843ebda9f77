import { type Address, address, type Family } from '../address.ts';
import type { IcmpMessage } from '../icmp-message.ts';
import { AddressCache } from './address-cache.ts';
import { HostInterfaces } from './host-interfaces.ts';
import { IcmpSocket } from './icmp-socket.ts';
import { isKernelSctpLoaded, warnOfKernelSctp } from './kernel-sctp.ts';
import { OpenPort, type PortSocket } from './open-port.ts';
import { PortTable } from './port-table.ts';
import { isFamilyAbsent, loadRawAddon, type RawAddon } from './raw-addon.ts';
import { RawIpSocket } from './raw-ip-socket.ts';
import type { TransportOpenOptions, TransportPort } from './transport.ts';

/** The kernel's SCTP is looked for once in so many ms at most, as it takes three looks at files. */
const kernelCheckInterval = 1000;

/** What the sockets stand on; tests have their own. */
export interface RawEnvironment {
  readonly loadAddon: () => Promise<RawAddon>;
  readonly host: HostInterfaces;
  readonly isKernelSctpLoaded: () => boolean;
  readonly warnOfKernelSctp: () => void;
}

/**
 * The raw sockets that all raw transports of a process share, at most one of each family: the kernel gives a copy of
 * every SCTP packet to every raw socket, so each further one would double the work.
 */
export class SharedRawSockets implements PortSocket {
  readonly table = new PortTable();
  readonly #environment: RawEnvironment;
  readonly #addresses = new AddressCache();
  readonly #sockets = new Map<Family, RawIpSocket>();
  readonly #icmpSockets = new Map<Family, IcmpSocket>();
  #hasWarned = false;
  /** When the kernel's SCTP was last looked for, in ms. */
  #checkedAt = Number.NEGATIVE_INFINITY;

  constructor(environment: RawEnvironment = systemEnvironment()) {
    this.#environment = environment;
  }

  /** See {@link Transport.open}. */
  async open(options: TransportOpenOptions): Promise<TransportPort> {
    const given = options.localAddresses.map((ip) => address(ip));
    this.#environment.host.require(given);
    const port = this.table.take(options);
    try {
      const addon = await this.#environment.loadAddon();
      this.#openSockets(addon, given);
    } catch (error) {
      this.table.release(port, options.receiver);
      throw error;
    } finally {
      this.update();
    }
    this.#warnOnce();
    return new OpenPort(this, port, options);
  }

  allAddresses(): readonly string[] {
    return this.#environment.host.allAddresses();
  }

  sourceTo(to: Address, candidates: readonly Address[]): Address | undefined {
    return this.#environment.host.sourceTo(to, candidates);
  }

  mtuTo(to: Address): number {
    return this.#environment.host.mtuTo(to);
  }

  send(packet: Uint8Array, to: Address, from: Address | undefined, fragmentMtu?: number): void {
    const socket = this.#sockets.get(to.family);
    if (socket === undefined) {
      this.table.counts.sendErrors += 1;
      return;
    }
    try {
      socket.send(packet, to, from, fragmentMtu);
      this.table.counts.packetsSent += 1;
    } catch {
      this.table.counts.sendErrors += 1;
    }
  }

  update(): void {
    const { isEmpty, isReferenced } = this.table;
    for (const sockets of [this.#sockets, this.#icmpSockets]) {
      for (const socket of sockets.values()) isEmpty ? socket.close() : socket.setReferenced(isReferenced);
      if (isEmpty) sockets.clear();
    }
  }

  /** Those of the families given; when none are, of both, as far as the host has them. */
  #openSockets(addon: RawAddon, given: readonly Address[]): void {
    if (given.length > 0) {
      for (const { family } of given) this.#openSocket(addon, family);
      return;
    }
    this.#openSocket(addon, 4);
    try {
      this.#openSocket(addon, 6);
    } catch (error) {
      if (!isFamilyAbsent(error)) throw error;
    }
  }

  #openSocket(addon: RawAddon, family: Family): void {
    if (this.#sockets.has(family)) return;
    const listener = {
      receive: (packet: Uint8Array, from: Address, to: Address | undefined) => this.table.deliver(packet, from, to),
      discard: () => this.table.discard(),
      fail: (error: Error) => {
        this.#sockets.delete(family);
        this.table.fail(error);
      },
    };
    this.#sockets.set(family, new RawIpSocket({ addon, family, addresses: this.#addresses, listener }));
    this.#openIcmpSocket(addon, family);
  }

  /** Where there can be none all works without, if less quickly (RFC 6951 §5.5 has it so as well). */
  #openIcmpSocket(addon: RawAddon, family: Family): void {
    if (this.#icmpSockets.has(family)) return;
    const receive = (message: IcmpMessage) => this.table.deliverIcmp(message);
    try {
      this.#icmpSockets.set(family, new IcmpSocket({ addon, family, addresses: this.#addresses, receive }));
    } catch {
      // The SCTP socket is there, and what kept this one from being opened is told nowhere else.
    }
  }

  #warnOnce(): void {
    const now = performance.now();
    if (this.#hasWarned || now - this.#checkedAt < kernelCheckInterval) return;
    this.#checkedAt = now;
    if (!this.#environment.isKernelSctpLoaded()) return;
    this.#hasWarned = true;
    this.#environment.warnOfKernelSctp();
  }
}

function systemEnvironment(): RawEnvironment {
  return {
    loadAddon: () => loadRawAddon(),
    host: new HostInterfaces(),
    isKernelSctpLoaded: () => isKernelSctpLoaded(),
    warnOfKernelSctp: () => warnOfKernelSctp(),
  };
}
