import { z } from 'zod';
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

const argocd = z.strictObject({
  controller: z.literal('argocd'),
  repository,
  revision,
  /** Holds a folder an environment. */
  folder,
  /** Where Argo CD reads Applications. */
  namespace: objectNameField,
  project: objectNameField,
  /** The API server of the environment's cluster, as Argo CD knows it. */
  server: z.string().regex(/^https:\/\/[A-Za-z0-9.-]+(?::[0-9]{1,5})?$/, 'an address https://<host>:<port>'),
});

const flux = z.strictObject({
  controller: z.literal('flux'),
  /** The GitRepository that holds the manifests. */
  source: objectNameField,
  /** Of the GitRepository and the Kustomizations. */
  namespace: objectNameField,
  /** Holds a folder an environment. */
  folder,
  /** How often the cluster is compared with the repository, as Flux writes it: `10m`. */
  interval: z.string().regex(/^[1-9][0-9]*(?:s|m|h)$/, 'an interval is written like 10m'),
});

/** What brings an environment's manifests to its cluster. */
export const gitopsField = z.union([z.literal('none'), z.discriminatedUnion('controller', [argocd, flux])]);

export type ArgoTerms = z.output<typeof argocd>;
export type FluxTerms = z.output<typeof flux>;
