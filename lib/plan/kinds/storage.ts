import { quantityOf } from '../facts.ts';
import type { Manifest } from '../../model/manifest.ts';
import { at, textAt } from '../../model/plain-object.ts';
import { destructive, impossible, otherChanges, review, safe } from '../risk.ts';
import type { Meaning } from './meaning.ts';

const size = 'spec.resources.requests.storage';

/** A disk that pods mount. What else of it changes the API server refuses. */
export const persistentVolumeClaim: Meaning = {
  refine: (facts) => {
    facts.delete('spec.volumeName');
    if (facts.get('spec.volumeMode') === 'Filesystem') facts.delete('spec.volumeMode');
    const text = facts.get(size);
    if (text !== undefined) facts.set(size, quantityOf(text) ?? text);
  },
  // Without a class a claim gets that of the cluster, and keeps it.
  align: (before, after) => [withClassOf(after, before), withClassOf(before, after)],
  judge: ({ path, before, after }, { after: { metadata } }) => {
    if (path === size)
      return Number(after) > Number(before)
        ? review('the disk grows, where its storage class can do that; it cannot shrink again')
        : impossible(
            'a disk does not shrink: the API server refuses it',
            [
              'add a claim with another name and size, and copy the data',
              `remove ${metadata.name} with an approval`,
            ],
            otherChanges.refused,
          );
    return path === 'spec.volumeAttributesClassName'
      ? review('the disk is as fast, or as slow, as another class says')
      : undefined;
  },
  created: () => safe('a new disk, which nothing mounts yet'),
  deleted: () => destructive('the disk is deleted with what is on it'),
};

function withClassOf(other: Manifest, one: Manifest): Manifest {
  const name = at(other, 'spec', 'storageClassName');
  return name === undefined || at(one, 'spec', 'storageClassName') !== undefined
    ? one
    : { ...one, spec: { ...(one['spec'] as object), storageClassName: name } };
}

export const persistentVolume: Meaning = {
  judge: ({ path, after }) =>
    path === 'spec.persistentVolumeReclaimPolicy'
      ? after === 'Retain'
        ? safe('the disk stays when its claim goes')
        : destructive('once its claim goes the disk is deleted with what is on it')
      : undefined,
  deleted: (manifest) =>
    textAt(manifest, 'spec', 'persistentVolumeReclaimPolicy') === 'Retain'
      ? review('the disk stays, and no claim finds it by this object after that')
      : destructive('the disk is deleted with what is on it'),
};

export const storageClass: Meaning = {
  judge: ({ path }) =>
    path === 'allowVolumeExpansion'
      ? review('disks of this class may grow from now on, or may not')
      : undefined,
  created: () => safe('a class of disks that no claim names yet'),
  deleted: ({ metadata }) =>
    review(`claims that name ${metadata.name} no longer get a disk; those that have one keep it`),
};
