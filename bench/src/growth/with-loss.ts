import { SimulatedNetwork } from 'usctp/simulation';
import { type Curve, measureCurve } from './curve.ts';

const size = 1000;
const messageCount = 20_000;
/** One way, in ms: some hundred packets are under way at once, so that there are gaps to report. */
const delay = 10;
const bandwidth = 100e6;
const percentages = [0, 0.1, 0.5, 1, 2, 3, 4, 5];

/** One association over a link that loses ever more packets, so that SACKs have gap blocks. */
export function growLoss(): Curve {
  const curve = { title: 'Loss', grows: '% of packets lost', isLogarithmic: false };
  return measureCurve(curve, percentages, (percentage) => {
    const network = new SimulatedNetwork({ seed: 1, link: { delay, bandwidth, loss: percentage / 100 } });
    let received = 0;
    const z = network.host({
      addresses: ['192.0.2.2'],
      port: 5001,
      onEvent: (_association, { type }) => {
        if (type === 'message') received += 1;
      },
    });
    const a = network.host({ addresses: ['192.0.2.1'], port: 5000 });
    z.listen();
    const association = a.connect(z);
    network.runUntil(() => association.state === 'ESTABLISHED');
    const data = new Uint8Array(size).fill(7);
    return {
      messageCount,
      run: () => {
        for (let i = 0; i < messageCount; i += 1) association.send(data, { stream: 0 });
        if (!network.runUntil(() => received === messageCount)) throw new Error(`${received} messages arrived`);
      },
    };
  });
}
