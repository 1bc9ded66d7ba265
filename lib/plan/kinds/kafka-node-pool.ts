import { type Facts, quantityOf } from '../facts.ts';
import { destructive, impossible, review, safe, type Verdict } from '../risk.ts';
import { rolls, withRestart } from './broker-restart.ts';
import type { Changed, Meaning, Scene } from './meaning.ts';

function refinePool(facts: Facts): void {
  for (const [path, value] of facts) {
    if (/^spec\.storage\.(?:volumes\[[^\]]+\]\.)?size$/.test(path))
      facts.set(path, quantityOf(value) ?? value);
    if (path.endsWith('.deleteClaim') && value === false) facts.delete(path);
  }
}

function judgePool({ path, before, after }: Changed, { after: pool, facts }: Scene): Verdict | undefined {
  if (path === 'spec.replicas') {
    return Number(after) < Number(before)
      ? review('nodes go: Strimzi refuses while they hold partitions, which are moved off first')
      : review('nodes come: they hold nothing until partitions are moved to them');
  }
  if (path.startsWith('spec.roles'))
    return review('nodes take another part in the cluster: without enough controllers it stands still');
  if (!path.startsWith('spec.storage'))
    return path.startsWith('spec') ? review(`the nodes run in another way; ${rolls}`) : undefined;
  const volume = /^spec\.storage\.volumes\[[^\]]+\]/.exec(path)?.[0];
  if (volume !== undefined) {
    const has = (side: Facts) => [...side.keys()].some((one) => one.startsWith(`${volume}.`));
    if (!has(facts.before))
      return review('each node gets a disk more: it holds nothing until partitions are moved to it');
    if (!has(facts.after))
      return destructive(
        'each node loses a disk: what lies on it alone is lost, unless its partitions were moved off first',
      );
  }
  if (path.endsWith('.deleteClaim')) {
    return after === true
      ? destructive('with the node pool its disks are deleted from now on, and all messages on them')
      : safe('the disks stay when the node pool goes');
  }
  if (path.endsWith('.size') && typeof before === 'number' && typeof after === 'number') {
    return after > before
      ? review('the disks grow, where their storage class can do that')
      : impossible(
          'a disk does not shrink: Strimzi refuses and keeps the old size',
          newPool(pool.metadata.name),
          storageIgnored,
        );
  }
  if (path.endsWith('.kraftMetadata')) return review('the metadata go to another disk; the nodes restart');
  return impossible(
    'nodes keep their storage: Strimzi refuses another type, class or set of disks, and keeps the old',
    newPool(pool.metadata.name),
    storageIgnored,
  );
}

const storageIgnored =
  'with it Strimzi ignores every other change of the storage; what else changes is applied all the same';

function newPool(name: string): string[] {
  return [
    'add a node pool with another name and the storage that is wanted',
    `move the partitions from ${name} to it (Cruise Control, or kafka-reassign-partitions)`,
    `remove ${name} when it is empty, with an approval`,
  ];
}

export const kafkaNodePool: Meaning = {
  refine: refinePool,
  judge: (change, scene) => withRestart(judgePool(change, scene), [scene.before]),
  created: () => review('nodes come: they hold nothing until partitions are moved to them'),
  deleted: ({ metadata }) =>
    destructive(`the nodes of ${metadata.name} are deleted, with the partitions that are on them alone`),
};
