import type { udp } from 'usctp';

type Udp = ReturnType<typeof udp>;

/** The transport, whose packets are not received while `isDeaf`. */
export function deafen(transport: Udp, isDeaf: () => boolean): Pick<Udp, 'encapsulationOverhead' | 'open'> {
  return {
    encapsulationOverhead: transport.encapsulationOverhead,
    open: (options) =>
      transport.open({
        ...options,
        receiver: {
          receive: (...packet) => {
            if (!isDeaf()) options.receiver.receive(...packet);
          },
          fail: (error) => options.receiver.fail(error),
        },
      }),
  };
}
