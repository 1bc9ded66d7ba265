import { Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { KafkaUser, type KafkaUserSpec } from '../../../imports/kafka.strimzi.io.ts';
import type { Authenticated } from '../../model/authentication/mechanism.ts';
import { clientListener, type Environment } from '../../model/terms/environment.ts';
import { type PrincipalName, parsePrincipalName } from '../../naming/principal.ts';
import type { ResolvedPrincipal } from '../../policies/principals.ts';
import { expectedLoads, quotasOf } from '../../policies/quotas.ts';
import type { ResolvedFamily } from '../../policies/resolved-topic.ts';
import { mergedRights, type Role } from '../../policies/rights.ts';
import { seenBy } from '../../policies/service-settings.ts';
import { InvalidUse } from '../invalid-use.ts';
import { metadata, ownPrefix } from '../metadata.ts';
import { kafkaUserSpec } from './kafka-user-spec.ts';
import { asServed } from '../patch.ts';
import { claimName } from './name-claims.ts';

export interface AclPolicyProps {
  /** Where it is rendered for. Only topics of this environment can be granted to it. */
  readonly environment: Environment;
  /** Of the KafkaUser: a DNS-1123 label of at most 63 characters. */
  readonly name: string;
  /** One sentence, kept as an annotation. */
  readonly purpose: string;
  /** The service that it belongs to, as contracts name it. @default its name */
  readonly service?: string;
  /** What the KafkaUser is part of. @default the system of the first topics that are granted to it, else its service */
  readonly system?: string;
  /** What the KafkaUser is a component of. @default its service */
  readonly component?: string;
  /** The tenant whose topics it may reach. @default that of the first topics with a tenant that are granted to it */
  readonly tenant?: string;
  /**
   * How it proves who it is, which chooses the listener.
   * @default that of the environment's client listener, also where no listener offers this one
   */
  readonly authentication?: Authenticated;
}

/** A principal of a whole catalogue, whose rights follow from contracts. */
export interface ResolvedAclPolicyProps {
  /** Where it is rendered for. */
  readonly environment: Environment;
  /** What the KafkaUser is part of. */
  readonly system: string;
  /** The queue or service that it belongs to. */
  readonly component: string;
  /** The principal as it is in that environment: one of a resolved system's `principals`. */
  readonly principal: ResolvedPrincipal;
}

/**
 * A principal: one KafkaUser in Kafka's namespace. Topics and queues give it rights (`topics.grantRead(policy)`); it is
 * rendered with the fewest that these need, and with quotas from the load of the granted topics. Without grants it can
 * log in and do nothing. Where the environment has no authentication nothing is rendered.
 */
export class AclPolicy extends Construct {
  /** Where it is rendered for. */
  readonly environment: Environment;
  /** Of the KafkaUser. */
  readonly principalName: PrincipalName;
  /** The service that it belongs to. */
  readonly service: string;
  /** Undefined where the environment has no authentication. */
  readonly user: KafkaUser | undefined;
  readonly #roles: Role[] = [];
  readonly #families = new Set<ResolvedFamily>();
  readonly #resolved: ResolvedPrincipal | undefined;
  #tenant: string | undefined;

  /** @throws InvalidUse on a name that a KafkaUser cannot have, or that another policy of the environment has */
  constructor(scope: Construct, id: string, props: AclPolicyProps | ResolvedAclPolicyProps) {
    super(scope, id);
    const { environment, ...rest } = props;
    this.environment = environment;
    if ('principal' in rest) {
      const { principal, system, component } = rest;
      this.principalName = principal.name;
      this.service = principal.service;
      this.#tenant = principal.tenant;
      this.#resolved = principal;
      this.user = this.#user(principal, system, component, () => kafkaUserSpec(principal));
      return;
    }
    const { name, purpose, service = name, component = service, tenant, authentication } = rest;
    const parsed = parsePrincipalName(name);
    if (!parsed.ok)
      throw new InvalidUse(this, `name: ${parsed.error}`, 'write lowercase letters, digits and "-"');
    this.principalName = parsed.value;
    this.service = service;
    this.#tenant = tenant;
    claimName(this, environment, 'user', name, 'rename one of the two: both would be one KafkaUser');
    const seen = authentication === undefined ? environment : seenBy({ authentication }, environment);
    const { authentication: offered } = clientListener(seen);
    if (offered === 'none') return;
    const system: string = rest.system ?? lazy(() => this.#system() ?? service);
    this.user = this.#user({ name: parsed.value, service, purpose }, system, component, () =>
      kafkaUserSpec({
        authentication: offered,
        acls: mergedRights(this.#roles),
        quotas: quotasOf(seen, this.#roles, expectedLoads([...this.#families])),
      }),
    );
  }

  /**
   * Adds rights, for what no verb of a topic or queue grants.
   * @param family whose load its quotas are to count. Default: none
   * @throws InvalidUse where the family is of another tenant, or the rights follow from contracts
   * @throws Error on a right on everything, or on a prefix that does not end at a separator
   */
  addRoles(roles: readonly Role[], family?: ResolvedFamily): void {
    if (this.#resolved !== undefined) {
      const fix = `name ${this.service} in the contract`;
      throw new InvalidUse(this, 'the rights of a resolved principal follow from contracts', fix);
    }
    // Checked now and not at synthesis, where the line of the program is no longer known.
    mergedRights(roles);
    if (family !== undefined) {
      this.#enter(family);
      this.#families.add(family);
    }
    this.#roles.push(...roles);
  }

  /** A principal of one tenant never reaches the topics of another. */
  #enter({ tenant, source }: ResolvedFamily): void {
    if (tenant === undefined) return;
    this.#tenant ??= tenant;
    if (this.#tenant === tenant) return;
    const what = `it belongs to tenant ${this.#tenant}, and ${source.name.value} to tenant ${tenant}`;
    throw new InvalidUse(this, what, 'make one AclPolicy for each tenant');
  }

  /** Of the first topics that are granted to it. */
  #system(): string | undefined {
    const [first] = this.#families;
    return first?.contract.address.system;
  }

  #user(
    principal: Pick<ResolvedPrincipal, 'name' | 'service' | 'purpose' | 'imported'>,
    system: string,
    component: string,
    spec: () => KafkaUserSpec,
  ): KafkaUser {
    const { environment } = this;
    const object = new KafkaUser(this, 'Resource', {
      metadata: metadata(environment, {
        kind: 'KafkaUser',
        name: principal.name,
        namespace: environment.kafka.namespace,
        system,
        component,
        labels: {
          ...principal.imported?.labels,
          'strimzi.io/cluster': environment.kafka.cluster,
          [`${ownPrefix}/service`]: principal.service,
        },
        annotations: { ...principal.imported?.annotations, [`${ownPrefix}/purpose`]: principal.purpose },
      }),
      spec: lazy(spec),
    });
    return asServed(object, environment);
  }
}

/** A value that is made at synthesis, when all grants are known. */
function lazy<T>(produce: () => T): T {
  return Lazy.any({ produce }) as T;
}
