import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { checkNode } from '@usctp/kubernetes';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { hostWithLoaded, onHost } from './host.ts';

const eps = ` ENDPT     SOCK   STY SST HBKT LPORT   UID INODE LADDRS
ffff888004d5c000 ffff888004d6a000 2   10  29   38412     0 71001 192.0.2.2 2001:db8:a::2
ffff888004d5c800 ffff888004d6a800 2   10  30   38413     0 71099 192.0.2.2
`;
const assocs = ` ASSOC     SOCK   STY SST ST HBKT ASSOC-ID TX_QUEUE RX_QUEUE UID INODE LPORT RPORT LADDRS <-> RADDRS HBINT INS OUTS MAXRT T1X T2X RTXC wmema wmemq sndbuf rcvbuf
ffff888004e00000 ffff888004e01000 2   1   3  0       1        0        0       0 71002 2905  5001  192.0.2.2 <-> *192.0.2.1 \t    7500    10    10   10    0    0        0        1        0   212992   212992
`;

/** A host with three processes in two network namespaces. */
const files = {
  ...hostWithLoaded,
  'proc/7/comm': 'amf\n',
  'proc/7/net/sctp/eps': eps,
  'proc/7/net/sctp/assocs': assocs,
  'proc/7/fd/x': '',
  'proc/7/ns/x': '',
  'proc/8/comm': 'sleep\n',
  'proc/8/net/sctp/eps': eps,
  'proc/8/fd/x': '',
  'proc/8/ns/x': '',
  'proc/9/comm': 'smf\n',
  'proc/9/net/sctp/eps': eps.replace('71001', '72001').replace('38412', '3868').replace('71099', '0'),
  'proc/9/fd/x': '',
  'proc/9/ns/x': '',
};

function link(folder: string, links: Readonly<Record<string, string>>): void {
  for (const [path, to] of Object.entries(links)) symlinkSync(to, join(folder, 'proc', path));
}

describe('processes with sockets of the kernel', (test) => {
  test('are found in every network namespace, with their ports', () =>
    onHost(files, (host, folder) => {
      link(folder, { '7/ns/net': 'net:[1]', '8/ns/net': 'net:[1]', '9/ns/net': 'net:[2]' });
      link(folder, { '7/fd/3': 'socket:[71001]', '7/fd/4': 'socket:[71002]', '7/fd/5': '/dev/null' });
      link(folder, { '8/fd/3': 'socket:[5]', '9/fd/3': 'socket:[72001]' });
      const { holders, reasons } = checkNode(host);
      assert.equal(holders, [
        { pid: 7, program: 'amf', ports: [2905, 38_412] },
        { pid: 9, program: 'smf', ports: [3868] },
      ]);
      const text = reasons.join('\n');
      assert.match(text, 'Process 7 (amf) has SCTP sockets of it: ports 2905, 38412.');
      assert.match(text, 'There are SCTP sockets of processes that cannot be seen: port 38413.');
    }));

  test('are not there on a host that has none', () =>
    onHost({ ...hostWithLoaded, 'proc/7/comm': 'sh\n' }, (host, folder) => {
      rmSync(join(folder, 'proc/7/comm'));
      const { holders, reasons } = checkNode(host);
      assert.equal(holders, []);
      assert.not.match(reasons.join('\n'), /sockets/);
    }));

  test('are said to be hidden where they cannot be looked at', () =>
    onHost({ ...files }, (host, folder) => {
      rmSync(join(folder, 'proc/8/fd'), { recursive: true });
      link(folder, { '8/fd': 'fd' });
      assert.match(checkNode(host).reasons.join('\n'), 'Processes that cannot be looked at: 1; run it as root.');
    }));
});
