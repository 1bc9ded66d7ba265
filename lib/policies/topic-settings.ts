import { certain, type Parsed } from '../naming/brand.ts';
import type { NameScope } from '../naming/address.ts';
import type { Naming } from '../naming/naming.ts';
import { type ObjectName, objectNameOf } from '../naming/object-name.ts';
import type { TopicName } from '../naming/topic-name.ts';
import { addressText, type Contract } from '../model/terms/contract.ts';
import { formatRetention, lengthOf, type Retention } from '../model/kafka/retention.ts';
import type { TopicSettingValue } from '../model/kafka/topic-setting.ts';
import { formatDuration, parseDuration } from '../model/text/duration.ts';
import { type Size, sizeOf } from '../model/text/size.ts';
import type { Environment } from '../model/terms/environment.ts';
import { type MigrationPhase, unsaidPhase } from '../model/terms/migration-terms.ts';
import { classPolicies, type TopicClass } from '../model/topic-class.ts';
import { nameThere, withPins } from './imported-topic.ts';
import { migrationStates } from './migration-phases.ts';
import { nameScope } from './name-scope.ts';
import { asImported, byRule, fromFile, fromFileOrDefault, type Setting, setting } from './setting.ts';
import type { ResolvedFamily, ResolvedTopic, TopicRole } from './resolved-topic.ts';
import type { TopicConfig } from './topic-config.ts';
import { inFullUse, type VersionMigration, type VersionUse } from './version-migrations.ts';

/**
 * Resolves a contract's topics.
 * @param tenant the one that its names carry; undefined where they carry none
 * @param use what the environment does with this version of the topic, which must exist there
 * @throws Error when the contract's address makes no name: the rule `valid-topic-name` comes first.
 */
export function resolveFamily(
  contract: Contract,
  naming: Naming,
  environment: Environment,
  tenant: string | undefined,
  use: VersionUse = inFullUse,
): ResolvedFamily {
  const { terms } = contract;
  const scope = nameScope(environment, tenant);
  // An imported name that a folder cannot hold, or that differs by environment, is in the contract.
  const there = nameThere(contract, environment.environment);
  const address = { ...contract.address, topic: there.topic };
  const name = certain(naming.topic(address, scope));
  const base = { contract, environment };
  const source = topic(base, {
    role: 'source',
    class: address.class,
    name: setting(
      name,
      there.path === undefined
        ? byRule('naming', `${naming.text}, from the folder ${addressText(contract.address)}`)
        : asImported(contract.source, there.path),
    ),
    object: setting(objectNameOf(name), byRule('naming', 'from the topic name, injective')),
    ...replaced(use.deprecatedBy, naming, scope),
  });

  const { renamedFrom } = terms;
  const phaseName = renamePhase(contract, environment);
  const phase = migrationStates[phaseName];
  const former =
    renamedFrom !== undefined && phase.topics.includes('former')
      ? topic(base, {
          role: 'former',
          class: address.class,
          name: setting(renamedFrom.topic, fromFile('contract', contract.source, ['renamedFrom', 'topic'])),
          object: setting(
            renamedFrom.object,
            fromFile('contract', contract.source, ['renamedFrom', 'object']),
          ),
          ...(phase.formerDeprecated ? { deprecated: `renamed to ${name} (phase ${phaseName})` } : {}),
        })
      : undefined;

  const derived = (made: Parsed<TopicName>, role: TopicRole, cls: TopicClass): ResolvedTopic => {
    const derivedName = certain(made);
    return topic(base, {
      role,
      class: cls,
      name: setting(derivedName, byRule('naming', `${role} of ${name}`)),
      object: setting(objectNameOf(derivedName), byRule('naming', 'from the topic name, injective')),
    });
  };
  const retries = (terms.retry?.tiers ?? []).map((tier) =>
    derived(naming.retry(address, scope, formatDuration(tier)), 'retry', 'rty'),
  );
  const deadLetter = terms.deadLetter
    ? derived(naming.deadLetter(address, scope), 'dead-letter', 'dlt')
    : undefined;
  const of = { current: source, former };
  const topics = [
    ...(phase.topics.includes('current') ? [source] : []),
    ...(former ? [former] : []),
    ...retries,
    ...(deadLetter ? [deadLetter] : []),
  ];
  return {
    contract,
    address: addressText(contract.address),
    naming,
    namespace: naming.namespaceOf(address, scope),
    unit: objectNameOf(name),
    tenant,
    source,
    former,
    retries,
    deadLetter,
    topics,
    written: use.written ? phase.written.flatMap((side) => of[side] ?? []) : [],
    read: use.read ? phase.read.flatMap((side) => of[side] ?? []) : [],
    migrations: use.migrations,
  };
}

/** How far a topic has come from its old name; one that has none is where it belongs. */
function renamePhase({ address, terms }: Contract, { renames }: Environment): MigrationPhase {
  if (terms.renamedFrom === undefined) return 'retired';
  const key = addressText(address);
  return (Object.hasOwn(renames, key) ? renames[key] : undefined) ?? unsaidPhase;
}

/** The mark of a version that no one writes now. */
function replaced(
  migration: VersionMigration | undefined,
  naming: Naming,
  scope: NameScope,
): { deprecated?: string } {
  if (migration === undefined) return {};
  const next = certain(naming.topic(migration.to.address, scope));
  return { deprecated: `replaced by ${next} (phase ${migration.phase.value})` };
}

interface Base {
  readonly contract: Contract;
  readonly environment: Environment;
}

interface Identity {
  readonly role: TopicRole;
  readonly class: TopicClass;
  readonly name: Setting<TopicName>;
  readonly object: Setting<ObjectName>;
  readonly deprecated?: string;
}

/** Room that a dead letter or retry needs above its message, for the headers that say what happened. */
const failureHeaderBytes = 64 * 1024;

function topic(base: Base, identity: Identity): ResolvedTopic {
  const { environment } = base;
  const { kafka } = environment;
  const file = environment.source;
  const kept = retention(base, identity);
  const common = {
    'cleanup.policy': cleanup(base, identity),
    'compression.type': setting(
      base.contract.terms.compression,
      fromFileOrDefault('contract', base.contract.source, 'compression'),
    ),
    'max.message.bytes': maxMessageBytes(base, identity),
    'min.insync.replicas': setting(kafka.minInSync, fromFile('environment', file, ['kafka', 'minInSync'])),
    'retention.ms': kept,
  } satisfies TopicConfig;
  const tiered = isTiered(base, identity, common['cleanup.policy'].value);
  const config: TopicConfig = {
    ...common,
    ...(tiered ? tieredSettings(identity, kept.value) : {}),
    ...(isDerived(identity) ? {} : ownSettings(base.contract, kept.value)),
  };
  const resolved: ResolvedTopic = {
    role: identity.role,
    class: identity.class,
    name: identity.name,
    object: identity.object,
    partitions: partitions(base, identity),
    replicas: setting(kafka.replication, fromFile('environment', file, ['kafka', 'replication'])),
    config,
    unread: {},
    deprecated: identity.deprecated,
  };
  return withPins(resolved, base.contract, environment);
}

/** What stays on the brokers' disks of a tiered topic (OmniNode, Event streams: seven days hot at the least). */
export const hotRetention = certain(parseDuration('7d'));

function tieredSettings({ class: cls }: Identity, kept: Retention): TopicConfig {
  const note = `class ${cls}; the environment has tiered storage`;
  return {
    'remote.storage.enable': setting(true, byRule('class', note)),
    // Without it everything would stay on the brokers' disks as well (Kafka's default is all of the retention).
    'local.retention.ms': setting(
      lengthOf(kept) < hotRetention ? kept : hotRetention,
      byRule('derived', 'seven days hot, the rest in tiered storage'),
    ),
  };
}

/** What the contract says under `settings`. */
function ownSettings({ terms, source }: Contract, kept: Retention): TopicConfig {
  const own = Object.fromEntries(
    Object.entries(terms.settings ?? {}).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, setting(value, fromFile('contract', source, ['settings', name]))]],
    ),
  ) as TopicConfig;
  const local = own['local.retention.ms'];
  if (local === undefined || local.value === 'as-retention' || lengthOf(local.value) <= lengthOf(kept))
    return own;
  // Kafka refuses more on the brokers than in all; a cap of the environment may have shortened that.
  const note = `no longer than the retention, ${formatRetention(kept)}`;
  return { ...own, 'local.retention.ms': setting(kept, { ...local.origin, note }) };
}

function isDerived({ role }: Identity): boolean {
  return role === 'retry' || role === 'dead-letter';
}

type Cleanup = TopicSettingValue<'cleanup.policy'>;

const cleanups = {
  delete: ['delete'],
  compact: ['compact'],
  'compact,delete': ['compact', 'delete'],
} as const satisfies Record<Contract['terms']['cleanup'], Cleanup>;

function cleanup({ contract }: Base, identity: Identity): Setting<Cleanup> {
  return isDerived(identity)
    ? setting(cleanups.delete, byRule('class', `class ${identity.class} is never compacted`))
    : setting(cleanups[contract.terms.cleanup], fromFileOrDefault('contract', contract.source, 'cleanup'));
}

function maxMessageBytes({ contract }: Base, identity: Identity): Setting<Size> {
  const { maxMessageSize } = contract.terms;
  return isDerived(identity)
    ? setting(
        certain(sizeOf(maxMessageSize + failureHeaderBytes)),
        byRule('derived', 'maxMessageSize of the contract and 64KiB for failure headers'),
      )
    : setting(maxMessageSize, fromFile('contract', contract.source, ['maxMessageSize']));
}

function isTiered({ contract, environment }: Base, identity: Identity, policies: Cleanup): boolean {
  const { tiered } = classPolicies[identity.class];
  const wanted = tiered === 'always' || (tiered === 'critical' && contract.terms.critical);
  // Kafka refuses tiered storage on a compacted topic.
  return wanted && environment.kafka.tieredStorage && !policies.includes('compact');
}

function partitions({ contract, environment }: Base, identity: Identity): Setting<number> {
  if (identity.role === 'dead-letter') {
    return setting(1, byRule('default', 'dead letters are few; one partition keeps their order'));
  }
  const { partitions: terms } = contract.terms;
  if (typeof terms === 'number') return setting(terms, fromFile('contract', contract.source, ['partitions']));
  const own = Object.hasOwn(terms, environment.environment) ? terms[environment.environment] : undefined;
  return own === undefined
    ? setting(terms.default, fromFile('contract', contract.source, ['partitions', 'default']))
    : setting(own, fromFile('contract', contract.source, ['partitions', environment.environment]));
}

function retention(base: Base, identity: Identity): Setting<Retention> {
  const wanted = wantedRetention(base, identity);
  const cap = base.environment.topics.retentionCap;
  if (cap === 'none' || lengthOf(wanted.value) <= cap) return wanted;
  const note = `caps ${formatRetention(wanted.value)}`;
  return setting(cap, fromFile('environment', base.environment.source, ['topics', 'retentionCap'], note));
}

function wantedRetention({ contract }: Base, identity: Identity): Setting<Retention> {
  const { terms } = contract;
  const byClass = (): Setting<Retention> =>
    setting(
      classPolicies[identity.class].retention.default,
      byRule('class', `the default of class ${identity.class}`),
    );
  if (identity.role === 'dead-letter') {
    return terms.deadLetter?.retention === undefined
      ? byClass()
      : setting(
          terms.deadLetter.retention,
          fromFile('contract', contract.source, ['deadLetter', 'retention']),
        );
  }
  if (identity.role === 'retry' || terms.retention === undefined) return byClass();
  return setting(terms.retention, fromFile('contract', contract.source, ['retention']));
}
