import type { Address } from '../address.ts';
import type { Path } from '../path/path.ts';
import type { AssociationContext } from './context.ts';
import { countPacketReceived } from './counting.ts';
import { handleChunks, type PacketOfAssociation } from './dispatch.ts';
import { answerDeferredReset } from './reconfiguration-answers.ts';
import { continueReconfiguration } from './reconfiguration-requests.ts';
import { answerDataInShutdownSent, continueShutdown, peerIsThere } from './shutdown.ts';
import { controlOf } from './state.ts';

/**
 * Handles a packet, and what it lets go on. True when nothing but an acknowledgement is to go out, which may wait for more
 * packets.
 * @throws DecodeError at a malformed chunk, once what came before it has been handled.
 */
export function receivePacket(context: AssociationContext, packet: PacketOfAssociation, now: number): boolean {
  const { from, to } = packet;
  const path = context.paths.find(from.ip);
  const { inCtrlChunks } = context.counters;
  countPacketReceived(context.counters, path, packet.length);
  path?.learnUdpPort(from.udpPort);
  if (path !== undefined && to !== undefined) learnLocalAddress(context, path, to);
  controlOf(context.state)?.sender.allowBurst();
  context.beginAnswers();
  context.protocolUnreachable = undefined;
  peerIsThere(context, now);
  try {
    handleChunks(context, packet, now);
  } finally {
    // Also when a chunk was malformed: what came before it has been handled.
    const hasData = controlOf(context.state)?.receiver.packetReceived(now);
    if (hasData) answerDataInShutdownSent(context);
    answerDeferredReset(context, from);
    continueReconfiguration(context, now);
    continueShutdown(context, now);
    context.endAnswers();
  }
  const hasDataAlone = context.counters.inCtrlChunks === inCtrlChunks;
  return hasDataAlone && controlOf(context.state)?.receiver.sackSchedule.mayWait === true;
}

/**
 * Packets leave from the address that the path's packets come to. A peer that was told no other takes what comes from another
 * one for out of the blue, and its ABORT would end the association (RFC 9260 §5.1.2, §8.4): there it is for all paths.
 */
function learnLocalAddress({ paths, tellsAddresses }: AssociationContext, path: Path, to: Address): void {
  path.localAddress = to;
  if (tellsAddresses || paths.all.length === 1) return;
  for (const other of paths.all) other.localAddress ??= to;
}
