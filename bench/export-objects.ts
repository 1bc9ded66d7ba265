import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { objectDigest, type Release } from '../lib/release/release.ts';
import { loadProject } from '../lib/cli/project.ts';
import { renderEnvironment } from '../lib/cli/judge.ts';
import { manifestId } from '../lib/model/manifest.ts';
import { resolve } from '../lib/policies/resolve.ts';
import type { ObjectFile } from './object-file.ts';

// Child program: the objects of a rendered repository as JSON, a line a file, for the yardsticks. They are
// rendered again, which is quicker than to parse 300,000 YAML documents; each is held against the digest that
// the measured run left in release.json, so that both have the same objects.
const [root = '', rendered = '', target = ''] = process.argv.slice(2);
const project = loadProject({ root, today: new Date().toISOString().slice(0, 10) });
if (!project.ok) throw new Error('the generated repository is refused');
const descriptor = openSync(target, 'w');
for (const environment of project.value.environments) {
  const name = environment.environment;
  const release = JSON.parse(readFileSync(join(rendered, name, 'release.json'), 'utf8')) as Release;
  let count = 0;
  for (const { system, unit, manifests } of renderEnvironment(resolve(project.value.catalog, environment))) {
    for (const manifest of manifests) {
      const id = manifestId(manifest);
      if (release.objects[id] !== objectDigest(manifest))
        throw new Error(`${name}: ${id} is not as rendered`);
    }
    count += manifests.length;
    const file: ObjectFile = { path: `${name}/${system}/${unit}.k8s.yaml`, objects: manifests };
    writeSync(descriptor, `${JSON.stringify(file)}\n`);
  }
  if (count !== Object.keys(release.objects).length) throw new Error(`${name}: objects are missing`);
}
closeSync(descriptor);
