import type { Parameter } from '../../lib/src/codec/index.ts';
import type { SimulatedAssociation } from '../../lib/src/simulation/index.ts';
import type { Ladder } from './ladder.ts';
import { type EstablishedScenario, established, type ScenarioOptions } from './scenario.ts';

/** A and Z, who both let the other change streams. */
export function reconfigurable({ a, z, ...others }: ScenarioOptions = {}): EstablishedScenario {
  const acceptReconfiguration = true;
  return established({ a: { acceptReconfiguration, ...a }, z: { acceptReconfiguration, ...z }, ...others });
}

/** What was asked and answered in the packet of the last step: `OUT 1,2`, `IN`, `ADD OUT 3`, `ADD IN 3`, `1` for a result. */
export function reConfigIn(ladder: Ladder): string {
  return ladder.chunk('RE-CONFIG').parameters.map(describe).join('; ');
}

function describe(parameter: Parameter): string {
  switch (parameter.type) {
    case 'Outgoing SSN Reset Request':
      return `OUT ${parameter.streamIds}`.trim();
    case 'Incoming SSN Reset Request':
      return `IN ${parameter.streamIds}`.trim();
    case 'Add Outgoing Streams Request':
      return `ADD OUT ${parameter.newStreams}`;
    case 'Add Incoming Streams Request':
      return `ADD IN ${parameter.newStreams}`;
    case 'Re-configuration Response':
      return `${parameter.result}`;
    default:
      return parameter.type;
  }
}

/** What was told of streams, in order. */
export function told({ events }: SimulatedAssociation): string[] {
  return events.flatMap((event) => {
    if (event.type === 'streamReset') return [`${event.direction} ${event.streams}`];
    if (event.type === 'streamChange') return [`${event.outboundStreams} out, ${event.inboundStreams} in`];
    return event.type === 'reconfigured' ? [`${event.id} ${event.error?.code ?? 'done'}`] : [];
  });
}

/** Stream and SSN of each message that has come. */
export function numbersOf({ messages }: SimulatedAssociation): string[] {
  return messages.map(({ streamId, ssn }) => `${streamId}:${ssn}`);
}
