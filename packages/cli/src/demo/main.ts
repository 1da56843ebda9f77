/** An association between two processes on loopback, in UDP: `npm run demo`. Exits with 0 when all went well. */
import { fork } from 'node:child_process';
import { on } from 'node:events';
import { fileURLToPath } from 'node:url';
import picocolors from 'picocolors';
import { converseDemo } from './client.ts';
import { describeDemo, listFaults } from './report.ts';
import { type ServerNews, serveDemo } from './server.ts';

const deadline = 10_000;

if (process.argv[2] === 'server') await runServer();
else await runClient();

async function runServer(): Promise<void> {
  process.once('disconnect', () => process.exit());
  await serveDemo((news) => process.send?.(news));
}

async function runClient(): Promise<void> {
  const colors = picocolors.createColors(process.stdout.isTTY && picocolors.isColorSupported);
  const server = fork(fileURLToPath(import.meta.url), ['server']);
  const timer = setTimeout(() => fail(`not done after ${deadline / 1000} s`), deadline);
  const fail = (reason: string) => {
    console.error(colors.red(`The demo has failed: ${reason}`));
    server.kill();
    process.exit(1);
  };
  try {
    console.log('SCTP in UDP (RFC 6951): a client and a server, two processes on 127.0.0.1\n');
    const news = readNews(server);
    const listening = await nextNews(news);
    if (listening.news !== 'listening') throw new Error('the server did not listen');
    const result = await converseDemo(listening);
    const end = await nextNews(news);
    console.log(describeDemo(result, end, colors));
    process.exitCode = listFaults(result, end).length === 0 ? 0 : 1;
  } catch (error) {
    fail(error instanceof Error ? error.message : String(error));
  }
  clearTimeout(timer);
  server.disconnect();
}

type NewsReader = AsyncIterableIterator<[ServerNews]>;

/** What the process tells, kept until it is read; ends with the process. */
function readNews(server: ReturnType<typeof fork>): NewsReader {
  // `as`: the types of Node do not say of what messages are; ours come from serveDemo alone.
  return on(server, 'message', { close: ['exit'] }) as NewsReader;
}

async function nextNews(news: NewsReader): Promise<ServerNews> {
  const { value, done } = await news.next();
  if (done) throw new Error('the process of the server has ended early');
  return value[0];
}
