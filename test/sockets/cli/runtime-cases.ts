import { SctpError } from 'usctp';
import { type Case, udp } from './doctor-cases.ts';

const noPrivilege = async () => ({ error: new SctpError('ERR_SCTP_NO_PRIVILEGE', 'no privilege') });
const noCapability = { '/proc/self/status': 'CapEff:\t0000000000000000\n' };
const ruledOut = { '/proc/self/status': 'CapEff:\t0000000000000000\nCapBnd:\t0000000000000000\n' };
const lockedOut = { '/proc/self/status': 'CapEff:\t0000000000000000\nNoNewPrivs:\t1\n' };
const pod = { '/var/run/secrets/kubernetes.io/serviceaccount/token': '' };
const noAddon = async () => ({ error: new SctpError('ERR_SCTP_NO_RAW_SOCKET', 'the package is not installed') });
const unbuilt = async () => ({
  error: new SctpError('ERR_SCTP_NO_RAW_SOCKET', 'the addon is not built for this Node'),
});

/** What is found of the addon and of the privilege where. */
export const runtimeCases: readonly Case[] = [
  ['addon', 'loaded', {}, 'ok', /loads/],
  ['addon', 'absent', { openRaw: noAddon }, 'problem', /not installed/, /npm install raw-socket/],
  ['addon', 'absent, for UDP', { openRaw: noAddon }, 'warning', /not installed/, /npm install/, udp],
  [
    'addon',
    'absent from another project',
    { openRaw: noAddon, files: { '/srv/app/package.json': '{}' }, workingFolder: '/root' },
    'problem',
    /not installed/,
    /npm install --prefix \/srv\/app raw-socket$/,
  ],
  [
    'addon',
    'absent from the global folder',
    { openRaw: noAddon, workingFolder: '/root' },
    'problem',
    /not installed/,
    /npm install --global raw-socket$/,
  ],
  [
    'addon',
    'absent, for a new Node.js',
    { openRaw: noAddon, nodeVersion: '24.0.0' },
    'problem',
    /not installed/,
    / && npm pkg set overrides\.nan=\^2\.30\.0 && npm install raw-socket$/,
  ],
  [
    'addon',
    'not built, for a new Node.js',
    { openRaw: unbuilt, nodeVersion: '26.0.0' },
    'problem',
    /not built/,
    /overrides\.nan=\S+ && npm install raw-socket && npm rebuild raw-socket$/,
  ],
  [
    'addon',
    'absent from the global folder of a new Node.js',
    { openRaw: noAddon, nodeVersion: '26.0.0', workingFolder: '/root' },
    'problem',
    /not installed/,
    /^nvm install 22/,
  ],
  ['addon', 'not built', { openRaw: unbuilt }, 'problem', /not built/, /npm rebuild raw-socket/],
  ['addon', 'failing', { openRaw: async () => ({ error: 'EMFILE' }) }, 'problem', /EMFILE/, /--transport udp/],
  ['addon', 'on another system', { platform: 'darwin' }, 'problem', /Linux, not on darwin/, /--transport udp/],
  ['capability', 'there', {}, 'ok', /is effective/],
  [
    'capability',
    'missing',
    { openRaw: noPrivilege, files: noCapability },
    'problem',
    /is not effective$/,
    /^sudo setcap cap_net_raw\+ep \/usr\/bin\/node$/,
  ],
  [
    'capability',
    'locked out',
    { openRaw: noPrivilege, files: lockedOut },
    'problem',
    /no_new_privs/,
    /AmbientCapabilities=CAP_NET_RAW/,
  ],
  [
    'capability',
    'ruled out',
    {
      openRaw: noPrivilege,
      files: ruledOut,
    },
    'problem',
    /bounding set/,
    /--cap-add NET_RAW/,
  ],
  [
    'capability',
    'ruled out in a pod',
    { openRaw: noPrivilege, files: { ...ruledOut, ...pod } },
    'problem',
    /bounding set/,
    /^kubectl patch deployment NAME -p '.*"securityContext":\{"capabilities":\{"add":\["NET_RAW"\]\}\}/,
  ],
  [
    'capability',
    'missing in a pod',
    { openRaw: noPrivilege, files: { ...noCapability, ...pod } },
    'problem',
    /is not effective$/,
    /^in the image: RUN setcap cap_net_raw\+ep \/usr\/bin\/node$/,
  ],
  [
    'capability',
    'locked out in a pod',
    { openRaw: noPrivilege, files: { ...lockedOut, ...pod } },
    'problem',
    /no_new_privs/,
    /^in the image: RUN setcap .*"allowPrivilegeEscalation":true/,
  ],
  ['capability', 'of another namespace', { openRaw: noPrivilege }, 'problem', /another user namespace/, /outside/],
  ['capability', 'without the addon', { openRaw: noAddon, files: noCapability }, 'problem', /not effective/, /setcap/],
  [
    'capability',
    'unreadable',
    { openRaw: noAddon, files: { '/proc/self/status': undefined } },
    'unknown',
    /cannot be read/,
    /mount/,
  ],
];
