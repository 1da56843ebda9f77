/** Takes TCP connections on loopback, of the network namespace that it runs in, and passes them on to a Unix socket. */
import { connect, createServer } from 'node:net';

const [port, path = ''] = process.argv.slice(2);
createServer((inside) => {
  const outside = connect(path);
  inside.pipe(outside).pipe(inside);
  for (const socket of [inside, outside]) socket.on('error', () => [inside, outside].map((one) => one.destroy()));
}).listen(Number(port), '127.0.0.1', () => console.log('listening'));
