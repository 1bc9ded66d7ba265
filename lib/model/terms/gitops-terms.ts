import { z } from 'zod';
import { described } from './described.ts';
import { objectNameField } from './fields.ts';

const repository = z
  .string()
  .regex(
    /^(?:https:\/\/|ssh:\/\/(?:[a-z0-9-]+@)?|git@)[A-Za-z0-9.-]+(?::[0-9]{1,5})?[/:][A-Za-z0-9._~/-]+$/,
    'the address of a git repository, https:// or ssh, without credentials',
  );

const revision = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,199}$/, 'a branch, tag or commit');

/** Below the repository's root, without `.` and `..`. */
const folder = z
  .string()
  .regex(
    /^\.$|^[A-Za-z0-9_-][A-Za-z0-9._-]*(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/,
    'a folder below the root of the repository, or "." for the root',
  );

const inRepository = described(
  folder,
  'Folder below the root of the repository that holds a folder for each environment, or "." for the root.',
  { examples: ['.', 'kafka'] },
);

const argocd = z.strictObject({
  controller: described(
    z.literal('argocd'),
    'Argo CD applies the manifests, by an Application for each system.',
  ),
  repository: described(
    repository,
    'Git repository that holds the manifests, by https:// or ssh, without credentials.',
    { examples: ['https://git.example.com/platform/gitops.git'] },
  ),
  revision: described(revision, 'Branch, tag or commit of the repository.', { examples: ['main'] }),
  folder: inRepository,
  namespace: described(objectNameField, 'Namespace where Argo CD reads Applications.', {
    examples: ['argocd'],
  }),
  project: described(objectNameField, 'Project of Argo CD that the Applications belong to.', {
    examples: ['default'],
  }),
  server: described(
    z.string().regex(/^https:\/\/[A-Za-z0-9.-]+(?::[0-9]{1,5})?$/, 'an address https://<host>:<port>'),
    'API server of the cluster, as Argo CD knows it.',
    { examples: ['https://kubernetes.default.svc'] },
  ),
});

const flux = z.strictObject({
  controller: described(z.literal('flux'), 'Flux applies the manifests, by a Kustomization for each system.'),
  source: described(objectNameField, 'Name of the GitRepository that holds the manifests.', {
    examples: ['platform'],
  }),
  namespace: described(objectNameField, 'Namespace of the GitRepository and the Kustomizations.', {
    examples: ['flux-system'],
  }),
  folder: inRepository,
  interval: described(
    z.string().regex(/^[1-9][0-9]*(?:s|m|h)$/, 'an interval is written like 10m'),
    'How often Flux compares the cluster with the repository.',
    { examples: ['10m'] },
  ),
});

export const gitopsField = described(
  z.union([z.literal('none'), z.discriminatedUnion('controller', [argocd, flux])]),
  'GitOps controller that applies the manifests; `none`: they are applied in another way.',
  { examples: ['none'] },
);

export type ArgoTerms = z.output<typeof argocd>;
export type FluxTerms = z.output<typeof flux>;
