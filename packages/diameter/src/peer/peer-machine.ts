import type { DiameterMessage } from '../codec/message.ts';
import { capabilitiesExchange, deviceWatchdog, disconnectPeer } from '../dictionary/base/peer-commands.ts';
import { type BaseMessages, type DisconnectCause, isOf } from './base-messages.ts';
import type { Caller } from './caller.ts';
import type { Capabilities } from './capabilities.ts';
import { winsElection } from './election.ts';
import { PeerOutputs } from './peer-outputs.ts';
import {
  type CloseReason,
  isOpen,
  type PeerOutput,
  type PeerState,
  type PeerStateName,
  type Side,
  sideOf,
} from './peer-state.ts';
import { RestartDetector } from './restart-detector.ts';
import { Watchdog, type WatchdogAction, type WatchdogState } from './watchdog.ts';

/** How a peer's state machine is made. */
export interface PeerMachineOptions {
  /** Makes and reads the messages of the local node. */
  readonly messages: BaseMessages;
  /** Origin-Host that CEA has to have; undefined: any, as whoever was found is called. */
  readonly expectedHost: string | undefined;
  /** Twinit, in ms (RFC 3539 §3.4.1). */
  readonly watchdogInterval: number;
  /** Longest wait for a connection, for CEA, and for the end of the connection after DPR, in ms. */
  readonly exchangeTimeout: number;
  /** A number in [0, 1), for the jitter. */
  readonly fraction: () => number;
}

/**
 * The state machine of one peer (RFC 6733 §5.6), with its watchdog (RFC 3539): inputs and commands change it, then the
 * outputs have to be taken until there are none. It knows no connections, only their sides.
 */
export class PeerMachine {
  readonly #messages: BaseMessages;
  readonly #expectedHost: string | undefined;
  readonly #exchangeTimeout: number;
  readonly #watchdog: Watchdog;
  readonly #outputs = new PeerOutputs();
  readonly #restarts = new RestartDetector();
  #state: PeerState = { name: 'Closed' };
  #deadline: number | undefined;
  #watchdogHopByHop: number | undefined;

  constructor({ messages, expectedHost, watchdogInterval, exchangeTimeout, fraction }: PeerMachineOptions) {
    this.#messages = messages;
    this.#expectedHost = expectedHost;
    this.#exchangeTimeout = exchangeTimeout;
    this.#watchdog = new Watchdog({ interval: watchdogInterval, fraction });
  }

  get state(): PeerStateName {
    return this.#state.name;
  }

  get watchdogState(): WatchdogState {
    return this.#watchdog.state;
  }

  /** What the peer has said of itself; undefined while there is no connection with it. */
  get capabilities(): Capabilities | undefined {
    return 'capabilities' in this.#state ? this.#state.capabilities : undefined;
  }

  /** The connection that messages go over, also while it is being closed: answers go on then. */
  get side(): Side | undefined {
    const state = this.#state;
    if (state.name === 'Closing') return state.side;
    return isOpen(state) ? sideOf(state.name) : undefined;
  }

  nextOutput(): PeerOutput | undefined {
    return this.#outputs.next();
  }

  nextTimeout(): number | undefined {
    // Never both: while one waits for the peer to go, watchdogs have no use.
    return this.#deadline ?? this.#watchdog.nextTimeout();
  }

  /** Start: sets up a connection, where there is none. */
  start(now: number): void {
    if (this.#state.name !== 'Closed') return;
    this.#outputs.push({ type: 'connect' });
    this.#wait({ name: 'Wait-Conn-Ack' }, now);
  }

  /** Stop: DPR, or the end of what has not come so far. */
  stop(cause: DisconnectCause, now: number): void {
    const state = this.#state;
    if (state.name === 'Closed' || state.name === 'Closing') return;
    if (!isOpen(state)) {
      this.#fail({ type: 'stopped' });
      return;
    }
    const dpr = this.#messages.disconnectRequest(cause);
    const side = sideOf(state.name);
    this.#outputs.send(side, dpr);
    const { capabilities } = state;
    const { hopByHop } = dpr;
    this.#wait({ name: 'Closing', side, capabilities, reason: { type: 'stopped' }, hopByHop }, now);
  }

  /** I-Rcv-Conn-Ack: the connection is there, with these addresses on this side. */
  connected(localAddresses: readonly string[], now: number): void {
    const state = this.#state;
    if (state.name !== 'Wait-Conn-Ack' && state.name !== 'Wait-Conn-Ack/Elect') return;
    const cer = this.#messages.capabilitiesRequest(localAddresses);
    this.#outputs.send('initiator', cer);
    if (state.name === 'Wait-Conn-Ack') this.#wait({ name: 'Wait-I-CEA', hopByHop: cer.hopByHop }, now);
    else this.#elect(state.caller, cer.hopByHop, now);
  }

  /** I-Rcv-Conn-Nack: the connection could not be set up. */
  connectFailed(now: number): void {
    const state = this.#state;
    if (state.name === 'Wait-Conn-Ack') this.#close({ type: 'not-connected' });
    else if (state.name === 'Wait-Conn-Ack/Elect') this.#answerCaller(state.caller, now);
  }

  /** R-Conn-CER, whose CER was found good: whether the connection is the responder's from now on. False: reject it. */
  accept(caller: Caller, now: number): boolean {
    const state = this.#state;
    if (state.name === 'Closed') this.#answerCaller(caller, now);
    else if (state.name === 'Wait-Conn-Ack') this.#wait({ name: 'Wait-Conn-Ack/Elect', caller }, now);
    else if (state.name === 'Wait-I-CEA') this.#elect(caller, state.hopByHop, now);
    else return false;
    return true;
  }

  /** Peer-Disc: the connection has ended, in whatever way. */
  disconnected(side: Side, now: number): void {
    const state = this.#state;
    if (state.name === 'Wait-Conn-Ack/Elect' && side === 'responder') {
      this.#wait({ name: 'Wait-Conn-Ack' }, now);
    } else if (state.name === 'Wait-Returns') {
      if (side === 'initiator') this.#answerCaller(state.caller, now);
      else this.#wait({ name: 'Wait-I-CEA', hopByHop: state.hopByHop }, now);
    } else if (state.name === 'Wait-I-CEA' && side === 'initiator') {
      this.#close({ type: 'disconnected' });
    } else if (side === this.side) {
      if (state.name === 'Closing') this.#close(state.reason, true);
      else this.#close({ type: 'disconnected' });
    }
  }

  /** A well-formed message has come. */
  receive(side: Side, message: DiameterMessage, now: number): void {
    const state = this.#state;
    if (state.name === 'Wait-I-CEA' || state.name === 'Wait-Returns') {
      this.#receiveEarly(side, state, message, now);
      return;
    }
    if (side !== this.side) {
      if (state.name === 'Wait-Conn-Ack/Elect' && side === 'responder') this.#dropCaller(now);
      return;
    }
    const isWatchdogAnswer = !message.isRequest && message.hopByHop === this.#watchdogHopByHop;
    this.#perform(this.#watchdog.receive(isWatchdogAnswer, now));
    if (isOf(deviceWatchdog, message)) this.#handleWatchdog(side, message);
    else if (isOf(capabilitiesExchange, message)) this.#refuseSecondCer(side, message);
    else if (!isOf(disconnectPeer, message)) this.#outputs.push({ type: 'message', message });
    else if (message.isRequest) this.#handleDisconnectRequest(side, message, now);
    else this.#handleDisconnectAnswer(side, message);
  }

  /** The deadline has come. */
  handleTimeout(now: number): void {
    if (this.#deadline === undefined) this.#perform(this.#watchdog.handleTimeout(now));
    else if (this.#deadline <= now) this.#expire();
  }

  #receiveEarly(side: Side, state: PeerState & { hopByHop: number }, message: DiameterMessage, now: number): void {
    if (side === 'responder') {
      // Nothing may come before our CEA: as if that connection were lost.
      if (state.name === 'Wait-Returns') this.#dropCaller(now);
      return;
    }
    const isCea = isOf(capabilitiesExchange, message) && !message.isRequest;
    if (!isCea || message.hopByHop !== state.hopByHop) {
      this.#fail({ type: 'protocol-error' });
      return;
    }
    const answer = this.#messages.readCapabilitiesAnswer(message, this.#expectedHost);
    if (answer.type !== 'capabilities') {
      this.#fail(answer);
    } else {
      if (state.name === 'Wait-Returns') this.#outputs.drop('responder', 'abort');
      this.#open('initiator', answer.capabilities, now);
    }
  }

  #handleWatchdog(side: Side, message: DiameterMessage): void {
    if (this.#restarts.isRestart(this.#messages.originStateIdOf(message))) this.#outputs.push({ type: 'restart' });
    if (message.isRequest) this.#outputs.send(side, this.#messages.watchdogAnswer(message));
  }

  #handleDisconnectRequest(side: Side, message: DiameterMessage, now: number): void {
    const { answer, cause } = this.#messages.disconnectAnswer(message);
    this.#outputs.send(side, answer);
    const state = this.#state;
    if (cause === undefined || !isOpen(state)) return;
    const reason: CloseReason = { type: 'disconnected-by-peer', cause };
    this.#wait({ name: 'Closing', side, capabilities: state.capabilities, reason, hopByHop: undefined }, now);
  }

  #refuseSecondCer(side: Side, message: DiameterMessage): void {
    if (message.isRequest) this.#outputs.send(side, this.#messages.secondCapabilitiesAnswer(message));
  }

  #handleDisconnectAnswer(side: Side, { hopByHop }: DiameterMessage): void {
    const state = this.#state;
    if (state.name !== 'Closing' || state.hopByHop !== hopByHop) return;
    this.#outputs.drop(side, 'shutdown');
    this.#close(state.reason, true);
  }

  /** RFC 6733 §5.6.4: who loses waits for the CEA of the winner, who closes the connection that it has made. */
  #elect(caller: Caller, hopByHop: number, now: number): void {
    if (winsElection(this.#messages.local['Origin-Host'], caller.capabilities['Origin-Host'])) {
      this.#outputs.drop('initiator', 'shutdown');
      this.#answerCaller(caller, now);
    } else {
      this.#wait({ name: 'Wait-Returns', hopByHop, caller }, now);
    }
  }

  #answerCaller({ cer, capabilities, localAddresses }: Caller, now: number): void {
    this.#outputs.send('responder', this.#messages.capabilitiesAnswer(cer, localAddresses));
    this.#open('responder', capabilities, now);
  }

  #dropCaller(now: number): void {
    this.#outputs.drop('responder', 'abort');
    this.disconnected('responder', now);
  }

  #open(side: Side, capabilities: Capabilities, now: number): void {
    this.#deadline = undefined;
    this.#state = { name: side === 'initiator' ? 'I-Open' : 'R-Open', capabilities };
    if (this.#restarts.isRestart(capabilities['Origin-State-Id'])) this.#outputs.push({ type: 'restart' });
    this.#outputs.push({ type: 'open', side, capabilities });
    this.#perform(this.#watchdog.connectionUp(now));
  }

  #expire(): void {
    const state = this.#state;
    if (state.name === 'Wait-Conn-Ack' || state.name === 'Wait-Conn-Ack/Elect') this.#fail({ type: 'not-connected' });
    else if (state.name === 'Closing') this.#fail(state.reason, true);
    else this.#fail({ type: 'timeout' });
  }

  #perform(action: WatchdogAction | undefined): void {
    const { side } = this;
    if (action === undefined || side === undefined) return;
    if (action === 'send') {
      const dwr = this.#messages.watchdogRequest();
      this.#watchdogHopByHop = dwr.hopByHop;
      this.#outputs.send(side, dwr);
    } else if (action === 'close') {
      this.#fail({ type: 'watchdog' });
    } else {
      this.#outputs.push({ type: action });
    }
  }

  /** Error: an attempt, or a connection, ends at once. */
  #fail(reason: CloseReason, isGraceful = false): void {
    this.#dropAll();
    this.#close(reason, isGraceful);
  }

  #dropAll(): void {
    this.#outputs.drop(this.side ?? 'initiator', 'abort');
    if ('caller' in this.#state) this.#outputs.drop('responder', 'abort');
  }

  #close(reason: CloseReason, isGraceful = false): void {
    const wasOpen = this.side !== undefined;
    this.#state = { name: 'Closed' };
    this.#deadline = undefined;
    if (wasOpen) {
      this.#watchdog.connectionDown(isGraceful);
      this.#outputs.push({ type: 'failover' });
    }
    this.#outputs.push({ type: 'closed', reason });
  }

  #wait(state: PeerState, now: number): void {
    this.#state = state;
    this.#deadline = now + this.#exchangeTimeout;
  }
}
