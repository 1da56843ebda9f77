/** Name of the module as the kernel has it; `xt_sctp`, `nf_conntrack_sctp` and others are other modules. */
export const sctpModule = 'sctp';

/** A module that needs it, and that the kernel loads by itself for `ss`. */
export const sctpDiagModule = 'sctp_diag';

/**
 * Parameter of a kernel that has SCTP built in, or as modules, and is not to have any: the functions by which they start are
 * passed over. Both, as `ss` would have the second one look at what the first one makes.
 */
export const initcallBlacklist = 'initcall_blacklist=sctp_init,sctp_diag_init';

/** The function by which SCTP starts. */
export const sctpInitcall = 'sctp_init';

/**
 * Matches a name as libkmod does: `-` is `_` but within brackets, and the pattern is one of fnmatch(3). Undefined for a
 * pattern with brackets that do not close, whose line libkmod ignores.
 */
export function moduleMatcher(pattern: string): RegExp | undefined {
  let source = '';
  for (let index = 0; index < pattern.length; index += 1) {
    const character = pattern[index] ?? '';
    if (character === ']') return undefined;
    if (character === '[') {
      const end = pattern.indexOf(']', index);
      if (end === -1) return undefined;
      source += classOf(pattern.slice(index + 1, end));
      index = end;
    } else if (character === '*') source += '.*';
    else if (character === '?') source += '.';
    else if (character === '\\') {
      index += 1;
      source += literal(pattern[index] ?? '\\');
    } else source += literal(character === '-' ? '_' : character);
  }
  return new RegExp(`^${source}$`, 's');
}

/** A class of characters; one that is empty matches nothing, as its bracket closes it too early for fnmatch. */
function classOf(content: string): string {
  const isNegated = /^[!^]/.test(content);
  const members = isNegated ? content.slice(1) : content;
  if (members === '') return '(?!)';
  let source = '';
  for (let index = 0; index < members.length; index += 1) {
    const [first = '', dash, last] = members.slice(index);
    if (dash === '-' && last !== undefined) {
      if (first <= last) source += `${literal(first)}-${literal(last)}`;
      index += 2;
    } else source += literal(first);
  }
  return source === '' ? '(?!)' : `[${isNegated ? '^' : ''}${source}]`;
}

function literal(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/-]/, '\\$&');
}
