import { describe, expect, test } from '@jest/globals';
import { type Around, sentences, thing } from '../../support/objects.ts';

const comes = (...objects: unknown[]): Around => ({ after: objects });

describe('rights in Kubernetes', () => {
  const role = (...rules: unknown[]) => thing('Role', { rules });
  const binding = (subjects: unknown[], roleRef: Record<string, unknown> = {}) =>
    thing('RoleBinding', { subjects, roleRef: { kind: 'Role', name: 'r', ...roleRef } });
  const rule = (verbs: string[], resources: string[], rest: Record<string, unknown> = {}) => ({
    apiGroups: [''],
    resources,
    verbs,
    ...rest,
  });
  const home = (level: string) =>
    thing(
      'Namespace',
      {},
      { name: 'n', namespace: undefined, labels: { 'pod-security.kubernetes.io/enforce': level } },
    );
  const account = (name: string, namespace?: string) => ({
    kind: 'ServiceAccount',
    name,
    ...(namespace === undefined ? {} : { namespace }),
  });

  test.each<[string, unknown, unknown, Around, string[]]>([
    [
      'a verb that is new',
      role(rule(['get'], ['pods'])),
      role(rule(['get', 'list'], ['pods'])),
      {},
      ['rules[list pods]: review: wider rights: what runs with x may list pods'],
    ],
    [
      'a verb that goes',
      role(rule(['get', 'list'], ['pods'])),
      role(rule(['get'], ['pods'])),
      {},
      ['rules[list pods]: review: what runs with x may no longer list pods: its calls are refused'],
    ],
    [
      'a resource of a group',
      role(),
      role(rule(['get'], ['jobs'], { apiGroups: ['batch'] })),
      {},
      ['rules[get jobs.batch]: review: wider rights: what runs with x may get jobs.batch'],
    ],
    [
      'a resource by its name',
      role(),
      role(rule(['get'], ['secrets'], { resourceNames: ['b', 'a'] })),
      {},
      ['rules[get secrets named a b]: review: wider rights: what runs with x may get secrets named a b'],
    ],
    [
      'a path',
      role(),
      role({ nonResourceURLs: ['/metrics'], verbs: ['get'] }),
      {},
      ['rules[get /metrics]: review: wider rights: what runs with x may get /metrics'],
    ],
    [
      'a role that comes',
      undefined,
      role(rule(['get'], ['pods'])),
      {},
      ['create: review: rights of their own for x, for whoever is bound to it'],
    ],
    [
      'pods that may be created, in a namespace of which nothing is known',
      role(),
      role(rule(['create'], ['pods'])),
      {},
      [
        'rules[create pods]: review: wider rights: what runs with x may create pods. A pod that it creates can take over its node, unless the namespace n enforces the Pod Security level restricted',
      ],
    ],
    [
      'pods that may be created by other means, in a namespace that admits most of them',
      role(),
      role(rule(['patch'], ['deployments'], { apiGroups: ['apps'] })),
      comes(home('baseline')),
      [
        'rules[patch deployments.apps]: review: wider rights: what runs with x may patch deployments.apps. A pod that it creates can take over its node, unless the namespace n enforces the Pod Security level restricted',
      ],
    ],
    [
      'pods that may be created, in a namespace that refuses those with rights',
      role(),
      role(rule(['create'], ['pods'])),
      comes(home('restricted')),
      ['rules[create pods]: review: wider rights: what runs with x may create pods'],
    ],
    [
      'everything, in every namespace',
      undefined,
      thing('ClusterRole', { rules: [rule(['*'], ['*'])] }, { namespace: undefined }),
      comes(home('restricted')),
      [
        'create: review: rights of their own for x, for whoever is bound to it. A pod that it creates can take over its node, unless a namespace enforces the Pod Security level restricted',
      ],
    ],
    [
      'pods that may be read',
      role(),
      role(rule(['delete'], ['pods'])),
      {},
      ['rules[delete pods]: review: wider rights: what runs with x may delete pods'],
    ],
    ['a role without rights that comes', undefined, role(), {}, ['create: safe: a role without rights']],
    [
      'a role that goes',
      role(rule(['get'], ['pods'])),
      undefined,
      {},
      ['delete: review: whoever is bound to x loses its rights: calls to the API server are refused'],
    ],
    [
      'a subject that is new',
      binding([]),
      binding([account('a', 'n'), { kind: 'Group', name: 'g' }]),
      {},
      [
        'subjects[Group g]: review: wider rights: Group g gets those of this role',
        'subjects[ServiceAccount n/a]: review: wider rights: ServiceAccount n/a gets those of this role',
      ],
    ],
    [
      'a subject that goes',
      binding([account('a')]),
      binding([]),
      {},
      [
        'subjects[ServiceAccount a]: review: ServiceAccount a loses the rights of this role: its calls are refused',
      ],
    ],
    [
      'another role',
      binding([]),
      binding([], { name: 'other' }),
      {},
      [
        'roleRef.name: impossible: a RoleBinding keeps its role: the API server refuses the change',
        '  1. add a binding with another name to the other role',
        '  2. remove x when the other one is there',
      ],
    ],
    [
      'a binding that comes',
      undefined,
      binding([account('a')]),
      comes({ ...role(rule(['get'], ['pods'])), metadata: { name: 'r', namespace: 'n' } }),
      ['create: review: wider rights: its subjects get those of r'],
    ],
    [
      'a binding to a role without rights',
      undefined,
      binding([account('a')]),
      comes({ ...role(), metadata: { name: 'r', namespace: 'n' } }),
      ['create: safe: bound to a role without rights'],
    ],
    [
      'a binding to a role that is elsewhere',
      undefined,
      binding([account('a')]),
      comes({ ...role(), metadata: { name: 'r', namespace: 'm' } }),
      ['create: review: wider rights: its subjects get those of r'],
    ],
    [
      'a binding to another role',
      undefined,
      binding([account('a')]),
      comes({ ...role(), metadata: { name: 's', namespace: 'n' } }),
      ['create: review: wider rights: its subjects get those of r'],
    ],
    [
      'a binding to a role that is not there',
      undefined,
      binding([account('a')]),
      {},
      ['create: review: wider rights: its subjects get those of r'],
    ],
    [
      'a binding that goes',
      binding([account('a')]),
      undefined,
      {},
      ['delete: review: the subjects of x lose its rights: calls to the API server are refused'],
    ],
    [
      'an unknown field of a role',
      role(),
      thing('Role', { rules: [], aggregationRule: { a: 1 } }),
      {},
      ['aggregationRule.a: review: what follows is not known here: this field is new'],
    ],
    [
      'an unknown field of a binding',
      binding([]),
      { ...binding([]), extra: 1 },
      {},
      ['extra: review: what follows is not known here: this field is new'],
    ],
  ])('%s', (_what, before, after, around, told) => {
    expect(sentences(before, after, around)).toEqual(told);
  });

  test.each<[string, unknown, unknown]>([
    [
      'rules in another order',
      role(rule(['get'], ['pods']), rule(['list'], ['jobs'])),
      role(rule(['list'], ['jobs']), rule(['get'], ['pods'])),
    ],
    [
      'rules together or apart',
      role(rule(['get', 'list'], ['pods', 'jobs'])),
      role(rule(['get'], ['jobs', 'pods']), rule(['list'], ['pods', 'jobs'])),
    ],
    [
      'names in another order',
      role(rule(['get'], ['pods'], { resourceNames: ['a', 'b'] })),
      role(rule(['get'], ['pods'], { resourceNames: ['b', 'a'] })),
    ],
    [
      'the group of roles, which is the default',
      binding([]),
      binding([], { apiGroup: 'rbac.authorization.k8s.io' }),
    ],
    [
      'subjects in another order',
      binding([account('a'), account('b')]),
      binding([account('b'), account('a')]),
    ],
  ])('%s say the same', (_what, before, after) => {
    expect(sentences(before, after)).toEqual([]);
    expect(sentences(after, before)).toEqual([]);
  });

  const takes =
    '. A pod that it creates can take over its node, unless the namespace n enforces the Pod Security level restricted';
  const makers = thing(
    'ClusterRole',
    { rules: [rule(['get', 'create'], ['pods'])] },
    { name: 'makers', namespace: undefined },
  );
  const bound = (name = 'makers', subjects = [account('a')]) =>
    binding(subjects, { kind: 'ClusterRole', name });

  test.each<[string, unknown[], string]>([
    ['restricted', [home('restricted')], ''],
    ['baseline', [home('baseline')], takes],
    ['privileged', [home('privileged')], takes],
    ['no level', [], takes],
  ])('a binding by which pods may be made, in a namespace that enforces %s', (_level, homes, more) => {
    const known = comes(...homes, makers);
    expect(sentences(undefined, bound(), known)).toEqual([
      `create: review: wider rights: its subjects get those of makers${more}`,
    ]);
    expect(sentences(bound('makers', []), bound(), known)).toEqual([
      `subjects[ServiceAccount a]: review: wider rights: ServiceAccount a gets those of this role${more}`,
    ]);
    expect(sentences(undefined, bound('edit'), comes(...homes))).toEqual([
      `create: review: wider rights: its subjects get those of edit${more}`,
    ]);
    expect(sentences(undefined, bound('view'), comes(...homes))).toEqual([
      'create: review: wider rights: its subjects get those of view',
    ]);
    const debug = role(rule(['patch'], ['pods/ephemeralcontainers']));
    expect(sentences(role(), debug, comes(...homes))).toEqual([
      `rules[patch pods/ephemeralcontainers]: review: wider rights: what runs with x may patch pods/ephemeralcontainers${more}`,
    ]);
  });

  test('a binding to a role of the whole cluster without rights', () => {
    const empty = { ...makers, rules: [] };
    expect(sentences(undefined, bound(), comes(empty))).toEqual([
      'create: safe: bound to a role without rights',
    ]);
  });

  test('a role of another API is another', () => {
    expect(sentences(binding([]), binding([], { apiGroup: 'example.com' }))).toHaveLength(4 - 1);
  });
});
