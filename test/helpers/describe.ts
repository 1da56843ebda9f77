import { suite, type Test } from 'uvu';

/** Declares a suite and registers it: with bare uvu a suite that forgets `run()` passes without running. */
export function describe(name: string, declare: (test: Test) => void): void {
  const test = suite(name);
  declare(test);
  test.run();
}
