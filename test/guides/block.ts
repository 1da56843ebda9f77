/** What is between two fences of a page, by the rule in CONTRIBUTING.md. */
export interface Block {
  /** Path from the top of the repository. */
  readonly page: string;
  /** Of the opening fence, counted from 1. */
  readonly line: number;
  readonly language: string;
  /** The word behind the language: `root`, `elsewhere`, a file name, or nothing. */
  readonly word: string;
  readonly code: string;
}

const fence = /^( *)(`{3,}|~{3,})(.*)$/;

/** The blocks of a page, in order. @throws Error for a block that stands indented or is not closed. */
export function readBlocks(page: string, text: string): Block[] {
  const blocks: Block[] = [];
  let opening: { readonly line: number; readonly info: string; readonly code: string[] } | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    const [, indent, , info = ''] = fence.exec(line) ?? [];
    if (indent === undefined) opening?.code.push(line);
    else if (indent !== '') throw new Error(`${page}:${index + 1} has an indented block, which no test would run`);
    else if (opening === undefined) opening = { line: index + 1, info, code: [] };
    else {
      const [language = '', word = '', ...others] = opening.info.trim().split(/\s+/);
      if (others.length > 0) throw new Error(`${page}:${opening.line} says ${opening.info}: one word is the most`);
      blocks.push({ page, line: opening.line, language, word, code: opening.code.join('\n') });
      opening = undefined;
    }
  }
  if (opening !== undefined) throw new Error(`${page}:${opening.line} opens a block that nothing closes`);
  return blocks;
}

/** Where the block is, for people. */
export function placeOf({ page, line }: Block): string {
  return `${page}:${line}`;
}
