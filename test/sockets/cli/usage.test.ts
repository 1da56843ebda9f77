import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { killAll, runHere, usctp } from './command.ts';

const connect = 'connect --port 1 --address 192.0.2.1 --transport udp';
const listen = 'listen --port 1';

/** Command lines, and what is said of them. */
const mistakes: readonly (readonly [commandLine: string, ...complaints: string[]])[] = [
  ['', 'Usage: usctp'],
  ['perform', "unknown command 'perform'"],
  ['listen', "required option '--port <port>'"],
  ['listen --port http', "'--port <port>'", 'a whole number in 0–65535'],
  ['connect --port 0 --address 192.0.2.1', "'--port <port>'", 'a whole number in 1–65535'],
  ['connect --port 1', "required option '--address <ip>'"],
  [`${listen} --address localhost`, "'--address <ip>'", 'an IP address'],
  [`${listen} --mode shout`, "'--mode <name>'", 'echo, discard, chargen, print'],
  [`${listen} --transport tcp`, "'--transport <name>'", 'raw, udp'],
  [`${listen} --udp-port 9899`, "'--udp-port <port>'", '--transport udp'],
  ['connect --port 1 --address ::1 --peer-udp-port 9899', "'--peer-udp-port <port>'", '--transport udp'],
  [`${connect} --count 0`, "'--count <number>'", '1–1000000000'],
  [`${connect} --ppid 4294967296`, "'--ppid <number>'", '0–4294967295', 'diameter'],
  [`${connect} --set`, 'argument missing'],
  [`${connect} --set rtoMin`, "'--set <option=value>'", 'OPTION=VALUE'],
  [`${connect} --set rto=1`, "'--set <option=value>'", 'no option rto', 'rtoInitial, rtoMin'],
  [`${connect} --set rtoMin=0`, "'--set <option=value>'", 'rtoMin 0', '1–600000'],
  [`${connect} --set rtoMin=3000 --set rtoMax=2000`, 'rtoMin 3000 is above rtoMax 2000'],
  [`${connect} --set sackDelay=soon`, 'sackDelay is "soon"', 'a number'],
  [`${connect} --set sackDelay=1.5`, 'sackDelay 1.5', '0–500'],
  [`${listen} --set noDelay=1`, 'noDelay is 1', 'true or false'],
  [`${listen} --set outOfTheBlue=never`, 'outOfTheBlue is "never"', 'own-ports, abort or discard'],
  [`${listen} --set cookieKeys=xyz`, 'cookieKeys', 'hexadecimal'],
  [`${listen} --set cookieKeys=00112233445566778899aabbccddeeff,00`, 'cookie key of 1 bytes', 'at least 16'],
  [`${listen} --set advertise=192.0.2.1,here`, 'advertise', 'IP addresses'],
];

describe('the command line of usctp', (test) => {
  test.after.each(killAll);

  for (const [commandLine, ...complaints] of mistakes) {
    test(`\`usctp ${commandLine}\` is a usage error that says why`, async () => {
      const { exitCode, errors } = await runHere(commandLine);
      assert.is(exitCode, 2);
      for (const complaint of complaints) assert.match(errors, complaint);
    });
  }

  test('exits with 2 after a usage error, and points to --help', async () => {
    const program = usctp('listen', '--port', '70000');
    assert.is(await program.exitCode(), 2);
    assert.match(program.errors.all[0] ?? '', "option '--port <port>' argument '70000' is invalid");
    assert.is(program.errors.all[1], '(--help tells more)');
    assert.equal(program.output.all, []);
  });

  test('prints help and version on request, and exits with 0', async () => {
    for (const words of ['--version', '--help', 'connect --help', 'help listen']) {
      const { exitCode, output, errors } = await runHere(words);
      assert.equal([exitCode, errors], [0, '']);
      assert.match(output, words === '--version' ? /^\d+\.\d+\.\d+/ : /^Usage: usctp /);
    }
  });

  test('exits with 1 when a capture file cannot be written', async () => {
    const { exitCode, errors } = await runHere(`${listen} --pcapng /nowhere/file`);
    assert.is(exitCode, 1);
    assert.match(errors, /^usctp: ENOENT: .*\/nowhere\/file/);
  });

  test('goes on without the capture when the disk is full', async () => {
    const { exitCode, errors } = await runHere(`${connect} --timeout 1 --pcapng /dev/full`);
    assert.is(exitCode, 1);
    assert.match(errors, /^usctp: warning: the capture ends here: ENOSPC.*\nusctp: no association with 192\.0\.2\.1/);
  });

  test('takes options of every kind, and fails at an address that is not of this host', async () => {
    const settings = [
      'cookieKeys=00112233445566778899aabbccddeeff,ffeeddccbbaa99887766554433221100',
      'advertise=192.0.2.1,2001:db8::1',
      'noDelay=false',
      'pathMtu=1200',
      'outOfTheBlue=discard',
    ];
    const words = settings.map((setting) => `--set ${setting}`).join(' ');
    const common = `--transport udp --udp-port 0 --json ${words}`;
    const { exitCode, output } = await runHere(`${listen} --address 192.0.2.1 --address 192.0.2.2 ${common}`);
    assert.is(exitCode, 1);
    assert.match(output, /^{"event":"error","code":"ERR_SCTP_ADDRESS_NOT_AVAILABLE","error":".*192\.0\.2\.1/);
  });
});
