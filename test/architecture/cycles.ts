import { resolveImport } from './folder-order.ts';
import type { SourceFile } from './source-file.ts';

/**
 * Circles of files that load each other, each as `a -> b -> a`. Type imports are left out: wire formats nest, and
 * their types with them (a parameter holds error causes, a cause holds parameters), and nothing of it is loaded.
 */
export function findCycles(files: readonly SourceFile[]): string[] {
  const targets = new Map(files.map((file) => [file.path, loadedBy(file)]));
  const finished = new Set<string>();
  const trail: string[] = [];
  const cycles: string[] = [];
  const visit = (path: string): void => {
    if (finished.has(path)) return;
    const start = trail.indexOf(path);
    if (start >= 0) {
      cycles.push([...trail.slice(start), path].join(' -> '));
      return;
    }
    trail.push(path);
    for (const target of targets.get(path) ?? []) visit(target);
    trail.pop();
    finished.add(path);
  };
  for (const path of targets.keys()) visit(path);
  return cycles;
}

function loadedBy(file: SourceFile): string[] {
  return file.imports
    .filter(({ isTypeOnly }) => !isTypeOnly)
    .map((imported) => resolveImport(file.path, imported))
    .filter((target) => target !== undefined);
}
