/**
 * Throws unless this is what the page promises: line by line the same, but that `…` stands for anything, on a line of its
 * own for any lines; a number with a decimal point, with a comma, or after `0x`, for any such number; and a space for any
 * number of spaces.
 */
export function checkOutput(place: string, printed: string, promised: string): void {
  const lines = promised.trimEnd().split('\n').map(patternOf).join('');
  if (new RegExp(`^${lines}$`, 's').test(`${printed.trimEnd()}\n`)) return;
  throw new Error(`${place} prints\n${printed.trimEnd()}\nand not\n${promised.trimEnd()}`);
}

const variable = /…|(?<![\w.])(?:0x[\da-f]+|\d+\.\d+(?![.\d])|\d{1,3}(?:,\d{3})+(?:\.\d+)?)/g;

function patternOf(line: string): string {
  if (line.trim() === '…') return '(?:[^\\n]*\\n)*?';
  const found = [...line.matchAll(variable)].map(([text]) => anyOf(text));
  const [first = '', ...rest] = line.split(variable).map(quote);
  return `${first}${rest.map((text, index) => `${found[index]}${text}`).join('')} *\\n`;
}

function anyOf(text: string): string {
  if (text === '…') return '[^\\n]*?';
  return text.startsWith('0x') ? '0x[\\da-f]+' : '[\\d,]+(?:\\.\\d+)?';
}

function quote(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&').replace(/ +/g, ' +');
}
