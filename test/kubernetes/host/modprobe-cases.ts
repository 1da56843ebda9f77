/** A file of modprobe.d, and whether its first `install` line for sctp does nothing, as libkmod 30 reads it. */
export interface ModprobeCase {
  readonly title: string;
  readonly text: string;
  readonly isBlocked: boolean;
}

const kept = (title: string, text: string): ModprobeCase => ({ title, text, isBlocked: true });
const loaded = (title: string, text: string): ModprobeCase => ({ title, text, isBlocked: false });

export const modprobeCases: readonly ModprobeCase[] = [
  kept('are words between blanks and tabs', '  install\tsctp\t/bin/false\n'),
  kept('need no end', 'install sctp /bin/false'),
  kept('take the first of several', 'install sctp /bin/true\ninstall sctp /sbin/modprobe -i sctp\n'),
  loaded('take the first of several, also when it loads', 'install sctp modprobe -i sctp\ninstall sctp /bin/false\n'),
  loaded('are no comments', '#install sctp /bin/false\n# install sctp /bin/false\n'),
  kept('have comments as arguments', 'install sctp /bin/false # no\n'),
  kept('may come after empty ones', '\n\n   \n\ninstall sctp /bin/false\n'),
  loaded('are ignored without a command', 'install sctp\ninstall sctp \n'),
  kept('count with a command of blanks, which does nothing', 'install sctp  \n'),
  loaded('know no capitals', 'Install sctp /bin/false\n'),
  loaded('know no quotes', 'install "sctp" /bin/false\n'),
  loaded('know no other white space', 'install sctp\v/bin/false\n'),
  kept('are there beside keywords of old', 'include /x\ninstall sctp /bin/false\n'),
  loaded(
    'are not those of other keywords',
    'remove sctp /bin/false\nsoftdep sctp pre: x\noptions sctp install=/bin/false\n',
  ),
  loaded('are not those of other modules', 'install sctp_diag /bin/false\ninstall xt_sctp /bin/false\n'),
  loaded('are not those of aliases', 'install net-pf-2-proto-132 /bin/false\nalias net-pf-2-proto-132 off\n'),
  loaded('blacklist the aliases only', 'blacklist sctp\n'),
  kept('go on after a backslash', 'install sctp /bin/fal\\\nse\n'),
  kept('go on after it without a blank', 'install sc\\\ntp /bin/false\n'),
  loaded('go on in comments, too', '# x \\\ninstall sctp /bin/false\n'),
  kept('have other characters after a backslash', 'install sct\\p /bin/false\n'),
  kept('have patterns with *', 'install s* /bin/false\n'),
  kept('have patterns with ?', 'install s?tp /bin/false\n'),
  kept('have patterns with ranges', 'install s[a-d]tp /bin/false\n'),
  loaded('have patterns with ranges that do not match', 'install s[d-z]tp /bin/false\n'),
  kept('have patterns with !', 'install s[!x]tp /bin/false\n'),
  kept('have patterns with ^', 'install s[^x]tp /bin/false\n'),
  loaded('have patterns with ! that do not match', 'install s[!c]tp /bin/false\n'),
  kept('have patterns that come before names', 'install [s]* /bin/true\ninstall sctp modprobe -i sctp\n'),
  kept('are ignored with a bracket that does not close', 'install sctp[ modprobe -i sctp\ninstall sctp /bin/false\n'),
  loaded('are ignored with classes of characters', 'install s[[:alpha:]]tp /bin/false\n'),
  loaded('have no patterns after blacklist', 'blacklist sct*\n'),
];
