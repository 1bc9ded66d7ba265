import { describe, expect, test } from '@jest/globals';
import { sentences, thing } from '../../support/objects.ts';

const account = (automountServiceAccountToken?: boolean) =>
  thing('ServiceAccount', automountServiceAccountToken === undefined ? {} : { automountServiceAccountToken });
const priority = (rest: Record<string, unknown> = {}) =>
  thing('PriorityClass', { value: 10, ...rest }, { namespace: undefined });
const quota = (hard: Record<string, unknown>, classes: readonly string[] = []) =>
  thing('ResourceQuota', {
    spec: {
      hard,
      ...(classes.length === 0
        ? {}
        : { scopeSelector: { matchExpressions: [{ operator: 'In', values: classes }] } }),
    },
  });
const alert = (rest: Record<string, unknown>) =>
  thing('PrometheusRule', {
    spec: { groups: [{ name: 'g', rules: [{ alert: 'A', expr: 'up == 0', ...rest }] }] },
  });
const secret = (spec: Record<string, unknown>) => thing('ExternalSecret', { spec });

describe('kinds of which a few words tell all', () => {
  test.each<[string, unknown, unknown, string[]]>([
    [
      'an account without a token',
      account(),
      account(false),
      [
        'automountServiceAccountToken: review: pods no longer get a token unless they ask for it: calls to the API server fail',
      ],
    ],
    [
      'an account with a token',
      account(false),
      account(true),
      [
        'automountServiceAccountToken: review: every pod of this account gets its token: who breaks into one acts with its rights',
      ],
    ],
    [
      'an account with what is not known',
      account(),
      thing('ServiceAccount', { imagePullSecrets: [{ name: 'a' }] }),
      ['imagePullSecrets[a].name: review: what follows is not known here: this field is new'],
    ],
    ['an account that comes', undefined, account(), ['create: review: an account whose token its pods get']],
    [
      'an account that comes without a token',
      undefined,
      account(false),
      ['create: safe: an account whose token no pod gets by itself'],
    ],
    [
      'an account that goes',
      account(),
      undefined,
      ['delete: review: pods that run as x are no longer started'],
    ],
    [
      'a priority that is higher',
      priority(),
      priority({ value: 11 }),
      [
        'value: impossible: a PriorityClass keeps its value and policy: the API server refuses the change',
        '  1. add a class with another name and value',
        '  2. let the pods name it; remove x when none of them does',
      ],
    ],
    [
      'a priority that displaces none',
      priority(),
      priority({ preemptionPolicy: 'Never' }),
      [
        'preemptionPolicy: impossible: a PriorityClass keeps its value and policy: the API server refuses the change',
        '  1. add a class with another name and value',
        '  2. let the pods name it; remove x when none of them does',
      ],
    ],
    [
      'a priority for all',
      priority(),
      priority({ globalDefault: true }),
      ['globalDefault: review: pods without a class get another priority from now on'],
    ],
    [
      'a priority with another description',
      priority(),
      priority({ description: 'a' }),
      ['description: safe: only what people read of it changes'],
    ],
    [
      'a priority with what is not known',
      priority(),
      priority({ unheardOf: 1 }),
      ['unheardOf: review: what follows is not known here: this field is new'],
    ],
    ['a priority that comes', undefined, priority(), ['create: safe: a class that no pod has yet']],
    [
      'a priority that comes for all',
      undefined,
      priority({ globalDefault: true }),
      ['create: review: every pod without a class gets this priority'],
    ],
    [
      'a priority that goes',
      priority(),
      undefined,
      ['delete: review: pods that name x are no longer started'],
    ],
    [
      'a quota that is lower',
      quota({ cpu: '2' }),
      quota({ cpu: '500m' }),
      ['spec.hard.cpu: review: at most 0.5 cpu: pods above wait until others end; those that run go on'],
    ],
    [
      'a quota that is higher',
      quota({ cpu: '500m' }),
      quota({ cpu: '2' }),
      ['spec.hard.cpu: review: more cpu for these pods: their neighbours may get less'],
    ],
    [
      'a quota on more',
      quota({ cpu: 1 }),
      quota({ cpu: 1, memory: '1Gi' }),
      [
        'spec.hard.memory: review: at most 1073741824 memory: pods above wait until others end; those that run go on',
      ],
    ],
    [
      'a quota on less',
      quota({ cpu: 1, memory: '1Gi' }),
      quota({ cpu: 1 }),
      [
        'spec.hard.memory: review: no limit on memory after that: these pods may take what their neighbours need',
      ],
    ],
    [
      'a quota with what is not known',
      quota({ cpu: 1 }),
      thing('ResourceQuota', { spec: { hard: { cpu: 1 }, scopes: ['BestEffort'] } }),
      [
        'spec.scopes: impossible: a ResourceQuota keeps its scopes: the API server refuses the change',
        '  1. add one with another name and what is wanted',
        '  2. let what uses x use that, then remove x',
      ],
    ],
    [
      'a quota that comes',
      undefined,
      quota({ cpu: 1 }),
      ['create: review: a bound on what pods of the namespace may take: those above wait'],
    ],
    [
      'a quota that goes',
      quota({ cpu: 1 }),
      undefined,
      ['delete: review: no limit after that: these pods may take what their neighbours need'],
    ],
    [
      'an alert in other words',
      alert({ annotations: { summary: 'a' } }),
      alert({ annotations: { summary: 'b' } }),
      ['spec.groups[g].rules[A].annotations.summary: safe: the alert says the same in other words'],
    ],
    [
      'an alert that explains otherwise',
      alert({ annotations: { description: 'a' } }),
      alert({ annotations: { description: 'b' } }),
      ['spec.groups[g].rules[A].annotations.description: safe: the alert says the same in other words'],
    ],
    [
      'an alert with another runbook',
      alert({ annotations: { runbook_url: 'a' } }),
      alert({ annotations: { runbook_url: 'b' } }),
      ['spec.groups[g].rules[A].annotations.runbook_url: safe: the alert says the same in other words'],
    ],
    [
      'an alert that says more',
      alert({}),
      alert({ annotations: { summary: 'b' } }),
      ['spec.groups[g].rules[A].annotations.summary: review: who is notified, and of what, changes'],
    ],
    [
      'an alert that says less',
      alert({ annotations: { summary: 'b' } }),
      alert({}),
      ['spec.groups[g].rules[A].annotations.summary: review: who is notified, and of what, changes'],
    ],
    [
      'an alert that fires otherwise',
      alert({}),
      alert({ expr: 'up == 1' }),
      ['spec.groups[g].rules[A].expr: review: the alert fires at another time than before'],
    ],
    [
      'an alert that waits longer',
      alert({ for: '1m' }),
      alert({ for: '2m' }),
      ['spec.groups[g].rules[A].for: review: the alert fires at another time than before'],
    ],
    [
      'an alert for others',
      alert({ labels: { severity: 'page' } }),
      alert({ labels: { severity: 'ticket' } }),
      ['spec.groups[g].rules[A].labels.severity: review: who is notified, and of what, changes'],
    ],
    [
      'an alert that goes from its group',
      alert({}),
      thing('PrometheusRule', { spec: { groups: [{ name: 'g', rules: [] }] } }),
      [
        'spec.groups[g].rules[A].alert: review: who is notified, and of what, changes',
        'spec.groups[g].rules[A].expr: review: this alert will no longer fire',
      ],
    ],
    ['alerts that come', undefined, alert({}), ['create: safe: new alerts: someone is notified who was not']],
    ['alerts that go', alert({}), undefined, ['delete: review: these alerts will no longer fire']],
    [
      'series that are scraped otherwise',
      thing('PodMonitor', { spec: { a: 1 } }),
      thing('PodMonitor', { spec: { a: 2 } }),
      [
        'spec.a: review: other series are scraped, or in another way: alerts and dashboards that ask for them see nothing',
      ],
    ],
    [
      'series of which a label changes',
      thing('PodMonitor'),
      thing('PodMonitor', {}, { labels: { squad: 'a' } }),
      ['metadata.labels.squad: review: what follows is not known here: this field is new'],
    ],
    ['series that come', undefined, thing('PodMonitor'), ['create: safe: series are scraped that were not']],
    [
      'series that go',
      thing('PodMonitor'),
      undefined,
      ['delete: review: its series are scraped no more: alerts that ask for them stay silent'],
    ],
    [
      'credentials from elsewhere',
      secret({ a: 1 }),
      secret({ a: 2 }),
      [
        'spec.a: review: credentials come from elsewhere, or go elsewhere: a client that does not find them does not start',
      ],
    ],
    [
      'credentials with another label',
      secret({}),
      thing('ExternalSecret', { spec: {} }, { labels: { squad: 'a' } }),
      ['metadata.labels.squad: review: what follows is not known here: this field is new'],
    ],
    [
      'credentials that come',
      undefined,
      secret({}),
      ['create: safe: credentials are brought to where a client wants them'],
    ],
    [
      'credentials that go',
      thing('KafkaAccess', { spec: {} }),
      undefined,
      ['delete: review: the credentials are taken away where clients mount them: pods no longer start'],
    ],
    [
      'how KEDA proves who it is',
      thing('TriggerAuthentication', { spec: { a: 1 } }),
      thing('TriggerAuthentication', { spec: { a: 2 } }),
      [
        'spec.a: review: KEDA proves who it is in another way: if that is refused no jobs start, and no Deployment is scaled',
      ],
    ],
    [
      'a label of how KEDA does',
      thing('TriggerAuthentication'),
      thing('TriggerAuthentication', {}, { labels: { squad: 'a' } }),
      ['metadata.labels.squad: review: what follows is not known here: this field is new'],
    ],
    [
      'a way for KEDA that comes',
      undefined,
      thing('TriggerAuthentication'),
      ['create: safe: a way for KEDA to prove who it is'],
    ],
    [
      'a way for KEDA that goes',
      thing('TriggerAuthentication'),
      undefined,
      [
        'delete: review: KEDA can no longer prove who it is: no jobs start and no Deployment is scaled where a scaler names it',
      ],
    ],
    [
      'a namespace that comes',
      undefined,
      thing('Namespace'),
      ['create: safe: a namespace that admits every pod: what is there already stays as it is'],
    ],
    [
      'a namespace that comes and admits few pods',
      undefined,
      thing('Namespace', {}, { labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } }),
      [
        'create: review: where the namespace is there already, pods that do not meet restricted are refused at their next start',
      ],
    ],
    [
      'a namespace that goes',
      thing('Namespace'),
      undefined,
      [
        'delete: destructive: everything in x is deleted with it: topics and users with their data, workloads, secrets',
      ],
    ],
    [
      'a namespace that goes from the folder alone',
      thing(
        'Namespace',
        {},
        { annotations: { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' } },
      ),
      undefined,
      [
        'delete: destructive: x stays in the cluster without its protection: whoever deletes it there deletes everything in it, topics and users with their data, workloads, secrets',
      ],
    ],
    [
      'a namespace that goes when someone says so',
      thing(
        'Namespace',
        {},
        { annotations: { 'argocd.argoproj.io/sync-options': 'Prune=confirm,Delete=confirm' } },
      ),
      undefined,
      [
        'delete: destructive: everything in x is deleted with it: topics and users with their data, workloads, secrets',
      ],
    ],
    [
      'a disk that goes',
      thing('PersistentVolumeClaim'),
      undefined,
      ['delete: destructive: the disk is deleted with what is on it'],
    ],
    [
      'a secret that goes',
      thing('Secret'),
      undefined,
      ['delete: destructive: no one has what it holds after that'],
    ],
    [
      'a secret that comes',
      undefined,
      thing('Secret'),
      ['create: review: a new Secret: what follows is not known here'],
    ],
    [
      'a definition that goes',
      thing('CustomResourceDefinition'),
      undefined,
      ['delete: destructive: every object of this kind in the cluster is deleted with it'],
    ],
    [
      'a limit that goes',
      thing('LimitRange'),
      undefined,
      ['delete: review: containers that ask for nothing are refused where a quota needs a request'],
    ],
    ['pods of a set that go', thing('StatefulSet'), undefined, ['delete: review: x no longer runs']],
    ['pods of every node that go', thing('DaemonSet'), undefined, ['delete: review: x no longer runs']],
  ])('%s', (_what, before, after, told) => {
    expect(sentences(before, after)).toEqual(told);
  });

  test.each<[string, unknown, unknown]>([
    ['a token of an account', account(), account(true)],
    ['a priority', priority(), priority({ globalDefault: false, preemptionPolicy: 'PreemptLowerPriority' })],
    ['quantities of a quota', quota({ cpu: '1', pods: 12 }), quota({ cpu: '1000m', pods: '12' })],
    [
      'credentials',
      secret({ target: { name: 'a' } }),
      secret({
        refreshInterval: '1h',
        target: { name: 'a', creationPolicy: 'Owner', deletionPolicy: 'Retain' },
      }),
    ],
    [
      'values of credentials',
      secret({ data: [{ secretKey: 'a', remoteRef: { key: 'k' } }] }),
      secret({
        data: [
          {
            secretKey: 'a',
            remoteRef: {
              key: 'k',
              conversionStrategy: 'Default',
              decodingStrategy: 'None',
              metadataPolicy: 'None',
            },
          },
        ],
      }),
    ],
  ])('%s with what servers fill in is the same', (_what, before, after) => {
    expect(sentences(before, after)).toEqual([]);
    expect(sentences(after, before)).toEqual([]);
  });
});
