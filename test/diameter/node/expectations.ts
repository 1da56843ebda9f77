import type { CloseReason, DiameterError, DiameterMessage } from '@usctp/diameter';
import type { DiameterNode } from '../../../packages/diameter/src/node/diameter-node.ts';
import type { VirtualNodes } from './virtual-nodes.ts';

/** The first request of a session of credit control. */
export const values = {
  'Session-Id': 'client.example;1;1',
  'Destination-Realm': 'example',
  'Auth-Application-Id': 4,
  'Service-Context-Id': 'test@example',
  'CC-Request-Type': 'INITIAL_REQUEST',
  'CC-Request-Number': 0,
} as const;

/** The Result-Code of an answer. */
export function codeOf(answer: DiameterMessage | undefined): number | undefined {
  const data = answer?.avps.find(({ code }) => code === 268)?.data;
  return data && Buffer.from(data).readUInt32BE();
}

/** Why a promise rejects, within so many ms. */
export async function rejection(
  nodes: VirtualNodes,
  promise: Promise<unknown>,
  duration = 100,
): Promise<DiameterError> {
  const outcome = promise.then(
    () => new Error('it resolved'),
    (error: unknown) => error,
  );
  await nodes.run(duration);
  return (await outcome) as DiameterError; // the test says what it is
}

/** Why connections of the node have ended, and will have. */
export function reasonsOf(node: DiameterNode): CloseReason[] {
  const reasons: CloseReason[] = [];
  node.on('close', (_, { reason }) => reasons.push(reason));
  return reasons;
}
