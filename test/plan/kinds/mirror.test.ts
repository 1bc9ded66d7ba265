import { describe, expect, test } from '@jest/globals';
import { sentences, thing } from '../../support/objects.ts';

describe('what a mirror copies', () => {
  const target = (values: Record<string, unknown>) =>
    thing('KafkaMirrorMaker2', { spec: { target: { alias: 'here', ...values } } });
  const mirrors = (...all: Record<string, unknown>[]) =>
    thing('KafkaMirrorMaker2', {
      spec: { replicas: 1, mirrors: all.map(({ alias, ...rest }) => ({ source: { alias }, ...rest })) },
    });
  const east = (rest: Record<string, unknown> = {}) => mirrors({ alias: 'east', ...rest });

  const withSpec = (one: object, rest: Record<string, unknown>) => ({
    ...one,
    spec: { ...(one as { spec: object }).spec, ...rest },
  });

  test.each<[string, unknown, unknown, string[]]>([
    [
      'for another group',
      target({ groupId: 'a' }),
      target({ groupId: 'b' }),
      [
        'spec.target.groupId: destructive: the workers form another group: while pods are replaced both groups copy, and messages arrive twice',
      ],
    ],
    [
      'with other notes of how far',
      target({ offsetStorageTopic: 'a' }),
      target({ offsetStorageTopic: 'b' }),
      [
        'spec.target.offsetStorageTopic: destructive: the mirror forgets how far it has copied: it starts over, and everything that the source keeps is copied a second time',
      ],
    ],
    [
      'under another name',
      target({}),
      target({ alias: 'there' }),
      [
        'spec.target.alias: review: copies are distinguished by another name: clients find them under other topics',
      ],
    ],
    [
      'to another address',
      target({ bootstrapServers: 'a' }),
      target({ bootstrapServers: 'b' }),
      [
        'spec.target.bootstrapServers: review: the target is reached at another address: if that is another cluster, everything that the sources keep is copied into it',
      ],
    ],
    [
      'with more processes',
      east(),
      withSpec(east(), { replicas: 2 }),
      ['spec.replicas: review: the mirror restarts, and goes on from where it was'],
    ],
    [
      'in what is not known',
      east(),
      withSpec(east(), { unheardOf: 1 }),
      ['spec.unheardOf: review: the mirror restarts, and goes on from where it was'],
    ],
    [
      'no longer from a region',
      mirrors({ alias: 'east' }, { alias: 'west' }),
      east(),
      [
        'spec.mirrors[west].source.alias: review: nothing is copied from west after that: the copies here grow old',
      ],
    ],
    [
      'from another region',
      east(),
      mirrors({ alias: 'east' }, { alias: 'west' }),
      [
        'spec.mirrors[west].source.alias: review: topics of west are copied from now on: network, disks and partitions carry them',
      ],
    ],
    [
      'of more topics',
      east({ topicsPattern: 'a' }),
      east({ topicsPattern: 'a, b' }),
      ['spec.mirrors[east].topicsPattern[b]: review: these topics are copied from east, too'],
    ],
    [
      'of fewer topics',
      east({ topicsPattern: 'a,b' }),
      east({ topicsPattern: 'b' }),
      [
        'spec.mirrors[east].topicsPattern[a]: review: these topics are no longer copied from east: what is here grows old',
      ],
    ],
    [
      'for more groups',
      east({ groupsPattern: 'a' }),
      east({ groupsPattern: 'a,b' }),
      ['spec.mirrors[east].groupsPattern[b]: review: these offsets of groups are copied from east, too'],
    ],
    [
      'but for other topics',
      east({ topicsExcludePattern: 'a' }),
      east({ topicsExcludePattern: 'b' }),
      [
        'spec.mirrors[east].topicsExcludePattern[a]: review: these topics are copied from east, too',
        'spec.mirrors[east].topicsExcludePattern[b]: review: these topics are no longer copied from east: what is here grows old',
      ],
    ],
    [
      'with offsets',
      east({ checkpointConnector: { config: {} } }),
      east({ checkpointConnector: { config: { 'sync.group.offsets.enabled': true } } }),
      [
        'spec.mirrors[east].checkpointConnector.config.sync.group.offsets.enabled: review: offsets of groups are copied, or not: after a disaster groups begin elsewhere',
      ],
    ],
    [
      'with other names',
      east({ sourceConnector: { config: { 'replication.policy.class': 'a' } } }),
      east({ sourceConnector: { config: { 'replication.policy.class': 'b' } } }),
      [
        'spec.mirrors[east].sourceConnector.config.replication.policy.class: review: copies get other names: without the region in them two regions copy each other for ever',
      ],
    ],
    [
      'with other signs in names',
      east({ sourceConnector: { config: { 'replication.policy.separator': '.' } } }),
      east({ sourceConnector: { config: { 'replication.policy.separator': '-' } } }),
      [
        'spec.mirrors[east].sourceConnector.config.replication.policy.separator: review: copies get other names: without the region in them two regions copy each other for ever',
      ],
    ],
    [
      'by more tasks',
      east({ sourceConnector: { tasksMax: 1 } }),
      east({ sourceConnector: { tasksMax: 2 } }),
      ['spec.mirrors[east].sourceConnector.tasksMax: review: copying from east restarts in another way'],
    ],
    [
      'from the first region',
      thing('KafkaMirrorMaker2', { spec: {} }),
      thing('KafkaMirrorMaker2', { spec: { mirrors: [{ source: { alias: 'east' } }] } }),
      [
        'spec.mirrors[east].source.alias: review: topics of east are copied from now on: network, disks and partitions carry them',
      ],
    ],
    [
      'newly',
      undefined,
      east(),
      ['create: review: topics of east are copied from now on: network, disks and partitions carry them'],
    ],
    [
      'no more',
      east(),
      undefined,
      [
        'delete: review: nothing is copied between the regions after that: the copies grow old, and a disaster finds them so',
      ],
    ],
  ])('%s', (_what, before, after, told) => {
    expect(sentences(before, after)).toEqual(told);
  });

  test.each<[string, unknown, unknown]>([
    [
      'mirrors in another order',
      mirrors({ alias: 'east' }, { alias: 'west' }),
      mirrors({ alias: 'west' }, { alias: 'east' }),
    ],
    ['patterns in another order', east({ topicsPattern: 'a,b' }), east({ topicsPattern: 'b, a' })],
    [
      'settings as numbers or text',
      east({ sourceConnector: { config: { 'tasks.max': 1 } } }),
      east({ sourceConnector: { config: { 'tasks.max': '1' } } }),
    ],
  ])('%s say the same', (_what, before, after) => {
    expect(sentences(before, after)).toEqual([]);
  });
});
