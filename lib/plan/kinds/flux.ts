import type { Manifest } from '../../model/manifest.ts';
import { at, textAt } from '../../model/plain-object.ts';
import { destructive, review, type Verdict } from '../risk.ts';
import type { World } from '../world.ts';
import { cascade, elsewhere, left, otherObjects, stays, unasked } from './applied-elsewhere.ts';
import type { Changed, Meaning, Scene } from './meaning.ts';

function prunes(kustomization: Manifest): boolean {
  return at(kustomization, 'spec', 'prune') === true;
}

/** Whether what it has applied goes with it: `MirrorPrune`, the default, does what `prune` says. */
function deletesAlong(kustomization: Manifest): boolean {
  const policy = textAt(kustomization, 'spec', 'deletionPolicy');
  if (policy === 'Orphan') return false;
  return policy === 'Delete' || policy === 'WaitForTermination' || prunes(kustomization);
}

function suspension(after: unknown): Verdict {
  return after === true
    ? review('Flux leaves it alone: nothing that is merged is applied')
    : review('Flux goes on: everything that was merged in the meantime is applied at once');
}

function judgeKustomization(
  { path, after }: Changed,
  { before: old, after: now }: Scene,
): Verdict | undefined {
  if (/^spec\.(?:path|sourceRef|targetNamespace)/.test(path)) return elsewhere(prunes(now));
  if (/^spec\.(?:namePrefix|nameSuffix)$/.test(path))
    return otherObjects(prunes(now), 'it applies objects of other names');
  if (path === 'spec.suspend') return suspension(after);
  if (path === 'spec.deletionPolicy')
    return deletesAlong(now) && !deletesAlong(old)
      ? destructive(`once it is deleted ${cascade}`)
      : review('what happens to its objects when it is deleted changes');
  if (path === 'spec.force' && after === true)
    return destructive('Flux deletes objects that cannot be changed and creates them again');
  if (path === 'spec.prune') return after === true ? destructive(unasked) : review(left);
  if (/^spec\.(?:components|patches|images|postBuild)/.test(path))
    return review('it renders the folder in another way');
  return path.startsWith('spec') ? review('Flux applies the folder in another way') : undefined;
}

export const kustomization: Meaning = {
  judge: judgeKustomization,
  created: () => review('Flux applies another folder'),
  deleted: (manifest) => (deletesAlong(manifest) ? destructive(cascade) : review(stays)),
};

function judgeRelease({ path, after }: Changed): Verdict | undefined {
  if (/^spec\.(?:releaseName|targetNamespace|storageNamespace)$/.test(path))
    return destructive('Flux uninstalls the release with everything in it, and installs it again');
  if (path === 'spec.suspend') return suspension(after);
  if (/^spec\.upgrade\.force$/.test(path) && after === true)
    return destructive('Flux deletes objects that cannot be changed and creates them again');
  if (/^spec\.(?:chart|chartRef|values|valuesFrom|postRenderers)/.test(path))
    return review('Flux upgrades the release: what the chart no longer has is deleted');
  return path.startsWith('spec') ? review('Flux installs the release in another way') : undefined;
}

export const helmRelease: Meaning = {
  judge: judgeRelease,
  created: () => review('Flux installs a release'),
  deleted: (manifest) =>
    at(manifest, 'spec', 'suspend') === true
      ? review('the release stays, for it is suspended; nothing keeps it in step after that')
      : destructive('Flux uninstalls the release: every object of it is deleted'),
};

/** The Kustomizations that apply what a source holds. */
function readers({ kind, metadata }: Manifest, world: World): Manifest[] {
  return world.ofKind('Kustomization').filter((one) => {
    const namespace = textAt(one, 'spec', 'sourceRef', 'namespace') || one.metadata.namespace;
    return (
      textAt(one, 'spec', 'sourceRef', 'kind') === kind &&
      textAt(one, 'spec', 'sourceRef', 'name') === metadata.name &&
      namespace === metadata.namespace
    );
  });
}

function judgeSource({ path, after }: Changed, { after: source, worlds }: Scene): Verdict | undefined {
  if (path === 'spec.suspend') return suspension(after);
  const prune = readers(source, worlds.after).some(prunes);
  if (/^spec\.(?:url|bucketName|endpoint|prefix)$/.test(path)) return elsewhere(prune);
  if (/^spec\.(?:ignore|include)/.test(path))
    return otherObjects(prune, 'other files are applied from this source');
  if (path.startsWith('spec.ref')) return review('another revision of the source is applied');
  if (path.startsWith('spec.verify') && at(source, 'spec', 'verify') === undefined)
    return review('signatures are no longer checked: what anybody writes there is applied');
  return path.startsWith('spec') ? review('Flux fetches the source in another way') : undefined;
}

/** Where Flux fetches what it applies. */
export const fluxSource: Meaning = {
  judge: judgeSource,
  created: () => review('Flux fetches another source'),
  deleted: () =>
    review('Flux no longer fetches from there: what was applied stays, and nothing keeps it in step'),
};
