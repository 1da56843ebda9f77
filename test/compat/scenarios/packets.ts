import type { Fields } from 'usctp/compat';
import type { Scenarios, Sctp } from './stage.ts';

const wholeMessage = { B: 1, E: 1, U: 0, I: 0 };

/** Made anew each time: the package changes what it is given. */
const chunks = (): readonly (readonly [name: string, fields: Fields])[] => [
  ['data', { flags: wholeMessage, tsn: 7, stream_id: 1, ssn: 2, ppid: 46, user_data: Buffer.from('hello') }],
  [
    'init',
    {
      initiate_tag: 2_925_606_774,
      a_rwnd: 62_464,
      outbound_streams: 10,
      inbound_streams: 65_535,
      initial_tsn: 1_553_697_926,
      ipv4_address: ['10.211.55.18', '10.211.55.19'],
      supported_address_type: 5,
      ecn_supported: true,
      forward_tsn_supported: true,
    },
  ],
  ['init_ack', { initiate_tag: 1, a_rwnd: 5000, outbound_streams: 2, inbound_streams: 3, initial_tsn: 4 }],
  ['init_ack', { initiate_tag: 1, a_rwnd: 5000, state_cookie: Buffer.from('cookie') }],
  ['sack', { c_tsn_ack: 9, a_rwnd: 1500 }],
  ['sack', { c_tsn_ack: 9, a_rwnd: 1500, sack_info: { gap_blocks: [{ start: 2, finish: 3 }], duplicate_tsn: [5, 6] } }],
  ['heartbeat', { heartbeat_info: Buffer.from('beat!') }],
  ['heartbeat_ack', { heartbeat_info: Buffer.from('beat') }],
  ['abort', { flags: { T: 1 } }],
  ['abort', { error_causes: [{ cause: 'USER_INITIATED_ABORT', abort_reason: 'enough' }] }],
  ['error', { error_causes: [{ cause: 'INVALID_STREAM_IDENTIFIER', stream_id: 7 }, { cause: 'OUT_OF_RESOURCE' }] }],
  [
    'error',
    { error_causes: [{ cause: 'UNRECONGNIZED_CHUNK_TYPE', unrecognized_chunk: Buffer.from('fe000004', 'hex') }] },
  ],
  ['shutdown', { c_tsn_ack: 9 }],
  ['shutdown_ack', {}],
  ['shutdown_complete', { flags: { T: 1 } }],
  ['cookie_echo', { cookie: Buffer.from('cookie') }],
  ['cookie_ack', {}],
  ['auth', { shared_key_id: 1, hmac_id: 3, hmac: Buffer.alloc(32, 1) }],
];

function bytesOf({ Chunk }: Sctp): Buffer[] {
  return chunks().map(([name, fields]) => new Chunk(name, fields).toBuffer());
}

/** What JSON keeps of a chunk, in the order of the names. */
function plain(chunk: object): Fields {
  return Object.fromEntries(Object.entries(chunk).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Chunks and packets as values and as bytes. */
export const packets: Scenarios = {
  'chunks become the same bytes': async ({ client }) => bytesOf(client).map((bytes) => bytes.toString('hex')),

  'bytes become the same chunks': async ({ client }) => {
    const read = bytesOf(client).map((bytes) => client.Chunk.fromBuffer(bytes));
    return read.map((chunk) => chunk && plain(chunk));
  },

  'a chunk has the fields that it was made of': async ({ client }) => {
    const [, init] = chunks();
    return init && plain(new client.Chunk(...init));
  },

  'chunks without name, and what is no chunk, are told': async ({ client }) =>
    ['3f000004', 'c5000004', '01000008ffffffff', '000003'].map((hex) => {
      const chunk = client.Chunk.fromBuffer(Buffer.from(hex, 'hex'));
      return chunk && [chunk.chunkId, chunk.action, chunk.error];
    }),

  'packets become the same bytes, and bytes the same packets': async ({ client }) => {
    const made = new client.Packet({ src_port: 10_000, dst_port: 2905, v_tag: 483_748 }, bytesOf(client).slice(0, 3));
    const bytes = made.toBuffer();
    const read = client.Packet.fromBuffer(bytes);
    return [bytes.toString('hex'), made.checksum, read && plain(read)];
  },

  'packets that are damaged say so': async ({ client }) => {
    const bytes = new client.Packet({ src_port: 1, dst_port: 2, v_tag: 3 }, bytesOf(client).slice(0, 1)).toBuffer();
    const damaged = Buffer.from(bytes);
    damaged[20] = 0xff;
    const cut = client.Packet.fromBuffer(bytes.subarray(0, 20));
    const wrong = client.Packet.fromBuffer(damaged);
    return [
      cut && [cut.length_error, cut.chunks?.length],
      wrong === false || wrong.checksum_error,
      client.Packet.fromBuffer(bytes.subarray(0, 7)),
    ];
  },

  'messages are put together, in order': async ({ client }) => {
    const reassembly = new client.Reassembly({ rwnd: 100_000 });
    reassembly.init({ initial_tsn: 1 });
    const seen: unknown[] = [];
    reassembly.on('data', (data: Buffer, stream: number, ppid: number) => seen.push([data.toString(), stream, ppid]));
    const take = (tsn: number, ssn: number, flags: object, text: string) => {
      const fields = { tsn, ssn, stream_id: 1, ppid: 46, flags, user_data: Buffer.from(text) };
      return reassembly.process(new client.Chunk('data', fields));
    };
    const first = take(1, 0, { B: 1, E: 0 }, 'he');
    const third = take(3, 1, { B: 1, E: 1 }, 'world');
    const withGap = reassembly.sackInfo();
    const second = take(2, 0, { B: 0, E: 1 }, 'llo');
    const again = take(2, 0, { B: 0, E: 1 }, 'llo');
    const { c_tsn_ack, sack_info } = reassembly.sackInfo();
    reassembly.pause(1);
    const paused = take(4, 2, { B: 1, E: 1 }, 'not now');
    reassembly.unpause(1);
    const resumed = take(4, 2, { B: 1, E: 1 }, 'now');
    const { c_tsn_ack: gap, sack_info: gaps } = withGap;
    return { seen, results: [first, third, second, again, paused, resumed], gap, gaps, c_tsn_ack, sack_info };
  },

  'only data is put together': async ({ client }) => {
    const reassembly = new client.Reassembly();
    reassembly.init({ initial_tsn: 1 });
    try {
      return reassembly.process(new client.Chunk('cookie_ack', {}));
    } catch (error) {
      return error instanceof Error;
    }
  },
};
