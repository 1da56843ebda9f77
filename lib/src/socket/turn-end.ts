import { Fifo } from '../fifo.ts';

/** Has something to do when the turn of the event loop ends. */
export interface TurnEnder {
  endTurn(): void;
}

/** One immediate serves all: a client may have a driver for each of thousands of associations. */
const waiting = new Fifo<TurnEnder>();
let isScheduled = false;

/** Has `endTurn` called once the packets of this turn of the event loop have come. */
export function atTurnEnd(ender: TurnEnder): void {
  waiting.push(ender);
  schedule();
}

function schedule(): void {
  if (isScheduled) return;
  isScheduled = true;
  setImmediate(endTurn);
}

function endTurn(): void {
  isScheduled = false;
  try {
    for (let left = waiting.length; left > 0; left -= 1) waiting.shift()?.endTurn();
  } finally {
    // A handler of the user has thrown: the others' turn ends all the same.
    if (waiting.length > 0) schedule();
  }
}
