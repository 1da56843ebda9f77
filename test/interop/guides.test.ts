import { checkPrograms, checkShell, programsOf, shellOf } from '../guides/check.ts';
import { readPages } from '../guides/files.ts';
import { takeHost } from '../guides/run.ts';
import { describe } from '../helpers/describe.ts';
import { hasRoot } from '../helpers/root.ts';

/** In a network of its own, that has nothing but loopback. */
const asRoot = {
  isRoot: true,
  isolate: ['unshare', '--net', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh'],
};

if (hasRoot('code blocks of pages that say so')) {
  describe('code blocks of pages that need root', (test) => {
    let releaseHost = (): void => {};
    test.before(async () => {
      releaseHost = await takeHost();
    });
    test.after(() => releaseHost());

    for (const page of readPages()) {
      if (programsOf(page, asRoot).length > 0) {
        test(`${page.path}: programs run, and print what the page says`, () => checkPrograms(page, asRoot));
      }
      if (shellOf(page, asRoot).length > 0) {
        test(`${page.path}: commands run, and print what the page says`, () => checkShell(page, asRoot));
      }
    }
  });
}
