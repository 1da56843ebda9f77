import * as assert from 'uvu/assert';
import { describe } from '../helpers/describe.ts';
import { Project } from './project.ts';
import { runReadmePrograms } from './readme-programs.ts';

const bin = './node_modules/.bin/usctp-k8s';

describe('the packed Kubernetes package in an empty project', (test) => {
  let project: Project;

  test.before(() => {
    project = new Project();
    project.install(['@usctp/kubernetes']);
  });
  test.after(() => project.remove());

  test('is found by npx under both its names, and shows its help', () => {
    for (const name of ['usctp-k8s', 'kubectl-usctp']) {
      const help = project.succeed('npx', '--no', '--', name, '--help');
      for (const command of ['dedicate', 'status', 'generate', 'lint']) assert.match(help, `\n  ${command} `);
    }
  });

  test('generates what its own lint has nothing to say of, without the package usctp', () => {
    const image = ['--image', 'registry.example/amf:1'];
    project.write('amf.yaml', project.succeed(bin, 'generate', 'deployment', 'amf', ...image, '--port', '38412'));
    assert.match(project.succeed(bin, 'lint', '-f', 'amf.yaml'), '1 object, nothing found');
  });

  test('tells of a host by its exit code', () => {
    const { status, stdout } = project.run(bin, 'node', 'check', '--host-root', '/nonexistent');
    assert.is(status, 2, stdout);
  });
});

describe('the packed Kubernetes package beside the packed library', (test) => {
  let project: Project;

  test.before(() => {
    project = new Project();
    project.install(['usctp', '@usctp/kubernetes'], '--omit=optional', '--ignore-scripts');
    project.addTypeScript();
  });
  test.after(() => project.remove());

  test('runs the programs of its README, as strict TypeScript', () => {
    runReadmePrograms(project, 'packages/kubernetes/README.md');
  });
});
