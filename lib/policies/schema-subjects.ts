import { groupBy } from '../model/groups.ts';
import { type Catalog, messagesOf, type SharedSchema } from '../model/catalog.ts';
import { contractFields } from '../model/schemas/contract-fields.ts';
import { addressText, type Contract, type JsonSchemaFile } from '../model/terms/contract.ts';
import type { Environment } from '../model/terms/environment.ts';
import type { CompatibilityMode, SchemaFormat } from '../model/terms/schema-terms.ts';
import type { SystemDeclaration } from '../model/terms/system.ts';
import { compare } from '../model/text/problem.ts';
import { type RegistrySchema, RegistrySchemas, strictest, type SubjectMetadata } from './registry-schemas.ts';
import { reachedFrom, referencesOf, subjectOfMessage, type SubjectReference } from './subject-references.ts';
import { isThere } from './imported-principals.ts';
import { tenantsOf } from './name-scope.ts';
import type { ResolvedFamily, ResolvedTopic } from './resolved-topic.ts';
import { isSchemaKnown, keySubject, valueSubject } from './topic-messages.ts';
import { resolveFamily } from './topic-settings.ts';
import { inFullUse, versionUses } from './version-migrations.ts';

/** One subject that an environment's registry has, or had. */
export interface SchemaSubject extends Omit<RegistrySchema, 'needs' | 'personal'> {
  readonly subject: string;
  readonly role: 'key' | 'value' | 'message';
  /**
   * `active`: its schema is registered. `retired`: no one writes with it, and where the registry has it, it becomes
   * read-only. `open`: the contract does not know its schema yet, so that the registry's is left alone.
   */
  readonly state: 'active' | 'retired' | 'open';
  /** Of its messages; undefined for a shared message. */
  readonly topic: string | undefined;
  /** Address of the contract; of a shared message those of all contracts here that lead to it, sorted. */
  readonly contracts: readonly string[];
  /** Undefined: a message of all systems. */
  readonly system: string | undefined;
  readonly references: readonly SubjectReference[];
  readonly compatibility: CompatibilityMode;
  readonly metadata: SubjectMetadata;
}

/**
 * Every subject of an environment: shared messages before what names them, then keys and values by their names. A topic
 * that is renamed has those of both names while both exist. Retries have none: they carry the bytes of the primary topic,
 * with the id of its schema; so has a dead letter topic, unless its contract names another schema.
 *
 * Of two with one name (the rule `unique-schema-subject` refuses it) both are here.
 */
export function schemaSubjects(catalog: Catalog, resolved: ResolvedTopics): SchemaSubject[] {
  const context = { catalog, known: new RegistrySchemas() };
  const ofTopics = resolved.systems.flatMap(({ declaration, families }) => [
    ...families.flatMap((family) => ofFamily(family, context)),
    ...goneFamilies(catalog, declaration, resolved.environment).flatMap((family) => ofGone(family, context)),
  ]);
  const topics = once(ofTopics).sort((a, b) => compare(a.subject, b.subject));
  return [...messageSubjects(topics, context.known), ...topics].map(({ needs, ...subject }) => ({
    ...subject,
    references: referencesOf(needs),
  }));
}

/** As much of a resolved environment as subjects follow from. */
export interface ResolvedTopics {
  readonly environment: Environment;
  readonly systems: readonly {
    readonly declaration: SystemDeclaration;
    readonly families: readonly ResolvedFamily[];
  }[];
}

interface Context {
  readonly catalog: Catalog;
  readonly known: RegistrySchemas;
}

/** A schema with the files that it names. */
interface Draft extends Omit<SchemaSubject, 'references'> {
  readonly needs: RegistrySchema['needs'];
}

/** One contract may name its subject: under both names of a topic it is one. What is in use stays in use. */
function once(drafts: readonly Draft[]): Draft[] {
  const groups = groupBy(drafts, ({ subject, contracts, file }) =>
    JSON.stringify([subject, contracts, file]),
  );
  return [...groups.values()].map(
    (alike) => alike.find(({ state }) => state !== 'retired') ?? (alike[0] as Draft),
  );
}

function ofFamily(family: ResolvedFamily, context: Context): Draft[] {
  const state = family.contract.terms.lifecycle.state === 'retired' ? 'retired' : 'active';
  const { former } = namesOf(family);
  const here = family.topics
    .filter(({ role }) => role === 'source' || role === 'former')
    .flatMap(({ name }) => ofTopic(family, context, name.value, state));
  const letters = family.topics.includes(family.deadLetter as ResolvedTopic)
    ? ofDeadLetter(family, context, state)
    : [];
  const renamed =
    former === undefined || family.former !== undefined || !family.topics.includes(family.source)
      ? []
      : ofTopic(family, context, former, 'retired');
  return [...here, ...letters, ...renamed];
}

/** Of a contract whose topics an environment has left behind. */
function ofGone(family: ResolvedFamily, context: Context): Draft[] {
  const { name, former } = namesOf(family);
  const topics = [name, ...(former === undefined ? [] : [former])];
  return [
    ...topics.flatMap((topic) => ofTopic(family, context, topic, 'retired')),
    ...ofDeadLetter(family, context, 'retired'),
  ];
}

function namesOf({ contract, source }: ResolvedFamily): { name: string; former: string | undefined } {
  return { name: source.name.value, former: contract.terms.renamedFrom?.topic };
}

/** The families of versions that migrations of an environment have retired. */
function goneFamilies(
  catalog: Catalog,
  { id, naming }: SystemDeclaration,
  environment: Environment,
): ResolvedFamily[] {
  const all = catalog.contracts.filter(
    ({ address, terms }) =>
      address.system === id && (environment.queues.topics || terms.scaling === undefined),
  );
  const uses = versionUses(all, environment);
  return all.flatMap((contract) => {
    const use = uses.get(addressText(contract.address)) ?? inFullUse;
    const left = use.migrations.some(({ from, phase }) => from === contract && phase.value === 'retired');
    if (use.exists || !left || (naming.imported && !isThere(contract, environment))) return [];
    return tenantsOf(naming, environment).map((tenant) =>
      resolveFamily(contract, naming, environment, tenant, use),
    );
  });
}

function ofTopic(
  { contract, tenant }: ResolvedFamily,
  context: Context,
  topic: string,
  state: SchemaSubject['state'],
): Draft[] {
  const { valueSchema, keySchema } = contract;
  const value = draft(contract, context, {
    subject: valueSubject(contract, topic),
    role: 'value',
    topic,
    tenant,
    state,
    schema: valueSchema,
  });
  return keySchema === undefined
    ? [value]
    : [
        draft(contract, context, {
          subject: keySubject(topic),
          role: 'key',
          topic,
          tenant,
          state,
          schema: keySchema,
        }),
        value,
      ];
}

function ofDeadLetter(
  { contract, deadLetter, tenant }: ResolvedFamily,
  context: Context,
  state: SchemaSubject['state'],
): Draft[] {
  const id = contract.terms.deadLetter?.schema;
  const shared = messagesOf(context.catalog, contract.address.system);
  const schema = shared.find(({ value }) => (value as { $id?: unknown } | null)?.$id === id);
  if (deadLetter === undefined || id === undefined || schema === undefined) return [];
  const topic = deadLetter.name.value;
  return [
    draft(contract, context, {
      subject: `${topic}-value`,
      role: 'value',
      topic,
      tenant,
      state,
      schema,
      language: 'json-schema',
    }),
  ];
}

interface Of {
  readonly subject: string;
  readonly role: 'key' | 'value';
  readonly topic: string;
  readonly tenant: string | undefined;
  readonly state: SchemaSubject['state'];
  readonly schema: JsonSchemaFile;
  readonly language?: SchemaFormat;
}

function draft(contract: Contract, context: Context, of: Of): Draft {
  const { terms, address } = contract;
  const { schema, tenant, language = terms.schema.format, ...rest } = of;
  const { catalog, known } = context;
  const shared = messagesOf(catalog, address.system);
  const own = [contract.valueSchema, contract.keySchema].includes(schema);
  const { personal, ...made } = known.of(
    schema,
    language,
    address.system,
    shared,
    // Rules have asked for the fields of each contract.
    ...(own ? [() => contractFields(contract, shared)[schema === contract.keySchema ? 'key' : 'value']] : []),
  );
  const successor = terms.lifecycle.state === 'deprecated' ? terms.lifecycle.successor : undefined;
  return {
    ...rest,
    state: isSchemaKnown(contract, schema) ? of.state : 'open',
    contracts: [addressText(address)],
    system: address.system,
    ...made,
    compatibility: terms.schema.compatibility,
    metadata: {
      contract: addressText(address),
      system: address.system,
      ...(tenant === undefined ? {} : { tenant }),
      owner: terms.owner.team,
      classification: terms.classification,
      pii: terms.pii,
      ...personal,
      ...(successor === undefined ? {} : { successor }),
    },
  };
}

/**
 * The shared messages that subjects lead to, each after those that it names. Where messages name each other in a circle
 * (the rule `registrable-schemas` refuses it), one of them comes first.
 */
function messageSubjects(topics: readonly Draft[], known: RegistrySchemas): Draft[] {
  const found = new Map<string, { readonly draft: Draft; readonly contracts: Set<string> }>();
  // What only retired topics lead to is retired with them; an open contract names nothing yet.
  for (const state of ['active', 'retired'] as const) {
    for (const topic of topics) {
      if (topic.state !== state) continue;
      for (const { file, of } of reachedFrom(topic, known)) {
        const before = found.get(file.file);
        if (before !== undefined && before.draft.state !== state) continue;
        const contracts = before?.contracts ?? new Set();
        for (const one of topic.contracts) contracts.add(one);
        const mode = topic.compatibility;
        const message: Draft =
          before === undefined
            ? messageDraft(file, of, state, mode)
            : { ...before.draft, compatibility: strictest(before.draft.compatibility, mode) };
        found.set(file.file, { draft: message, contracts });
      }
    }
  }
  return [...found.values()].map((one) => ({ ...one.draft, contracts: [...one.contracts].sort(compare) }));
}

function messageDraft(
  { system, file }: SharedSchema,
  { personal, ...of }: RegistrySchema,
  state: Draft['state'],
  compatibility: CompatibilityMode,
): Draft {
  return {
    ...of,
    subject: subjectOfMessage({ system, file, value: of.value }),
    role: 'message',
    state,
    topic: undefined,
    system,
    contracts: [],
    compatibility,
    metadata: { ...(system === undefined ? {} : { system }), ...personal },
  };
}
