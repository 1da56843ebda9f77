/** A way by which the kernel's SCTP module gets loaded, unless something prevents it. */
export interface LoadingWay {
  readonly title: string;
  readonly command: string;
  /** `socket`: the kernel asks for the module by an alias. `name`: root asks for it. `force`: past what modprobe is told. */
  readonly by: 'socket' | 'name' | 'force';
}

/** In a network namespace of its own, without a capability. */
const asNobody = 'unshare -n open-socket --as 65534';

export const loadingWays: readonly LoadingWay[] = [
  ...['inet', 'inet6'].flatMap((family) =>
    ['stream', 'seqpacket'].map(
      (type): LoadingWay => ({
        title: `a socket of anybody: ${family}, ${type}`,
        command: `${asNobody} ${family} ${type}`,
        by: 'socket',
      }),
    ),
  ),
  // A kind of socket that SCTP does not have is refused once the module has been loaded for it.
  { title: 'a socket that comes to nothing', command: `${asNobody} inet dgram`, by: 'socket' },
  { title: 'an application', command: 'sctp-peer client 192.0.2.1 --port 9 --count 1', by: 'socket' },
  { title: 'modprobe sctp', command: 'modprobe sctp', by: 'name' },
  { title: 'modprobe sctp_diag, which needs it', command: 'modprobe sctp_diag', by: 'name' },
  { title: 'modprobe --ignore-install', command: 'modprobe -i sctp', by: 'force' },
];
