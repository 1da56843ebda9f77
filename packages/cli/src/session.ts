import { closeSync, openSync, writeSync } from 'node:fs';
import { pcapngTap, type Transport } from 'usctp';
import { type CommonOptions, createTransport, type UdpPorts } from './common-options.ts';
import { describeFault, type Event } from './event.ts';
import { Interruption } from './interruption.ts';
import { Reporter } from './reporter.ts';
import { watchTransport } from './watched-transport.ts';

/** A command has failed, and has said why. */
export class Failure extends Error {}

/** What a command works with. */
export interface Session {
  readonly report: (event: Event) => void;
  readonly transport: Transport;
  readonly interruption: Interruption;
}

/** Runs a command: its packets are traced and captured as the options say. @throws Failure, once it is reported */
export async function runSession(
  options: CommonOptions,
  udpPorts: UdpPorts,
  task: (session: Session) => Promise<void>,
): Promise<void> {
  const { report, trace } = new Reporter(options);
  const interruption = new Interruption();
  try {
    const plain = createTransport(options.transport, udpPorts);
    const captured = options.pcapng === undefined ? plain : pcapngTap(plain, openCapture(options.pcapng, report));
    const transport = options.trace ? watchTransport(captured, trace) : captured;
    await task({ report, interruption, transport });
  } catch (error) {
    report({ event: 'error', ...describeFault(error) });
    throw new Failure();
  } finally {
    interruption.stop();
  }
}

/**
 * Each packet is written at once, so that the file is whole however the process ends. A disk that is full ends the
 * capture and not the command.
 */
function openCapture(file: string, report: (event: Event) => void): (bytes: Uint8Array) => void {
  const descriptor = openSync(file, 'w');
  let isOpen = true;
  return (bytes) => {
    if (!isOpen) return;
    try {
      writeSync(descriptor, bytes);
    } catch (error) {
      isOpen = false;
      closeSync(descriptor);
      report({ event: 'warning', error: `the capture ends here: ${describeFault(error).error}` });
    }
  };
}
