/**
 * What the catalogue page knows, as JSON. Types alone: the page is another program and imports nothing else of `lib`.
 * All text is as `spelledOut` leaves it: what would be invisible or turn the reading direction is spelled out.
 *
 * Loaded at once is what lists, filters and search need (`CatalogPage`). The rest lies beside it in compressed parts
 * (`TopicPart`, `EnvironmentPart`), each opened when it is looked at: 10,000 topics are a few megabytes then.
 */
export interface CatalogPage {
  /** Digest of the catalogue, `sha256:…`. */
  readonly catalog: string;
  /** Commit of the repository, or null. */
  readonly revision: string | null;
  /** `2026-12-31`, the day on which it was made. */
  readonly day: string;
  readonly environments: readonly EnvironmentHead[];
  readonly systems: readonly SystemHead[];
  /** One a contract, in the order of their addresses. */
  readonly topics: readonly TopicHead[];
  /** Texts that many topics share; `TopicHead.words` points here. */
  readonly words: readonly string[];
  /** Topics in each `TopicPart`. */
  readonly topicsInPart: number;
}

export interface SystemHead {
  readonly id: string;
  /** `{system}.{topic}[.v{version}]`, or `imported`. */
  readonly naming: string;
  readonly services: readonly ServiceHead[];
}

interface ServiceHead {
  readonly id: string;
  readonly purpose: string;
  /** `dead letter operator of all topics` */
  readonly duties: readonly string[];
}

/** One contract, as lists show it. */
export interface TopicHead {
  /** `shop/billing/work/print.invoices/v1` */
  readonly id: string;
  /** What it is called, without what differs by environment and tenant. */
  readonly name: string;
  readonly purpose: string;
  readonly owner: string;
  readonly classification: string;
  readonly pii: string;
  readonly state: string;
  readonly critical: boolean;
  /** Indices of the services of its system. */
  readonly producers: readonly number[];
  readonly consumers: readonly number[];
  /** Kafka Streams applications that read it. */
  readonly sources: readonly number[];
  /** Kafka Streams applications that write it. */
  readonly sinks: readonly number[];
  /** Indices of the environments that it is in. */
  readonly environments: readonly number[];
  /** Derived and former topics in all, in the environment that has the most. */
  readonly derived: number;
  /** Index of what search finds it by besides: words of derived names, groups, fields of the schema. */
  readonly words: number;
}

/** A secret that is fetched to be used by kcat. */
interface KcatSecret {
  readonly secret: string;
  readonly key: string;
  /** The file that it is written to. */
  readonly file: string;
  /** No one else may read the file. */
  readonly private: boolean;
  /** The file is a configuration that sets this property to it; null: the file is the secret. */
  readonly property: string | null;
}

/** How clients connect. */
interface ListenerHead {
  readonly name: string;
  /** `kafka-kafka-bootstrap.kafka-prod:9093` */
  readonly bootstrap: string;
  readonly tls: boolean;
  /** Clients prove who they are. */
  readonly authenticates: boolean;
  /** `security.protocol` of clients. */
  readonly protocol: string;
  /** Secrets that kcat needs of a user; `{user}` is the user's name. */
  readonly secrets: readonly KcatSecret[];
  /** Options of kcat, likewise. */
  readonly options: readonly string[];
}

export interface EnvironmentHead {
  readonly name: string;
  readonly namespace: string;
  readonly cluster: string;
  readonly listeners: readonly ListenerHead[];
  /** The one that clients use unless a service takes another. */
  readonly clientListener: number;
  readonly facts: readonly Fact[];
  readonly partitionBudget: number;
  readonly storageBudget: number;
  readonly capacity: Capacity;
  readonly bySystem: readonly NamedCapacity[];
  readonly byOwner: readonly NamedCapacity[];
}

/** Capacity by expected load; bytes, and bytes a second. */
export interface Capacity {
  readonly topics: number;
  readonly partitions: number;
  readonly replicas: number;
  readonly local: number;
  readonly remote: number;
  readonly written: number;
  readonly fetched: number;
}

export interface NamedCapacity extends Capacity {
  readonly name: string;
}

/** A name and a value for people. */
export type Fact = readonly [name: string, value: string];

/** Some topics in full; part n holds the topics from `n * topicsInPart` on. What several of them share stands once. */
export interface TopicPart {
  readonly topics: readonly TopicDetail[];
  readonly fields: readonly FieldRow[];
  readonly shared: readonly FileText[];
}

export interface TopicDetail {
  readonly file: string;
  /** The contract as its owners wrote it; empty where a program made it. */
  readonly contract: string;
  readonly owner: { readonly onCall: string; readonly channel: string };
  readonly facts: readonly Fact[];
  /** Service levels, and what is expected. */
  readonly levels: readonly Fact[];
  readonly producers: readonly PartyRow[];
  readonly consumers: readonly PartyRow[];
  readonly processors: readonly ProcessorRow[];
  readonly lifecycle: readonly Fact[];
  readonly exceptions: readonly ExceptionRow[];
  readonly value: SchemaView;
  readonly key: SchemaView | null;
  readonly samples: readonly FileText[];
  readonly alerts: readonly AlertRow[];
  /** In the order of its `TopicHead.environments`. */
  readonly environments: readonly TopicInEnvironment[];
}

/** What becomes of a contract in one environment. */
export interface TopicInEnvironment {
  /** One a tenant. */
  readonly families: readonly TopicFamily[];
  readonly rights: readonly Right[];
}

export interface TopicFamily {
  readonly tenant: string | null;
  readonly topics: readonly (PhysicalTopic & {
    readonly config: Config;
    readonly settings: readonly SettingRow[];
  })[];
  /** How jobs follow its lag; null where none do. */
  readonly scaling: readonly Fact[] | null;
}

/** A Kafka setting beside those that every topic has. */
interface SettingRow {
  readonly name: string;
  /** `256MiB` */
  readonly value: string;
  /** Who decided it: `contract`, `found`. */
  readonly from: string;
}

/** What one principal may do to one topic. */
export interface Right {
  readonly topic: string;
  readonly principal: PrincipalRow;
  /** `Read, Describe` */
  readonly operations: string;
  /** `producer, replayer` */
  readonly roles: string;
}

interface PartyRow {
  readonly service: string;
  /** Of a consumer that names it. */
  readonly group: string | null;
}

/** A Kafka Streams application that reads the topic, or writes it. */
interface ProcessorRow {
  readonly service: string;
  readonly as: 'source' | 'sink';
}

interface ExceptionRow {
  readonly rule: string;
  readonly reason: string;
  readonly until: string;
}

export interface FileText {
  readonly file: string;
  readonly text: string;
}

export interface SchemaView extends FileText {
  /** Indices in its part. */
  readonly fields: readonly number[];
  /** Shared schemas that it refers to; indices in its part. */
  readonly shared: readonly number[];
}

export interface FieldRow {
  readonly path: string;
  readonly type: string;
  readonly required: boolean;
  readonly about: string;
  /** `high`, or empty. */
  readonly pii: string;
}

/** An alert that is about the topic in one environment. */
export interface AlertRow {
  readonly environment: string;
  readonly name: string;
  readonly severity: string;
  readonly when: string;
  readonly runbook: string | null;
}

/** One environment in full, for what looks at all topics at once. */
export interface EnvironmentPart {
  readonly families: readonly FamilyRow[];
  /** Topic configurations, each once. */
  readonly configs: readonly Config[];
  readonly principals: readonly PrincipalRow[];
  readonly operations: readonly string[];
  readonly roles: readonly string[];
  readonly access: readonly AccessEntry[];
}

/** The topics of a contract, of one tenant. */
export interface FamilyRow {
  /** Index of its `TopicHead`. */
  readonly of: number;
  readonly tenant: string | null;
  /** `config` is the index of its configuration. */
  readonly topics: readonly (PhysicalTopic & { readonly config: number })[];
}

/** Kafka's topic configuration, by its keys. */
export type Config = Readonly<Record<string, string>>;

export interface PhysicalTopic {
  readonly name: string;
  /** Of its KafkaTopic. */
  readonly object: string;
  readonly role: string;
  readonly partitions: number;
  readonly replicas: number;
  /** Why no one should begin to use it, or null. */
  readonly deprecated: string | null;
  readonly local: number;
  readonly remote: number;
}

export interface PrincipalRow {
  /** As the broker names it: `User:CN=…`. */
  readonly name: string;
  /** Of its KafkaUser and its Secret. */
  readonly object: string;
  readonly service: string;
  readonly purpose: string;
  readonly listener: number;
}

/** Indices; topics are counted through all families. */
export type AccessEntry = readonly [topic: number, principal: number, operations: number, roles: number];
