import { readdirSync, readFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { address } from '../../lib/src/address.ts';
import { DecodeError, decodePacket, describePacket, encodePacket, writeChecksum } from '../../lib/src/codec/index.ts';
import type { StateName } from '../../lib/src/core.ts';
import { describe } from '../helpers/describe.ts';
import { openStates } from '../unit/association/state-table.ts';
import { drain, HandDriven, type SentPacket } from '../unit/endpoint/hand-driven.ts';
import { Listening } from '../unit/endpoint/listening.ts';

const folder = new URL('corpus/', import.meta.url);
/** The one that the associations under test have, and those that INIT and packets of nobody have. */
const tags = [100, 0, 0x12345678];

describe('the corpus: packets that have broken a stack, this one or another', (test) => {
  for (const name of readdirSync(folder)) {
    const [comment = '', ...lines] = readFileSync(new URL(name, folder), 'utf8').trim().split('\n');
    const packets = lines.map((line) => Buffer.from(line, 'hex'));

    test(`${name} decodes, or is refused`, () => {
      assert.match(comment, /^# .+\.$/);
      assert.ok(packets.length > 0);
      for (const packet of packets) checkCodec(packet);
    });

    test(`${name} does no harm in any state`, () => {
      for (const tag of tags) {
        const tagged = packets.map((packet) => withTag(packet, tag));
        for (const state of openStates) checkDriven(state, tagged);
        checkListening(tagged);
      }
    });
  }
});

function withTag(packet: Uint8Array, tag: number): Uint8Array {
  const changed = Buffer.from(packet);
  changed.writeUInt32BE(tag, 4);
  writeChecksum(changed);
  return changed;
}

function checkCodec(packet: Uint8Array): void {
  assert.not.match(describePacket(packet), /\n/);
  try {
    encodePacket(decodePacket(packet));
  } catch (error) {
    assert.instance(error, DecodeError);
  }
}

function checkDriven(state: StateName, packets: readonly Uint8Array[]): void {
  const driven = HandDriven.in(state);
  for (const packet of packets) checkAnswers(driven.answerBytes(packet), state);
  for (let i = 0; i < 100 && driven.endpoint.nextTimeout() !== undefined; i += 1) driven.timeOut();
  driven.association.abort('', driven.now);
  driven.sent();
  assert.is(driven.endpoint.nextTimeout(), undefined, `${state}: a timer is left`);
}

/** Afterwards, another peer can still call. */
function checkListening(packets: readonly Uint8Array[]): void {
  const listening = new Listening();
  for (const packet of packets) {
    listening.endpoint.receive(packet, address('203.0.113.5'), undefined, 0);
    checkAnswers(drain(listening.endpoint, 0), 'LISTEN');
  }
  assert.is(listening.accept().association.state, 'ESTABLISHED');
}

function checkAnswers(answers: readonly SentPacket[], state: string): void {
  const control = answers.filter(({ chunks }) => chunks.some(({ type }) => type !== 'DATA' && type !== 'SACK'));
  assert.ok(control.length <= 1, `${state}: ${control.length} packets in answer to one`);
}
