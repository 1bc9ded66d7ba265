import { App, Chart } from 'cdk8s';
import { type Manifest, manifestId } from '../model/manifest.ts';
import { compare } from '../model/text/problem.ts';
import { waveOf } from '../policies/gitops.ts';

/** What a unit's objects are added to; systems need to know no more of cdk8s. */
export type UnitChart = Chart;

/**
 * The objects of one unit in the order in which they are applied: by wave, kind and name, whatever the order
 * in which they were made. Each unit is an App of its own, so that memory stays that of one unit.
 * @throws Error on what cdk8s would write without a word: two objects of one name, a number that YAML
 * readers do not agree on, a null.
 */
export function renderUnit(name: string, build: (chart: UnitChart) => void): Manifest[] {
  const chart = new Chart(new App({ outdir: 'unused' }), name);
  build(chart);
  const manifests = (chart.toJson() as Manifest[])
    .map((manifest) => ({ manifest, wave: waveOf(manifest.kind), id: manifestId(manifest) }))
    .sort((a, b) => a.wave - b.wave || compare(a.id, b.id));
  for (const [index, { id, manifest }] of manifests.entries()) {
    if (manifests[index - 1]?.id === id) throw new Error(`two objects are ${id}`);
    refuseUnsafe(manifest, id);
  }
  return manifests.map(({ manifest }) => manifest);
}

function refuseUnsafe(value: unknown, at: string): void {
  if (typeof value === 'number' && (!Number.isFinite(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER)) {
    throw new Error(`${at}: the number ${value} would be written wrongly`);
  }
  if (value === null) throw new Error(`${at}: null would vanish`);
  if (typeof value !== 'object') return;
  for (const [key, item] of Object.entries(value)) refuseUnsafe(item, `${at}.${key}`);
}
