/**
 * What is not SCTP: `serve PORT` echoes what comes by TCP and by UDP; `ask tcp|udp ADDRESS PORT` says by its event whether an
 * echo came, or that it was refused.
 */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { print } from './program.ts';

const [role, ...rest] = process.argv.slice(2);
if (role === 'serve') await serve(Number(rest[0]));
else await ask(rest[0] === 'udp' ? askUdp : askTcp, rest[1] ?? '', Number(rest[2]));

async function serve(port: number): Promise<void> {
  const tcp = createServer((socket) => socket.pipe(socket)).listen(port);
  const udp = createSocket('udp4').bind(port);
  udp.on('message', (data, from) => udp.send(data, from.port, from.address));
  await Promise.all([once(tcp, 'listening'), once(udp, 'listening')]);
  print({ event: 'listening' });
}

async function ask(by: typeof askTcp, address: string, port: number): Promise<void> {
  try {
    await by(address, port);
    print({ event: 'asked', result: 'echo' });
  } catch (error) {
    print({ event: 'asked', result: (error as NodeJS.ErrnoException).code });
  }
  process.exit();
}

async function askTcp(address: string, port: number): Promise<void> {
  const socket = connect(port, address);
  socket.write('hello');
  await once(socket, 'data');
}

async function askUdp(address: string, port: number): Promise<void> {
  const socket = createSocket('udp4');
  socket.connect(port, address);
  await once(socket, 'connect');
  socket.send('hello');
  await once(socket, 'message');
}
