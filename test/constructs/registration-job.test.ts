import { describe, expect, test } from '@jest/globals';
import { manifestCheck } from '../../lib/governance/engine.ts';
import { rules } from '../../lib/governance/rules/index.ts';
import type { Manifest } from '../../lib/model/manifest.ts';
import { planChange } from '../../lib/plan/plan.ts';
import { isRegistrationFile, readRegistration } from '../../lib/policies/subject-files.ts';
import { allSubjects } from '../../lib/policies/system-schemas.ts';
import {
  environmentWith,
  fixture,
  fixtureObjects,
  fixtureUnits,
  type Mutable,
  resolvedIn,
} from '../support/fixture.ts';
import { checkManifest } from '../support/manifest-check.ts';
import { Network } from '../support/network.ts';
import { registryTerms } from '../support/registries.ts';

const digest = (of: string) => `sha256:${of.repeat(64)}`;
const image = (of = '1') => ({ repository: 'tools/node', tag: `20.${of}`, digest: digest(of) });

function withJob(name = 'eu-prod', edit: (terms: Mutable) => void = () => {}) {
  return environmentWith(name, (terms) => {
    terms.schemaRegistry = registryTerms({ registration: { by: 'job', image: image() } });
    edit(terms);
  });
}

const environment = withJob();
const units = fixtureUnits(environment);

function ofSystem(system: string, from = units): readonly Manifest[] {
  return from.get(`${system}/schemas`) ?? [];
}

function jobOf(manifests: readonly Manifest[]): Mutable {
  return manifests.find(({ kind }) => kind === 'Job');
}

test('a system has one Job, in its namespace, with all that it needs and no more', () => {
  const names = ofSystem('parcels').map(
    ({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`,
  );
  expect(names.slice(0, -1)).toEqual([
    'NetworkPolicy parcels-eu/parcels-schemas',
    'ServiceAccount parcels-eu/parcels-schemas',
    'ConfigMap parcels-eu/parcels-schemas',
    'ConfigMap parcels-eu/parcels-schemas-1',
    'ConfigMap parcels-eu/parcels-schemas-program',
  ]);
  expect(names.at(-1)).toMatch(/^Job parcels-eu\/parcels-schemas-[0-9a-f]{12}$/);
  for (const one of ofSystem('parcels')) expect(checkManifest(one)).toEqual([]);
});

test('its pod is restricted, has no token, and no rights in Kubernetes', () => {
  const { template, backoffLimit, activeDeadlineSeconds, podFailurePolicy } = jobOf(ofSystem('parcels')).spec;
  const { spec } = template;
  expect([spec.serviceAccountName, spec.automountServiceAccountToken, spec.restartPolicy]).toEqual([
    'parcels-schemas',
    false,
    'Never',
  ]);
  expect([backoffLimit, activeDeadlineSeconds]).toEqual([6, 900]);
  // What is blocked is blocked the next time too; a pod that had to move has not failed.
  expect(podFailurePolicy.rules).toEqual([
    { action: 'FailJob', onExitCodes: { operator: 'In', values: [3] }, onPodConditions: [] },
    { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
  ]);
  const [container] = spec.containers;
  expect(container.image).toBe(`registry.example.com/tools/node@${digest('1')}`);
  expect(container.command).toEqual(['node', '/etc/schemas/program/register.mjs', '/etc/schemas/subjects']);
  const account = ofSystem('parcels').find(({ kind }) => kind === 'ServiceAccount') as Mutable;
  expect(account.automountServiceAccountToken).toBe(false);
  expect(ofSystem('parcels').some(({ kind }) => kind.startsWith('Role'))).toBe(false);
});

test.each(['dev', 'qa', 'eu-prod'])('every rule on manifests lets it pass in %s', (name) => {
  const where = withJob(name);
  const check = manifestCheck(
    where,
    fixture().view,
    rules.filter((rule) => rule.on === 'manifests'),
  );
  const place = () => ({ file: 'f', line: 1, column: 1 });
  const all = [...fixtureUnits(where)].filter(([unit]) => unit.endsWith('/schemas'));
  expect(all.length).toBeGreaterThan(2);
  expect(all.flatMap(([, manifests]) => check(manifests, place))).toEqual([]);
});

test('it reaches DNS and the registry, and not the brokers', () => {
  const pod = {
    namespace: 'parcels-eu',
    labels: jobOf(ofSystem('parcels')).spec.template.metadata.labels,
    ip: '10.0.0.1',
  };
  const at = (namespace: string, labels: Record<string, string>) => ({ namespace, labels, ip: '10.0.0.2' });
  const network = new Network(fixtureObjects(environment));
  expect(network.policiesOf(pod).sort()).toEqual(['parcels-default-deny', 'parcels-schemas']);
  expect(network.connects(pod, at('registry', { app: 'registry' }), { port: 8443 })).toBe(true);
  const dns = at('kube-system', { 'k8s-app': 'kube-dns' });
  expect(network.connects(pod, dns, { port: 53, protocol: 'UDP' })).toBe(true);
  const broker = at('kafka-eu', {
    'strimzi.io/cluster': 'kafka',
    'strimzi.io/kind': 'Kafka',
    'strimzi.io/name': 'kafka-kafka',
  });
  expect(network.connects(pod, broker, { port: 9093 })).toBe(false);
  expect(network.connects(pod, { ip: '93.184.216.34' }, { port: 443 })).toBe(false);
});

describe('a GitOps controller', () => {
  test('Argo CD: runs it before the workloads, and removes it when it ended well', () => {
    const { metadata, spec } = jobOf(ofSystem('parcels'));
    expect(metadata.annotations).toEqual({
      'argocd.argoproj.io/hook': 'Sync',
      'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation,HookSucceeded',
      'argocd.argoproj.io/sync-wave': '1',
    });
    expect(spec.ttlSecondsAfterFinished).toBe(604_800);
  });

  test('others: a Job that stays until another one takes its place', () => {
    const { metadata, spec } = jobOf(ofSystem('parcels', fixtureUnits(withJob('dev'))));
    expect([metadata.annotations, spec.ttlSecondsAfterFinished]).toEqual([undefined, undefined]);
    const flux = withJob('eu-prod', (terms) => {
      terms.gitops = {
        controller: 'flux',
        repository: 'https://git.example.com/parcels/gitops.git',
        source: 'gitops',
        folder: '.',
        namespace: 'flux-system',
        interval: '10m',
      };
      delete terms.gitops.repository;
    });
    expect(jobOf(ofSystem('parcels', fixtureUnits(flux))).metadata.annotations).toEqual({
      'kustomize.toolkit.fluxcd.io/substitute': 'disabled',
    });
  });
});

describe('its name', () => {
  const nameIn = (edit: (terms: Mutable) => void) =>
    jobOf(ofSystem('parcels', fixtureUnits(withJob('eu-prod', edit)))).metadata.name;

  test('is the same for the same schemas', () => {
    expect(nameIn(() => {})).toBe(jobOf(ofSystem('parcels')).metadata.name);
  });

  test.each<[string, (terms: Mutable) => void]>([
    ['another image', (terms) => (terms.schemaRegistry.registration.image = image('2'))],
    ['another Secret', (terms) => (terms.schemaRegistry.authentication.secret = 'other')],
    ['another registry', (terms) => (terms.schemaRegistry.url = 'https://other.example.com')],
    ['another verdict', (terms) => (terms.schemaRegistry.verdict = 'both')],
    ['metadata that is kept', (terms) => (terms.schemaRegistry.metadata = 'kept')],
    ['other subjects', (terms) => (terms.tenants = ['acme'])],
  ])('is another one with %s, since a Job cannot be changed', (_what, edit) => {
    expect(nameIn(edit)).not.toBe(jobOf(ofSystem('parcels')).metadata.name);
  });
});

test('what it reads says all that the contracts say', () => {
  const resolved = resolvedIn(environment);
  for (const { declaration, schemas } of resolved.systems) {
    const files = Object.fromEntries(
      ofSystem(declaration.id)
        .flatMap(({ data }) => Object.entries((data ?? {}) as Record<string, string>))
        .filter(([name]) => isRegistrationFile(name)),
    );
    const wanted = schemas?.subjects ?? [];
    if (wanted.length === 0) continue;
    expect(readRegistration(files)).toEqual({
      environment: 'eu-prod',
      keepsMetadata: false,
      asksBoth: false,
      excepted: schemas?.excepted,
      subjects: wanted,
    });
  }
  // Each subject of the environment is some system's.
  expect(allSubjects(resolved.systems).length).toBeGreaterThan(10);
});

describe('a plan', () => {
  const objects = fixtureObjects(environment);
  const planned = (edit: (terms: Mutable) => void) => {
    const after = withJob('eu-prod', edit);
    return planChange({
      environment: after,
      before: objects,
      after: fixtureObjects(after),
      today: '2026-11-21',
    });
  };

  test('takes another Job in place of the earlier one for safe, and prints no program', () => {
    const { objects: changed } = planned((terms) => (terms.schemaRegistry.metadata = 'kept'));
    expect(new Set(changed.map(({ action, kind, risk }) => `${action} ${kind}: ${risk}`))).toEqual(
      new Set(['create Job: safe', 'delete Job: safe', 'change ConfigMap: safe']),
    );
    expect(JSON.stringify(changed).length).toBeLessThan(20_000);
  });

  test('of a first registry says which subjects are new', () => {
    const before = fixtureObjects('eu-prod');
    const plan = planChange({ environment, before, after: objects, today: '2026-11-21' });
    expect(plan.registeredBy).toBe('job');
    expect(plan.schemas.map(({ change, subject }) => `${change} ${subject}`)).toContain(
      'new ledger.postings-key',
    );
    expect(plan.schemas.map(({ change }) => change)).not.toContain('changed');
  });
});

test('a registry of the pipeline has the list of subjects alone', () => {
  const pipeline = environmentWith('eu-prod', (terms) => {
    terms.schemaRegistry = registryTerms();
  });
  const [list, ...others] = ofSystem('ledger', fixtureUnits(pipeline));
  expect([list?.metadata.name, others]).toEqual(['ledger-schemas', []]);
  const lines = String((list as Mutable).data['subjects.jsonl'])
    .trimEnd()
    .split('\n');
  expect(lines.map((line) => JSON.parse(line).subject)).toEqual([
    'ledger.balances-value',
    'ledger.invoices-value',
    'ledger.invoices.dlq-value',
    'ledger.postings-key',
    'ledger.postings-value',
    'ledger.repairs-value',
    'workstreams.OperationsJournal.v1.schema.json',
  ]);
  expect([...fixtureUnits('eu-prod').keys()].filter((unit) => unit.endsWith('/schemas'))).toEqual([]);
});
