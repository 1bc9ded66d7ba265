import { describe, expect, test } from '@jest/globals';
import { sentences, thing } from '../../support/objects.ts';

const pool = (spec: Record<string, unknown>) =>
  thing('KafkaNodePool', { spec: { replicas: 3, roles: ['broker'], ...spec } });
const disk = (size: string, rest: Record<string, unknown> = {}) => ({
  storage: { type: 'persistent-claim', size, ...rest },
});
const disks = (...volumes: Record<string, unknown>[]) => ({ storage: { type: 'jbod', volumes } });

describe('a pool of nodes', () => {
  test.each<[string, unknown, unknown, string[]]>([
    [
      'with fewer',
      pool({}),
      pool({ replicas: 2 }),
      [
        'spec.replicas: review: nodes go: Strimzi refuses while they hold partitions, which are moved off first',
      ],
    ],
    [
      'with more',
      pool({}),
      pool({ replicas: 4 }),
      ['spec.replicas: review: nodes come: they hold nothing until partitions are moved to them'],
    ],
    [
      'with another part',
      pool({}),
      pool({ roles: ['broker', 'controller'] }),
      [
        'spec.roles[controller]: review: nodes take another part in the cluster: without enough controllers it stands still',
      ],
    ],
    [
      'whose disks go with it',
      pool(disk('1Gi')),
      pool(disk('1Gi', { deleteClaim: true })),
      [
        'spec.storage.deleteClaim: destructive: with the node pool its disks are deleted from now on, and all messages on them',
      ],
    ],
    [
      'whose disks stay',
      pool(disk('1Gi', { deleteClaim: true })),
      pool(disk('1Gi')),
      ['spec.storage.deleteClaim: safe: the disks stay when the node pool goes'],
    ],
    [
      'whose disk grows',
      pool(disk('1Gi')),
      pool(disk('2Gi')),
      ['spec.storage.size: review: the disks grow, where their storage class can do that'],
    ],
    [
      'whose disk has another number',
      pool(disk('1Gi', { id: 0 })),
      pool(disk('1Gi', { id: 1 })),
      [
        'spec.storage.id: impossible: nodes keep their storage: Strimzi refuses another type, class or set of disks, and keeps the old',
        '  1. add a node pool with another name and the storage that is wanted',
        '  2. move the partitions from x to it (Cruise Control, or kafka-reassign-partitions)',
        '  3. remove x when it is empty, with an approval',
      ],
    ],
    [
      'whose disk shrinks',
      pool(disk('2Gi')),
      pool(disk('1Gi')),
      [
        'spec.storage.size: impossible: a disk does not shrink: Strimzi refuses and keeps the old size',
        '  1. add a node pool with another name and the storage that is wanted',
        '  2. move the partitions from x to it (Cruise Control, or kafka-reassign-partitions)',
        '  3. remove x when it is empty, with an approval',
      ],
    ],
    [
      'whose disk gets a size',
      pool({ storage: { type: 'persistent-claim' } }),
      pool(disk('1Gi')),
      [
        'spec.storage.size: impossible: nodes keep their storage: Strimzi refuses another type, class or set of disks, and keeps the old',
        '  1. add a node pool with another name and the storage that is wanted',
        '  2. move the partitions from x to it (Cruise Control, or kafka-reassign-partitions)',
        '  3. remove x when it is empty, with an approval',
      ],
    ],
    [
      'with what is not known, switched off',
      pool({}),
      pool({ jvmOptions: { gcLoggingEnabled: false } }),
      [
        'spec.jvmOptions.gcLoggingEnabled: review: the nodes run in another way; the brokers are restarted one by one',
      ],
    ],
    [
      'whose second disk grows',
      pool(disks({ id: 0, size: '1Gi' }, { id: 1, size: '1Gi' })),
      pool(disks({ id: 0, size: '1Gi' }, { id: 1, size: '2Gi' })),
      ['spec.storage.volumes[1].size: review: the disks grow, where their storage class can do that'],
    ],
    [
      'whose disk has no size',
      pool(disk('1Gi')),
      pool({ storage: { type: 'persistent-claim' } }),
      [
        'spec.storage.size: impossible: nodes keep their storage: Strimzi refuses another type, class or set of disks, and keeps the old',
        '  1. add a node pool with another name and the storage that is wanted',
        '  2. move the partitions from x to it (Cruise Control, or kafka-reassign-partitions)',
        '  3. remove x when it is empty, with an approval',
      ],
    ],
    [
      'with metadata on another disk',
      pool(disks({ id: 0 })),
      pool(disks({ id: 0, kraftMetadata: 'shared' })),
      ['spec.storage.volumes[0].kraftMetadata: review: the metadata go to another disk; the nodes restart'],
    ],
    [
      'with another storage',
      pool(disk('1Gi')),
      pool(disk('1Gi', { class: 'fast' })),
      [
        'spec.storage.class: impossible: nodes keep their storage: Strimzi refuses another type, class or set of disks, and keeps the old',
        '  1. add a node pool with another name and the storage that is wanted',
        '  2. move the partitions from x to it (Cruise Control, or kafka-reassign-partitions)',
        '  3. remove x when it is empty, with an approval',
      ],
    ],
    [
      'with what is not known',
      pool({}),
      pool({ jvmOptions: { '-Xmx': '1g' } }),
      ['spec.jvmOptions.-Xmx: review: the nodes run in another way; the brokers are restarted one by one'],
    ],
    [
      'that goes',
      pool({}),
      undefined,
      ['delete: destructive: the nodes of x are deleted, with the partitions that are on them alone'],
    ],
  ])('%s', (_what, before, after, told) => {
    expect(sentences(before, after)).toEqual(told);
  });

  test.each<[string, unknown, unknown]>([
    ['a size in other units', pool(disk('1Gi')), pool(disk('1024Mi'))],
    ['disks that stay, which is the default', pool(disk('1Gi')), pool(disk('1Gi', { deleteClaim: false }))],
    [
      'the size of one of several disks in other units',
      pool(disks({ id: 0, size: '1Gi' })),
      pool(disks({ id: 0, size: '1024Mi' })),
    ],
  ])('%s is the same', (_what, before, after) => {
    expect(sentences(before, after)).toEqual([]);
  });
});
