import { attempt } from '../host/configuration-folders.ts';
import type { HostFiles } from '../host/host-files.ts';
import { sctpModule } from '../host/module-name.ts';
import type { Clock } from './clock.ts';
import { hasKernelSctp, type Observation, observe } from './observation.ts';

/** How often a look is taken whether the module is there, in ms. */
const lookInterval = 1000;

/**
 * How often all is checked, in ms. While the kernel has SCTP that looks at each process for its sockets, and little can
 * change before the next boot.
 */
const checkInterval = 10_000;
const contaminatedCheckInterval = 60_000;

/**
 * Watches a host: whether the module is in its kernel each second, as that is one folder; how it could get there, which
 * takes many files, now and then, and whenever the module has come or gone. It has to ask: sysfs tells nobody of a new
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
  #nextCheckAt = 0;

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
    // The time of day may be set back.
    const isDue = this.#lookedAt >= this.#nextCheckAt || this.#nextCheckAt - this.#lookedAt > contaminatedCheckInterval;
    // A module that was on its way in at the first look may show more of itself at the second one.
    if (hasChanged || !this.#isSettled || isDue) {
      this.#isSettled = !hasChanged;
      const observation = observe(this.#host);
      const isContaminated = hasKernelSctp(observation.check.kernelSctp);
      this.#nextCheckAt = this.#lookedAt + (isContaminated ? contaminatedCheckInterval : checkInterval);
      this.#onObservation(observation);
    }
  }
}
