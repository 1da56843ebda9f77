import type { Test } from 'uvu';
import { clusterOpener } from './control-plane.ts';
import { Workspace } from './workspace.ts';

const open = clusterOpener();

/** Gives a suite a workspace in a real cluster; where there is none, its tests count as skipped. */
export function inCluster(
  test: Test,
  declare: (add: (name: string, run: (at: Workspace) => Promise<void>) => void) => void,
): void {
  if (open === undefined) {
    // biome-ignore lint/suspicious/noSkippedTests: said aloud by `clusterOpener`, and counted
    declare((title) => test.skip(title));
    return;
  }
  let end = async () => {};
  let workspace: Workspace | undefined;
  test.before(async () => {
    const cluster = await open();
    end = cluster.close;
    workspace = await Workspace.open(cluster);
    end = async () => {
      await workspace?.close();
      await cluster.close();
    };
  });
  test.after(() => end());
  declare((title, run) => {
    test(title, () => run(workspace as Workspace)); // `before` has opened it
  });
}
