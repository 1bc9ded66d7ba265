import { certain, type Parsed, parsed, rejected } from './brand.ts';
import { asFound, capabilityQueue, dottedPrefix, flat, type GrammarId, namespaced } from './grammar.ts';
import { parseTopicName, type TopicName } from './topic-name.ts';

/** Where a contract stands: `contracts/<system>/<context>/<class>/<topic>/v<N>/`. */
export interface ContractAddress {
  readonly system: string;
  readonly context: string;
  readonly class: string;
  readonly topic: string;
  readonly version: number;
}

/** What a name depends on besides the address: only the namespaced grammar uses it. */
export interface NameScope {
  /** `<env>` in topic names: `sand`, `dev`, `stage`, `prod`. */
  readonly environment: string;
  readonly tenant: string;
}

/** `retry` tiers are named by their delay (`1m`, `15m`, `2h`). */
export type Derivation =
  | { readonly kind: 'source' }
  | { readonly kind: 'dead-letter' }
  | { readonly kind: 'retry'; readonly tier: string };

/** The name that `grammar` gives the contract at `address`. */
export function topicNameAt(
  grammar: GrammarId,
  address: ContractAddress,
  scope: NameScope,
): Parsed<TopicName> {
  switch (grammar) {
    case 'namespaced':
      return namespaced.format({
        environment: scope.environment,
        tenant: scope.tenant,
        context: address.context,
        class: address.class,
        topic: address.topic,
        version: address.version,
      });
    case 'capability-queue': {
      const [executorClass, executorKind, ...rest] = address.topic.split('.');
      if (executorClass === undefined || executorKind === undefined || rest.length > 0) {
        return rejected(
          `the folder ${JSON.stringify(address.topic)} must be <executor_class>.<executor_kind>, for example toolrun.verify`,
        );
      }
      return capabilityQueue.format({
        capability: address.context,
        executorClass,
        executorKind,
        version: address.version,
      });
    }
    case 'dotted-prefix':
      return dottedPrefix.format({ system: address.system, name: address.topic, version: address.version });
    case 'flat': {
      const read = flat.parse(address.topic);
      if (!read.ok) return read;
      return read.value.version === 1
        ? flat.format({ ...read.value, version: address.version })
        : rejected(
            `the folder ${JSON.stringify(address.topic)} holds a version: that is the folder v<N> below it`,
          );
    }
    case 'as-found':
      return address.version === 1
        ? asFound.format({ name: address.topic })
        : rejected('a name that was found has no second version: give the next one a name of a system');
  }
}

/**
 * The name of a topic that follows from `source`, by the source's grammar:
 *
 * | grammar | retry | dead letter |
 * |---|---|---|
 * | namespaced | `….rty.<topic>-<tier>.v<N>` | `….dlt.<topic>.v<N>` |
 * | capability-queue | `<capability>.<class>.<kind>.rty-<tier>.v<N>` | `<capability>.<class>.<kind>.dlt.v<N>` |
 * | dotted-prefix | `<system>.<name>.retry-<tier>[.v<N>]` | `<system>.<name>.dlq[.v<N>]` |
 * | flat | `<subject>_<events or tasks>_retry_<tier>[_v<N>]` | `<subject>_<events or tasks>_dlq[_v<N>]` |
 * | as-found | `<name>-retry-<tier>` | `<name>-dlq` |
 *
 * `rnle.commands.dlq` is the RNLE document's own name; the version stands last in every grammar, as the
 * WorkRequests inventory asks.
 * @throws Error when `source` is not of the grammar: callers pass names that the grammar made.
 */
export function derivedTopicName(
  grammar: GrammarId,
  source: TopicName,
  derivation: Derivation,
): Parsed<TopicName> {
  if (derivation.kind === 'source') return parsed(source);
  const tier = derivation.kind === 'retry' ? derivation.tier : undefined;
  switch (grammar) {
    case 'namespaced': {
      const parts = certain(namespaced.parse(source));
      return namespaced.format(
        tier === undefined
          ? { ...parts, class: 'dlt' }
          : { ...parts, class: 'rty', topic: `${parts.topic}-${tier}` },
      );
    }
    case 'capability-queue': {
      const parts = certain(capabilityQueue.parse(source));
      const marker = tier === undefined ? 'dlt' : `rty-${tier}`;
      return parseTopicName(
        [parts.capability, parts.executorClass, parts.executorKind, marker, `v${parts.version}`].join('.'),
      );
    }
    case 'dotted-prefix': {
      const parts = certain(dottedPrefix.parse(source));
      const marker = tier === undefined ? 'dlq' : `retry-${tier}`;
      return dottedPrefix.format({ ...parts, name: `${parts.name}.${marker}` });
    }
    case 'flat': {
      const { version } = certain(flat.parse(source));
      const [first, behind] =
        version === 1 ? [source, ''] : [source.slice(0, source.lastIndexOf('_v')), `_v${version}`];
      return parseTopicName(`${first}_${tier === undefined ? 'dlq' : `retry_${tier}`}${behind}`);
    }
    case 'as-found':
      return parseTopicName(tier === undefined ? `${source}-dlq` : `${source}-retry-${tier}`);
  }
}
