import { inspect } from 'node:util';
import { diameterIdentity } from '../codec/formats/strings.ts';
import { Dictionary } from '../dictionary/dictionary.ts';
import { isSameIdentity } from '../peer/election.ts';
import type { PeerConfiguration, ResolvedOptions } from './node-options.ts';
import { checkNumber, longestTime } from './number-option.ts';

const greatestCount = 2 ** 31 - 1;
const greatestUint32 = 0xffffffff;

const limits = {
  watchdogInterval: [6000, longestTime],
  reconnectInterval: [1, longestTime],
  exchangeTimeout: [1, longestTime],
  requestTimeout: [1, longestTime],
  maxPendingRequests: [1, greatestCount],
  maxActiveRequests: [1, greatestCount],
  duplicateCacheSize: [1, greatestCount],
  vendorId: [0, greatestUint32],
  originStateId: [0, greatestUint32],
} as const;

/** Refuses what no node can be made with. @throws TypeError or RangeError that names the option and its value */
export function checkNodeOptions(options: ResolvedOptions): void {
  if (!(options.dictionary instanceof Dictionary)) throw wrong('dictionary', options.dictionary, 'a Dictionary');
  for (const [name, [least, greatest]] of Object.entries(limits)) {
    checkNumber(name, options[name as keyof typeof limits], least, greatest); // Object.entries forgets the type of the keys
  }
  const { firmwareRevision } = options;
  if (firmwareRevision !== undefined) checkNumber('firmwareRevision', firmwareRevision, 0, greatestUint32);
  checkIdentity('identity', options.identity);
  checkIdentity('realm', options.realm);
  checkType('productName', options.productName, 'string');
  checkType('relay', options.relay, 'boolean');
  checkType('acceptUnknownPeers', options.acceptUnknownPeers, 'boolean');
  checkApplications(options);
  checkListeners(options);
  checkPeers(options);
  checkRoutes(options);
}

function checkApplications({ applications }: ResolvedOptions): void {
  for (const [index, { id, vendorId }] of listOf('applications', applications)) {
    checkNumber(`applications[${index}].id`, id, 1, greatestUint32);
    checkNumber(`applications[${index}].vendorId`, vendorId, 0, greatestUint32);
  }
}

function checkListeners({ listen }: ResolvedOptions): void {
  for (const [index, listener] of listOf('listen', listen)) {
    if (typeof listener.listen !== 'function') throw wrong(`listen[${index}]`, listener, 'what listenSctp() gives');
  }
}

function checkPeers({ identity: own, peers }: ResolvedOptions): void {
  const known = [own];
  for (const [index, peer] of listOf('peers', peers)) {
    checkPeer(`peers[${index}]`, peer);
    if (known.some((other) => isSameIdentity(other, peer.identity))) {
      throw new RangeError(`peers[${index}].identity is ${peer.identity}, as that of this node or of another peer`);
    }
    known.push(peer.identity);
  }
}

function checkPeer(name: string, { identity, realm, connect }: PeerConfiguration): void {
  checkIdentity(`${name}.identity`, identity);
  if (realm !== undefined) checkIdentity(`${name}.realm`, realm);
  if (connect !== undefined && typeof connect.connect !== 'function') {
    throw wrong(`${name}.connect`, connect, 'what connectSctp() gives');
  }
}

function checkRoutes({ routes, peers, acceptUnknownPeers }: ResolvedOptions): void {
  for (const [index, route] of listOf('routes', routes)) {
    if (route.realm !== '*') checkIdentity(`routes[${index}].realm`, route.realm);
    if (route.applicationId !== undefined) {
      checkNumber(`routes[${index}].applicationId`, route.applicationId, 0, greatestUint32);
    }
    if (listOf(`routes[${index}].peers`, route.peers).length === 0) {
      throw new RangeError(`routes[${index}].peers is empty; one peer is wanted`);
    }
    for (const identity of route.peers) {
      checkIdentity(`routes[${index}].peers`, identity);
      const isKnown = acceptUnknownPeers || peers.some((peer) => isSameIdentity(peer.identity, identity));
      if (!isKnown) throw new RangeError(`routes[${index}].peers has ${identity}, which is none of the peers`);
    }
  }
}

function checkIdentity(name: string, value: unknown): void {
  if (typeof value !== 'string') throw wrong(name, value, 'the name of a host or realm');
  try {
    diameterIdentity.encode(value);
  } catch {
    throw new RangeError(`${name} is ${JSON.stringify(value)}; it is the name of a host or realm in the DNS`);
  }
}

function checkType(name: string, value: unknown, type: 'string' | 'boolean'): void {
  if (typeof value !== type) throw wrong(name, value, `a ${type}`);
}

function listOf<Item>(name: string, value: readonly Item[]): [number, Item][] {
  if (!Array.isArray(value)) throw wrong(name, value, 'an array');
  return [...value.entries()];
}

function wrong(name: string, value: unknown, wanted: string): TypeError {
  return new TypeError(`${name} is ${inspect(value, { depth: 0 })}; ${wanted} is wanted`);
}
