import { manifestId } from '../../model/manifest.ts';
import type { ManifestRule } from '../rule.ts';

export const uniqueObjectNames: ManifestRule = {
  id: 'unique-object-names',
  on: 'manifests',
  kinds: 'all',
  what: 'No two objects of an environment have one kind, namespace and name, whatever system they belong to.',
  why: 'Whichever is applied last overwrites the other, and pruning deletes what the survivor needs.',
  fix: 'Rename one of the two.',
  level: 'error',
  check: () => {
    const seen = new Map<string, string>();
    return (manifest) => {
      // The group is part of what an object is, its version is not.
      const id = `${manifest.apiVersion.replace(/(?:^|\/)[^/]*$/, '')} ${manifestId(manifest)}`;
      const system = manifest.metadata.labels?.['app.kubernetes.io/part-of'] ?? 'no system';
      const other = seen.get(id);
      seen.set(id, system);
      return other === undefined
        ? []
        : [
            {
              at: '',
              what: `also rendered by another unit (${other} and ${system})`,
              fix: 'rename one of the two',
            },
          ];
    };
  },
};
