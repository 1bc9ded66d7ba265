import { basename, dirname, join } from 'node:path';
import { App, ApiObject, Chart } from 'cdk8s';
import { forEachFile } from './object-file.ts';

// Child program: what cdk8s itself takes for the objects, in its kindest form.
const [source = '', outdir = '', form = 'app-per-file'] = process.argv.slice(2);
const apps = new Map<string, App>();
const result = forEachFile(source, ({ path, objects }) => {
  const folder = join(outdir, dirname(path));
  const app =
    form === 'app-per-file' ? new App({ outdir: folder }) : (apps.get(folder) ?? new App({ outdir: folder }));
  apps.set(folder, app);
  const chart = new Chart(app, basename(path, '.k8s.yaml'));
  for (const [index, object] of objects.entries()) new ApiObject(chart, `o${index}`, object);
  if (form === 'app-per-file') app.synth();
});
if (form !== 'app-per-file') for (const app of apps.values()) app.synth();
process.stdout.write(JSON.stringify(result));
