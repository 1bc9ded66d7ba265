import { expect, test } from '@jest/globals';
import * as ws from '../../lib/index.ts';
import { rendered } from '../support/program.ts';

const withController = (gitops: NonNullable<ws.EnvironmentProps['gitops']>) =>
  ws.environment({ environment: 'shop-dev', topics: { env: 'dev' }, gitops });

test('ArgoApplications: its props, minimal and all, are an environment, terms and folders', () => {
  const environment = withController({
    controller: 'argocd',
    repository: 'https://git.example.com/shop/manifests.git',
    revision: 'main',
    folder: 'clusters',
    namespace: 'argocd',
    project: 'shop',
    server: 'https://kubernetes.default.svc',
  });
  const { gitops: terms } = environment;
  if (terms === 'none' || terms.controller !== 'argocd') throw new Error('no Argo CD');
  const props: Required<ws.GitopsObjectsProps<ws.ArgoTerms>> = {
    environment,
    terms,
    folders: ['platform', 'shop'],
  };
  const objects = rendered((chart) => {
    new ws.ArgoApplications(chart, 'Applications', props);
  });
  expect(Object.keys(objects).sort()).toEqual([
    'Application workstreams-shop-dev-platform',
    'Application workstreams-shop-dev-shop',
    'ConfigMap workstreams-shop-dev-argocd-health',
  ]);
  const { spec } = objects['Application workstreams-shop-dev-shop'];
  expect(spec.source).toEqual({
    repoURL: 'https://git.example.com/shop/manifests.git',
    targetRevision: 'main',
    path: 'clusters/shop-dev/shop',
    directory: { recurse: true },
  });
  expect(spec.destination).toEqual({ server: 'https://kubernetes.default.svc' });
});

test('FluxKustomizations: its props, minimal and all, are an environment, terms and folders', () => {
  const environment = withController({
    controller: 'flux',
    source: 'manifests',
    namespace: 'flux-system',
    folder: '.',
    interval: '10m',
  });
  const { gitops: terms } = environment;
  if (terms === 'none' || terms.controller !== 'flux') throw new Error('no Flux');
  const props: Required<ws.GitopsObjectsProps<ws.FluxTerms>> = {
    environment,
    terms,
    folders: ['platform', 'shop'],
  };
  const objects = rendered((chart) => {
    new ws.FluxKustomizations(chart, 'Kustomizations', props);
  });
  expect(objects['Kustomization workstreams-shop-dev-shop'].spec).toEqual({
    sourceRef: { kind: 'GitRepository', name: 'manifests' },
    path: './shop-dev/shop',
    interval: '10m',
    prune: true,
    force: false,
    wait: true,
    timeout: '10m',
    deletionPolicy: 'Orphan',
    dependsOn: [{ name: 'workstreams-shop-dev-platform' }],
  });
});
