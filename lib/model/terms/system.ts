import { z } from 'zod';
import type { Naming } from '../../naming/naming.ts';
import type { Read, YamlSource } from '../text/yaml-source.ts';
import { namingField, readNaming } from './naming-terms.ts';
import { clientField, type ClientTerms } from './client-terms.ts';
import { authenticatedBy, type Authenticated } from '../authentication/mechanism.ts';
import { parsePrincipalName } from '../../naming/principal.ts';
import { apiVersionField, groupNameField, idField, lineField } from './fields.ts';
import { type ImportedUser, importedUserField } from './imported-terms.ts';

/** A program that writes or reads topics; contracts name it by its id. */
export interface Service {
  /** Lowercase kebab, unique in its system. */
  readonly id: string;
  readonly purpose: string;
  /** What it is besides what contracts name it for. @default nothing */
  readonly duties?: readonly Duty[];
  /**
   * It writes in transactions, with transactional ids that begin so and go on with a dash; with a tenant in names, the
   * tenant is put in front (`main.<id>-`).
   */
  readonly transactionalId?: string;
  /**
   * It proves who it is in this way where the environment has a listener for it.
   * @default the environment's client listener
   */
  readonly authentication?: Authenticated;
  /**
   * The client id that the identity provider knows it by, where it has one for it already; it becomes the name of its
   * KafkaUser. With a tenant in names, the tenant is put in front (`main--<client id>`).
   * @default the name of its principal
   */
  readonly clientId?: string;
  /**
   * It is a Kafka Streams application, which processes exactly once. Its id names its group, and its internal topics and
   * transactional ids begin with it and a dash; with a tenant in names, the tenant is put in front (`main.<id>`).
   * @default it is none; the id: the name of its objects
   */
  readonly streams?: { readonly application?: string };
  /** How its clients write and read. @default a reliable producer, consumers that commit when the work is done */
  readonly client?: ClientTerms;
  /** What its pods may do in Kubernetes, in the system's namespace. @default nothing, and no token */
  readonly kubernetes?: readonly KubernetesRight[];
  /** Its KafkaUser where it was there before us, by environment; only in systems whose naming is `imported`. */
  readonly imported?: Readonly<Record<string, ImportedUser>>;
}

/** Rights on topics that follow from what a service does, not from a contract naming it. */
export type Duty =
  /** Reads retry topics when their time has come and writes to the source again. */
  | { readonly duty: 'dispatcher'; readonly topics: readonly string[] | 'all' }
  /** Reads dead letters and writes those that were mended to their source. */
  | { readonly duty: 'dead letter operator'; readonly topics: readonly string[] | 'all' }
  /**
   * Writes test messages to the evt topics that contracts let it write, and reads them back; only where the
   * environment has canaries.
   */
  | { readonly duty: 'canary'; readonly topics: readonly string[] | 'all' }
  /** Writes history to these topics again. */
  | { readonly duty: 'replayer'; readonly topics: readonly string[] | 'all' };

export interface KubernetesRight {
  readonly apiGroup: string;
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly why: string;
}

/** What the catalogue knows of a system, from its `system.yaml` or from a program. */
export interface SystemDeclaration {
  readonly id: string;
  readonly purpose: string;
  readonly naming: Naming;
  readonly services: readonly Service[];
  /** Asked for places; where a program made the system, they name the call. */
  readonly source: YamlSource;
}

const dutyField = z.strictObject({
  duty: z.enum(['dispatcher', 'dead letter operator', 'canary', 'replayer']),
  /** Folders of topics, or all of the system. */
  topics: z.union([z.literal('all'), z.array(lineField).min(1)]),
});

const rightField = z.strictObject({
  /** Empty for Kubernetes' core group. */
  apiGroup: z.string(),
  resources: z.array(lineField).min(1),
  verbs: z.array(lineField).min(1),
  why: lineField,
});

const clientIdField = z.string().superRefine((text, context) => {
  const name = parsePrincipalName(text);
  if (!name.ok) context.issues.push({ code: 'custom', message: name.error, input: text });
});

const serviceField = z.strictObject({
  purpose: lineField,
  duties: z.array(dutyField).exactOptional(),
  transactionalId: groupNameField.exactOptional(),
  authentication: z.enum(authenticatedBy).exactOptional(),
  clientId: clientIdField.exactOptional(),
  streams: z.strictObject({ application: groupNameField.exactOptional() }).exactOptional(),
  client: clientField.exactOptional(),
  kubernetes: z.array(rightField).exactOptional(),
  imported: z.record(idField, importedUserField).exactOptional(),
});

export const systemSchema = z
  .strictObject({
    apiVersion: apiVersionField,
    kind: z.literal('System'),
    purpose: lineField.describe('What the system does, in one sentence'),
    /** How its topics are named; `imported`: as they were in the cluster before their contracts. */
    naming: namingField,
    /** Programs that write and read its topics, by their id. */
    services: z.record(idField, serviceField),
  })
  .describe('A system: how it names topics, and its services');

/** What a system's file says, checked and typed. */
export type SystemTerms = z.output<typeof systemSchema>;

/**
 * The declaration of the system in the folder `id`.
 * @returns the problems of its naming, each at its key
 */
export function declarationOf(id: string, terms: SystemTerms, source: YamlSource): Read<SystemDeclaration> {
  const naming = readNaming(id, terms.naming, source);
  if (!naming.ok) return naming;
  const services = Object.entries(terms.services).map(
    ([name, service]): Service => ({ id: name, ...service }),
  );
  return { ok: true, value: { id, purpose: terms.purpose, naming: naming.value, services, source } };
}
