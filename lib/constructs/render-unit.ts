import { ApiObject, App, Chart, LazyResolver, NumberStringUnionResolver } from 'cdk8s';
import { type Manifest, manifestId } from '../model/manifest.ts';
import { compare } from '../model/text/problem.ts';
import { waveOf } from '../policies/gitops.ts';

/** What a unit's objects are added to; systems need to know no more of cdk8s. */
export type UnitChart = Chart;

/** cdk8s asks every resolver for every value: none here that the engine's constructs do not need. */
class UnitApp extends App {
  override readonly resolvers = [new LazyResolver(), new NumberStringUnionResolver()];
}

/**
 * The objects of one unit in the order in which they are applied: by wave, kind and name, whatever the order
 * in which they were made. Each unit is an App of its own, so that memory stays that of one unit.
 * @throws Error on what cdk8s would write without a word: two objects of one name, a number that YAML
 * readers do not agree on, a null.
 */
export function renderUnit(name: string, build: (chart: UnitChart) => void): Manifest[] {
  const chart = new Chart(new UnitApp({ outdir: 'unused' }), name);
  build(chart);
  // Not by `chart.toJson`, which orders by dependencies first: waves are the order here.
  const manifests = chart.node
    .findAll()
    .filter((construct) => ApiObject.isApiObject(construct))
    .map((object) => object.toJson() as Manifest)
    .map((manifest) => ({ manifest, wave: waveOf(manifest.kind), id: manifestId(manifest) }))
    .sort((a, b) => a.wave - b.wave || compare(a.id, b.id));
  for (const [index, { id, manifest }] of manifests.entries()) {
    if (manifests[index - 1]?.id === id) throw new Error(`two objects are ${id}`);
    refuseUnsafe(manifest, id);
  }
  return manifests.map(({ manifest }) => manifest);
}

function refuseUnsafe(value: unknown, id: string): void {
  const found = unsafe(value);
  if (found === undefined) return;
  throw new Error(`${[id, ...found.path].join('.')}: ${found.why}`);
}

/** Its path is made on the way back, for most values have nothing to tell. */
function unsafe(value: unknown): { readonly path: string[]; readonly why: string } | undefined {
  if (typeof value === 'number' && (!Number.isFinite(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER))
    return { path: [], why: `the number ${value} would be written wrongly` };
  if (value === null) return { path: [], why: 'null would vanish' };
  if (typeof value !== 'object') return undefined;
  for (const key of Object.keys(value)) {
    const found = unsafe((value as Record<string, unknown>)[key]);
    if (found !== undefined) return { path: [key, ...found.path], why: found.why };
  }
  return undefined;
}
