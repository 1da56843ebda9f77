import * as assert from 'uvu/assert';
import type { CookieEchoChunk, InitChunk, Parameter } from '../../lib/src/codec/index.ts';
import { type EstablishedScenario, forge } from './scenario.ts';

export const newTag = 0xabcdef;
export const newTsn = 1000;

/** INIT of an A that remembers nothing. */
export function initOfRestarted(parameters: readonly Parameter[] = [], initiateTag = newTag): InitChunk {
  return {
    type: 'INIT',
    initiateTag,
    advertisedReceiverWindowCredit: 100_000,
    numberOfOutboundStreams: 3,
    numberOfInboundStreams: 5,
    initialTsn: newTsn,
    parameters,
  };
}

/** Z's answer to it, and the COOKIE ECHO with which A would go on. */
export function answered(
  scene: EstablishedScenario,
  init: InitChunk = initOfRestarted(),
): { readonly cookieEcho: CookieEchoChunk; readonly tag: number } {
  forge(scene, [init], 0);
  const initAck = scene.ladder.lose('Z -> INIT ACK').chunk('INIT ACK');
  const [parameter] = initAck.parameters;
  assert.ok(parameter?.type === 'State Cookie');
  return { cookieEcho: { type: 'COOKIE ECHO', cookie: parameter.cookie }, tag: initAck.initiateTag };
}
