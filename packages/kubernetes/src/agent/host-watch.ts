import { attempt } from '../host/configuration-folders.ts';
import type { HostFiles } from '../host/host-files.ts';
import { sctpModule } from '../host/module-name.ts';
import type { Clock } from './clock.ts';
import { type Observation, observe } from './observation.ts';

/** How often a look is taken whether the module is there, and how often all is checked, in ms. */
const lookInterval = 1000;
const checkInterval = 10_000;

/**
 * Watches a host: whether the module is in its kernel each second, as that is one folder; how it could get there, which
 * takes many files, every ten seconds, and whenever the module has come or gone. It has to ask: sysfs tells nobody of a new
 * folder, and Node has no netlink to hear the kernel by.
 */
export class HostWatch {
  readonly #host: HostFiles;
  readonly #clock: Clock;
  readonly #onObservation: (observation: Observation) => void;
  #callOff = () => {};
  #isPresent: boolean | undefined;
  #isSettled = false;
  #lookedAt = 0;
  #checkedAt = Number.NEGATIVE_INFINITY;

  /** `onObservation` is told of each check. */
  constructor(host: HostFiles, clock: Clock, onObservation: (observation: Observation) => void) {
    this.#host = host;
    this.#clock = clock;
    this.#onObservation = onObservation;
  }

  /** When it looked last, time of day in ms; 0 before it has. */
  get lookedAt(): number {
    return this.#lookedAt;
  }

  /** Whether it still looks as often as it should, give or take a busy machine. */
  get isAlive(): boolean {
    return this.#clock.now() - this.#lookedAt <= 15 * lookInterval;
  }

  /** Looks at once, and then each second. */
  start(): void {
    this.#look();
  }

  stop(): void {
    this.#callOff();
  }

  #look(): void {
    this.#callOff = this.#clock.after(lookInterval, () => this.#look());
    this.#lookedAt = this.#clock.now();
    const isPresent = attempt(
      () => this.#host.list(`/sys/module/${sctpModule}`) !== undefined,
      () => undefined, // the check says why
    );
    const hasChanged = isPresent !== this.#isPresent;
    this.#isPresent = isPresent;
    const isDue = Math.abs(this.#lookedAt - this.#checkedAt) >= checkInterval;
    // A module that was on its way in at the first look may show more of itself at the second one.
    if (hasChanged || !this.#isSettled || isDue) {
      this.#isSettled = !hasChanged;
      this.#checkedAt = this.#lookedAt;
      this.#onObservation(observe(this.#host));
    }
  }
}
