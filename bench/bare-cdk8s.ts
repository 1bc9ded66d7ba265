import { basename, dirname, join } from 'node:path';
import { App, ApiObject, Chart } from 'cdk8s';
import { forEachFile } from './object-file.ts';

// Child program: what cdk8s itself takes for the objects, in its kindest form, an App a file. One App with a
// Chart a file is as quick at 100 contracts; at 1,000 it takes 46 s of processor time instead of 19 s and 507
// MB instead of 141, because every chart that is rendered walks the whole of its App.
const [source = '', outdir = ''] = process.argv.slice(2);
const result = forEachFile(source, ({ path, objects }) => {
  const app = new App({ outdir: join(outdir, dirname(path)) });
  const chart = new Chart(app, basename(path, '.k8s.yaml'));
  for (const [index, object] of objects.entries()) new ApiObject(chart, `o${index}`, object);
  app.synth();
});
process.stdout.write(JSON.stringify(result));
