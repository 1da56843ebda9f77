import type { DiameterMessage } from '../../../packages/diameter/src/codec/message.ts';
import { baseDictionary } from '../../../packages/diameter/src/dictionary/base/base-dictionary.ts';
import {
  capabilitiesExchange,
  deviceWatchdog,
  disconnectPeer,
} from '../../../packages/diameter/src/dictionary/base/peer-commands.ts';
import { sessionTermination } from '../../../packages/diameter/src/dictionary/base/session-commands.ts';
import {
  type Command,
  type RequestOf,
  writeAnswer,
  writeRequest,
} from '../../../packages/diameter/src/dictionary/command.ts';
import { BaseMessages } from '../../../packages/diameter/src/peer/base-messages.ts';
import type { Caller } from '../../../packages/diameter/src/peer/caller.ts';
import type { Capabilities, LocalCapabilities } from '../../../packages/diameter/src/peer/capabilities.ts';
import { Identifiers } from '../../../packages/diameter/src/peer/identifiers.ts';
import { PeerMachine } from '../../../packages/diameter/src/peer/peer-machine.ts';
import type { CloseReason, PeerOutput } from '../../../packages/diameter/src/peer/peer-state.ts';

const watchdogInterval = 30_000;
const exchangeTimeout = 10_000;

export const local: LocalCapabilities = {
  'Origin-Host': 'm.example',
  'Origin-Realm': 'example',
  'Vendor-Id': 0,
  'Product-Name': 'local',
  'Auth-Application-Id': [4],
};

/** A peer of the local node `m.example`, as its CER or CEA describes it. */
export function capabilitiesOf(host: string, others: Partial<Capabilities> = {}): Capabilities {
  const { 'Origin-Host': _, 'Origin-Realm': realm, ...rest } = local;
  return { ...rest, 'Origin-Host': host, 'Origin-Realm': realm, 'Host-IP-Address': ['192.0.2.9'], ...others };
}

export function cerOf(capabilities: Capabilities): DiameterMessage {
  return writeRequest(capabilitiesExchange, capabilities, { hopByHop: 7, endToEnd: 7 });
}

export function messagesOf(capabilities: LocalCapabilities = local): BaseMessages {
  const identifiers = new Identifiers(100, 0);
  return new BaseMessages({ local: capabilities, dictionary: baseDictionary, identifiers });
}

/** The state machine of one peer, its outputs as the words of RFC 6733 §5.6. The jitter is none. */
export class TestPeer {
  now = 0;
  readonly machine: PeerMachine;
  readonly sent: DiameterMessage[] = [];
  readonly reasons: CloseReason[] = [];
  readonly #capabilities: Capabilities;

  constructor(host: string, others: Partial<Capabilities> = {}, expectedHost?: string) {
    this.#capabilities = capabilitiesOf(host, others);
    const timers = { watchdogInterval, exchangeTimeout, fraction: () => 0.5 };
    this.machine = new PeerMachine({ messages: messagesOf(), expectedHost, ...timers });
  }

  /** What was put out since the last call. */
  outputs(): string[] {
    const words: string[] = [];
    for (let output = this.machine.nextOutput(); output !== undefined; output = this.machine.nextOutput()) {
      if (output.type === 'send') this.sent.push(output.message);
      if (output.type === 'closed') this.reasons.push(output.reason);
      words.push(wordOf(output));
    }
    return words;
  }

  start(): void {
    this.machine.start(this.now);
  }

  stop(): void {
    this.machine.stop('REBOOTING', this.now);
  }

  connected(): void {
    this.machine.connected(['192.0.2.1'], this.now);
  }

  connectFailed(): void {
    this.machine.connectFailed(this.now);
  }

  /** R-Conn-CER. */
  call(): boolean {
    const caller: Caller = {
      cer: cerOf(this.#capabilities),
      capabilities: this.#capabilities,
      localAddresses: ['192.0.2.1'],
    };
    return this.machine.accept(caller, this.now);
  }

  receive(side: 'initiator' | 'responder', message: DiameterMessage): void {
    this.machine.receive(side, message, this.now);
  }

  /** I-Rcv-CEA. */
  answerCer(resultCode = 2001): void {
    this.outputs();
    const cer = this.sent.findLast(({ commandCode, isRequest }) => commandCode === 257 && isRequest);
    if (cer === undefined) throw new Error('there was no CER');
    const cea = writeAnswer(capabilitiesExchange, cer, { ...this.#capabilities, 'Result-Code': resultCode });
    this.receive('initiator', cea);
  }

  /** The answer to the last request of ours: DWA and DPA have the same AVPs. */
  answerLast({ code, name }: Command): DiameterMessage {
    this.outputs();
    const request = this.sent.findLast(({ commandCode, isRequest }) => commandCode === code && isRequest);
    if (request === undefined) throw new Error(`there was no ${name} request`);
    const { 'Origin-Host': host, 'Origin-Realm': realm } = this.#capabilities;
    const values = { 'Origin-Host': host, 'Origin-Realm': realm, 'Result-Code': 2001 };
    return { ...writeAnswer(deviceWatchdog, request, values), commandCode: code };
  }

  disconnected(side: 'initiator' | 'responder'): void {
    this.machine.disconnected(side, this.now);
  }

  /** Lets the next deadline come. */
  timeOut(): void {
    const deadline = this.machine.nextTimeout();
    if (deadline === undefined) throw new Error('there is no deadline');
    this.now = deadline;
    this.machine.handleTimeout(this.now);
  }
}

const origin = { 'Origin-Host': 'p.example', 'Origin-Realm': 'example' } as const;

export function dwr(originStateId?: number): DiameterMessage {
  return writeRequest(deviceWatchdog, { ...origin, 'Origin-State-Id': originStateId }, { hopByHop: 8, endToEnd: 8 });
}

export function dpr(cause: RequestOf<typeof disconnectPeer>['Disconnect-Cause'] = 'BUSY'): DiameterMessage {
  return writeRequest(disconnectPeer, { ...origin, 'Disconnect-Cause': cause }, { hopByHop: 9, endToEnd: 9 });
}

/** A request of an application. */
export function applicationRequest(): DiameterMessage {
  return writeRequest(
    sessionTermination,
    {
      ...origin,
      'Session-Id': 'p.example;1;1',
      'Destination-Realm': 'example',
      'Auth-Application-Id': 4,
      'Termination-Cause': 'DIAMETER_LOGOUT',
    },
    { applicationId: 4, hopByHop: 10, endToEnd: 10 },
  );
}

function wordOf(output: PeerOutput): string {
  switch (output.type) {
    case 'connect':
      return 'I-Snd-Conn-Req';
    case 'send':
      return `${letterOf(output.side)}-Snd-${nameOf(output.message)}`;
    case 'disconnect':
      return `${letterOf(output.side)}-Disc`;
    case 'message':
      return 'Process';
    default:
      return output.type;
  }
}

function letterOf(side: 'initiator' | 'responder'): string {
  return side === 'initiator' ? 'I' : 'R';
}

function nameOf({ commandCode, isRequest }: DiameterMessage): string {
  const name = new Map([
    [257, 'CE'],
    [280, 'DW'],
    [282, 'DP'],
  ]).get(commandCode);
  return `${name}${isRequest ? 'R' : 'A'}`;
}
