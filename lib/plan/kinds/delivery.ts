import type { Manifest } from '../../model/manifest.ts';
import { at, textAt, textsAt } from '../../model/plain-object.ts';
import { destructive, review, type Verdict } from '../risk.ts';
import type { Facts } from '../facts.ts';
import type { Changed, Meaning, Scene } from './meaning.ts';

const elsewhere =
  'it applies another folder, or to another place: what the old one held is pruned where it was, unless it is protected';
const stays = 'what it has applied stays, and nothing keeps it in step any more';
const cascade = 'everything that it has applied is deleted with it, unless it is protected';

function judgeApplication({ path, before, after }: Changed, { after: now }: Scene): Verdict | undefined {
  const prunes = at(now, 'spec', 'syncPolicy', 'automated', 'prune') === true;
  if (path === cascades)
    return after === true
      ? destructive(`once the Application is deleted ${cascade}`)
      : review('once the Application is deleted, what it has applied stays');
  if (/^spec\.(?:source\.(?:path|repoURL)|destination\.)/.test(path))
    return prunes ? destructive(elsewhere) : review(elsewhere);
  if (path === 'spec.source.targetRevision') return review('it applies another revision of the folder');
  if (path.endsWith('.allowEmpty') && after === true)
    return destructive('a folder that is empty by mistake deletes everything that it has applied');
  if (path.endsWith('.prune'))
    return review(
      after === true
        ? 'what is gone from the folder is deleted without asking, unless it is protected'
        : 'what is gone from the folder stays in the cluster',
    );
  if (path.endsWith('.selfHeal'))
    return review(after === true ? 'what was set by hand is set back' : 'what is set by hand stays');
  if (/syncOptions\[(?:Replace|Force)=true\]$/.test(path) && before === undefined)
    return destructive('Argo CD deletes objects and makes them anew when it applies them');
  return path.startsWith('spec') ? review('Argo CD applies the folder in another way') : undefined;
}

/** An Application with this finalizer takes what it has applied with it. */
function takesAlong(manifest: Manifest): boolean {
  return textsAt(manifest, 'metadata', 'finalizers').some((one) =>
    one.startsWith('resources-finalizer.argocd'),
  );
}

const cascades = 'metadata.finalizers[resources-finalizer.argocd.argoproj.io]';

function refineApplication(facts: Facts, manifest: Manifest): void {
  if (takesAlong(manifest)) facts.set(cascades, true);
}

export const application: Meaning = {
  refine: refineApplication,
  judge: judgeApplication,
  created: () => review('Argo CD applies another folder'),
  deleted: (manifest) => (takesAlong(manifest) ? destructive(cascade) : review(stays)),
};

function judgeKustomization({ path, before, after }: Changed, { after: now }: Scene): Verdict | undefined {
  const prunes = at(now, 'spec', 'prune') === true;
  if (/^spec\.(?:path|sourceRef|targetNamespace)/.test(path))
    return prunes ? destructive(elsewhere) : review(elsewhere);
  if (path === 'spec.deletionPolicy')
    return before === 'Orphan' && prunes
      ? destructive(`once it is deleted ${cascade}`)
      : review('what happens to its objects when it is deleted changes');
  if (path === 'spec.force' && after === true)
    return destructive('Flux deletes objects that cannot be changed and makes them anew');
  if (path === 'spec.prune')
    return review(
      after === true
        ? 'what is gone from the folder is deleted without asking, unless it is protected'
        : 'what is gone from the folder stays in the cluster',
    );
  return path.startsWith('spec') ? review('Flux applies the folder in another way') : undefined;
}

export const kustomization: Meaning = {
  judge: judgeKustomization,
  created: () => review('Flux applies another folder'),
  deleted: (manifest) =>
    textAt(manifest, 'spec', 'deletionPolicy') === 'Orphan' || at(manifest, 'spec', 'prune') !== true
      ? review(stays)
      : destructive(cascade),
};
