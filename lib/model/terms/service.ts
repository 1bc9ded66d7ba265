import type { Authenticated } from '../authentication/mechanism.ts';
import type { Naming } from '../../naming/naming.ts';
import type { ClientTerms } from './client-terms.ts';
import type { FoundUser } from './found-terms.ts';

/** A program that writes or reads topics; contracts name it by its id. */
export interface Service {
  /** Lowercase kebab, unique in its system. */
  readonly id: string;
  readonly purpose: string;
  /** What it is besides what contracts name it for. @default nothing */
  readonly duties?: readonly Duty[];
  /**
   * It writes in transactions, with transactional ids that begin so and go on with a dash; with a tenant in names, the
   * tenant is put in front (`acme.<id>-`).
   */
  readonly transactionalId?: string;
  /**
   * It proves who it is in this way where the environment has a listener for it.
   * @default the environment's client listener
   */
  readonly authentication?: Authenticated;
  /**
   * The client id that the identity provider knows it by, where it has one for it already; it becomes the name of its
   * KafkaUser. With a tenant in names, the tenant is put in front (`acme--<client id>`).
   * @default the name of its principal
   */
  readonly clientId?: string;
  /**
   * It is a Kafka Streams application, which processes exactly once. Its id names its group, and its internal topics and
   * transactional ids begin with it and a dash; with a tenant in names, the tenant is put in front (`acme.<id>`).
   * @default it is none; the id: the name of its objects
   */
  readonly streams?: { readonly application?: string };
  /** How its clients write and read. @default a reliable producer, consumers that commit when the work is done */
  readonly client?: ClientTerms;
  /** What its pods may do in Kubernetes, in the system's namespace. @default nothing, and no token */
  readonly kubernetes?: readonly KubernetesRight[];
  /** Its KafkaUser where it was there before us, by environment; only in systems whose names are imported. */
  readonly found?: Readonly<Record<string, FoundUser>>;
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

/** What the catalogue must know of a system before it reads contracts. */
export interface SystemDeclaration {
  readonly id: string;
  readonly naming: Naming;
  readonly services: readonly Service[];
  /** Folder, relative to `contracts/<id>/`, of schemas that contracts share by `$ref`. */
  readonly messages?: string;
}
