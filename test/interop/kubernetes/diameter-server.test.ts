import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest } from '@usctp/kubernetes';
import * as assert from 'uvu/assert';
import { parseAllDocuments } from 'yaml';
import { Folders, runHere } from '../../diameter/cli/server.ts';
import { describe } from '../../helpers/describe.ts';
import { createManifest } from './created.ts';
import { inCluster } from './in-cluster.ts';

const configuration = `identity: server.example.com
realm: example.com
currency: { code: 978, exponent: -2 }
tariffs: [{ unit: CC-Time, price: 10, per: 60, grant: 600 }]
http: { port: 9090, address: 0.0.0.0 }
store: /var/lib/usctp-diameter
`;

describe('the manifests of a Diameter server', (test) =>
  inCluster(test, (add) => {
    for (const transport of ['raw', 'udp']) {
      add(`are taken whole by a real API server: ${transport}`, async (at) => {
        const folders = new Folders();
        const file = join(folders.make(), 'server.yaml');
        writeFileSync(file, `${configuration}listen: { transport: ${transport} }\n`);
        const name = `diameter-${transport}`;
        const { output, errors } = await runHere(
          'manifest',
          '-c',
          file,
          '--image',
          'registry.example/a:1',
          '--name',
          name,
        );
        folders.remove();
        assert.is(errors, '');
        const manifests = parseAllDocuments(output).map((document) => document.toJS() as Manifest); // as they are made
        assert.is(manifests.length, 3);
        for (const manifest of manifests) await createManifest(at, manifest);
      });
    }
  }));
