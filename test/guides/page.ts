import { type Block, placeOf, readBlocks } from './block.ts';

/** A block that runs, with what the page says that it prints; undefined where it says nothing. */
export interface Step {
  readonly block: Block;
  readonly output: string | undefined;
}

/** A page, by what can be done with its blocks. */
export interface Page {
  readonly path: string;
  /** TypeScript and JavaScript. A block that begins with an import begins a program; others continue it. */
  readonly programs: readonly (readonly Step[])[];
  /** One shell runs them all. */
  readonly shell: readonly Step[];
  /** Files for the shell. */
  readonly files: readonly Block[];
  /** Shell that needs a cluster or a registry. */
  readonly elsewhere: readonly Block[];
  /** YAML and JSON. */
  readonly documents: readonly Block[];
}

type Kind = 'program' | 'shell' | 'file' | 'elsewhere' | 'document' | 'output';

const kinds: readonly (readonly [kind: Kind, info: RegExp])[] = [
  ['program', /^(ts|js|cjs)( root)?$/],
  ['file', /^(ts|js|cjs) [\w-]+\.[cm]?[jt]s$/],
  ['shell', /^sh( root)?$/],
  ['elsewhere', /^sh elsewhere$/],
  ['document', /^(yaml|json)$/],
  ['output', /^text$/],
];

/** Sorts the blocks of a page. @throws Error for a block that no rule of CONTRIBUTING.md is for. */
export function readPage(path: string, text: string): Page {
  const blocks = readBlocks(path, text).map((block) => ({ block, kind: kindOf(block) }));
  const ofKind = (wanted: Kind) => blocks.filter(({ kind }) => kind === wanted).map(({ block }) => block);
  const steps: (Step & { readonly kind: Kind })[] = [];
  for (const { block, kind } of blocks) {
    if (kind === 'program' || kind === 'shell') steps.push({ block, kind, output: printsOf(block) });
    else if (kind === 'output') {
      const step = steps.pop();
      if (step === undefined) throw new Error(`${placeOf(block)} shows the output of nothing`);
      steps.push({ ...step, output: join(step.output, block.code) });
    }
  }
  return {
    path,
    programs: groupPrograms(steps.filter(({ kind }) => kind === 'program')),
    shell: steps.filter(({ kind }) => kind === 'shell'),
    files: ofKind('file'),
    elsewhere: ofKind('elsewhere'),
    documents: ofKind('document'),
  };
}

/** Whether the block needs a privilege. */
export function needsRoot({ block }: Step): boolean {
  return block.word === 'root';
}

/** What the steps print, one after the other. */
export function outputOf(steps: readonly Step[]): string {
  return steps.reduce<string | undefined>((all, { output }) => join(all, output), undefined) ?? '';
}

function kindOf(block: Block): Kind {
  const info = `${block.language} ${block.word}`.trim();
  const [kind] = kinds.find(([, pattern]) => pattern.test(info)) ?? [];
  if (kind === undefined) throw new Error(`${placeOf(block)} says "${info}", and no test knows what to do with that`);
  return kind;
}

function groupPrograms(steps: readonly Step[]): Step[][] {
  const programs: Step[][] = [];
  for (const step of steps) {
    const current = programs.at(-1);
    if (current === undefined || /^import\b/.test(step.block.code)) programs.push([step]);
    else current.push(step);
  }
  return programs;
}

/** What comments `// prints …` say. */
function printsOf({ language, code }: Block): string | undefined {
  if (language === 'sh') return undefined;
  const lines = [...code.matchAll(/\/\/ prints (.*)$/gm)].map(([, line]) => line);
  return lines.length === 0 ? undefined : lines.join('\n');
}

function join(first: string | undefined, second: string | undefined): string | undefined {
  return first === undefined || second === undefined ? (first ?? second) : `${first}\n${second}`;
}
