/** Sends two messages, and has the streams of the association change, or lets the peer do it. */
import { connect, raw } from 'usctp';
import { inputEnd, print } from './program.ts';

const [localAddress = '', peerAddress = '', port = '', role] = process.argv.slice(2);
const association = await connect({
  port: Number(port),
  addresses: [peerAddress],
  localAddresses: [localAddress],
  transport: raw(),
  // More than there are at first, so that the peer may add some.
  inboundStreams: 100,
  outboundStreams: 100,
  acceptReconfiguration: true,
});
association.on('streamReset', (reset) => print({ event: 'streamReset', ...reset }));
association.on('streamChange', (counts) => print({ event: 'streamChange', ...counts }));
const heard = new Promise((resolve) => {
  association.on('message', ({ stream, ssn }) => {
    print({ event: 'message', stream, ssn });
    resolve(undefined);
  });
});
for (let i = 0; i < 2; i += 1) await association.send('before', { stream: 1 });

if (role === 'ask') {
  await heard;
  const steps: Readonly<Record<string, () => Promise<void>>> = {
    'reset outbound': () => association.resetStreams([1]),
    'reset inbound': () => association.requestStreamReset([1]),
    'add outbound': () => association.addStreams({ outbound: 2 }),
    'add inbound': () => association.addStreams({ inbound: 2 }),
  };
  for (const [what, step] of Object.entries(steps)) {
    await step();
    print({ event: 'done', what });
  }
} else {
  await inputEnd();
}
await association.shutdown();
