import { deploymentManifest, noSelectorManifests, renderManifests, serviceManifest } from '@usctp/kubernetes';
import * as assert from 'uvu/assert';
import { parse, parseAllDocuments } from 'yaml';
import { describe } from '../../helpers/describe.ts';

const ports = [{ port: 38_412 }];

describe('manifests as text', (test) => {
  test('are YAML that says why, with no anchors and no folded lines', () => {
    const manifest = deploymentManifest({ name: 'amf', image: `registry.example/${'a'.repeat(200)}:1`, ports });
    const text = renderManifests([manifest], 'yaml');
    assert.equal(parse(text), manifest);
    assert.is(renderManifests([manifest], 'yaml'), text);
    // The same labels are there twice: as one object, YAML would name it.
    assert.not.match(text, /[&*]a\d/);
    assert.match(text, /\n {6}# their taint keeps others away\n {6}tolerations:\n/);
    assert.match(text, '\n            runAsUser: 0 # NET_RAW has no effect for others\n');
    assert.match(text, `image: registry.example/${'a'.repeat(200)}:1\n`);
  });

  test('are several documents, or a List', () => {
    const manifests = noSelectorManifests({ name: 'amf', ports, addresses: ['192.0.2.1'] });
    const documents = parseAllDocuments(renderManifests(manifests, 'yaml'));
    assert.equal(
      documents.map((document) => document.toJS()),
      manifests,
    );
    assert.equal(JSON.parse(renderManifests(manifests, 'json')), { apiVersion: 'v1', kind: 'List', items: manifests });
    const service = serviceManifest({ name: 'amf', ports });
    assert.equal(JSON.parse(renderManifests([service], 'json')), service);
  });
});
