import { type CarriedTopic, parseCarriedTopic } from './carried-topic.ts';
import type { CarriedSchema } from './schemas/carried-schema.ts';

/** `confluent`: values begin with the id of their schema in a registry. */
type CarriedWireFormat = 'plain' | 'confluent';

/** A schema that values begin with the id of, as the registry knows it; what it names comes before it. */
export interface CarriedSubject {
  readonly subject: string;
  /** Undefined: a schema that others name. */
  readonly part: 'key' | 'value' | undefined;
  /** `schemaType` of the registry. */
  readonly format: string;
  readonly text: string;
  readonly references: readonly { readonly name: string; readonly subject: string }[];
}

/** What programs that judge and repair messages know of a topic, beside what `CarriedTopic` says. */
export interface CarriedContract extends CarriedTopic {
  readonly environment: string;
  readonly system: string;
  readonly tenant?: string;
  /** Folder of the contract: `shop/orders/evt/placed/v1`. */
  readonly contract: string;
  readonly owner: { readonly team: string; readonly onCall: string; readonly channel: string };
  readonly classification: string;
  /** Undefined: the contract does not know it yet. */
  readonly schema?: CarriedSchema;
  readonly wireFormat: CarriedWireFormat;
  /** Whether a message without a value says something: the topic is compacted. @default false */
  readonly tombstones?: boolean;
  /** The largest message that the topic takes. @default 1 MiB, as brokers take it by themselves */
  readonly maxMessageBytes?: number;
  /** Of dead letters that are not written as the messages of the topic are. */
  readonly deadLetterSchema?: CarriedSchema;
  /** Fields of the value that are marked as personal data: `customer.email`, `lines[].note`. */
  readonly personalData: readonly string[];
  /** Whether the key is one of them. */
  readonly personalKey: boolean;
  /** Only with a registry. */
  readonly subjects: readonly CarriedSubject[];
  /** Undefined: no replay reads or writes it. */
  readonly replay?: CarriedReplay;
}

/** What replays know of a topic. */
export interface CarriedReplay {
  /** Field of the value that is the key; a dot leads into nested fields. */
  readonly keyField: string;
  /** Whether a key is its characters in UTF-8. */
  readonly plainKeys: boolean;
  /** Whether a message without a value says something: the topic is compacted. */
  readonly tombstones: boolean;
  /** Services of its system that may write history to it again. */
  readonly replayers: readonly string[];
  /** Why no replay may write to it; undefined: one may. */
  readonly refusal?: string;
}

/** A topic that records of operations are written to. */
export interface CarriedReport {
  readonly topic: string;
  /** A template; undefined: our own record. */
  readonly message?: Readonly<Record<string, unknown>>;
  /** Field of the value that is the key. */
  readonly key: string;
  readonly schema: CarriedSchema;
  readonly keySchema?: unknown;
  readonly wireFormat: CarriedWireFormat;
  readonly subjects: readonly CarriedSubject[];
  /** Headers that do not change from message to message. */
  readonly headers: Readonly<Record<string, string>>;
  /** All headers that the contract lists. */
  readonly headerNames: readonly string[];
}

/** A service that may repair topics of its system. */
export interface CarriedOperator {
  readonly service: string;
  /** Its KafkaUser; undefined where the environment has no authentication. */
  readonly principal?: string;
  /** Its consumer group: alerts count dead letters that it has not committed. */
  readonly group: string;
  /** What its transactional ids begin with. */
  readonly transactionalId: string;
  /** Primary topics whose dead letters it may read and write back. */
  readonly deadLettersOf: readonly string[];
  /** Primary topics that it may write history to again. */
  readonly replaysInto: readonly string[];
}

/** Where the operators of a system, and of one tenant, keep and tell what they have done. */
export interface CarriedOperations {
  readonly environment: string;
  readonly system: string;
  readonly tenant?: string;
  readonly operators: readonly CarriedOperator[];
  /** Undefined: nothing can be redriven. */
  readonly journal?: CarriedReport;
  readonly audit?: CarriedReport;
  readonly metrics?: CarriedReport;
}

/** Bytes of a message that brokers take where nothing else is said (`message.max.bytes`), without their overhead. */
export const usualMessageBytes = 1024 * 1024;

/** What the files of a pod, or a stack at a desk, say. */
export interface Carried {
  readonly topics: readonly CarriedContract[];
  readonly operations: readonly CarriedOperations[];
}

/** The file beside those of topics that has the operations of the system. */
export const operationsFile = 'operations';

/**
 * Reads the text of a topic's file that has all of this.
 * @throws Error with what is wrong, in words that follow the name of the file
 */
export function parseCarriedContract(text: string): CarriedContract {
  const found = parseCarriedTopic(text) as Partial<CarriedContract>;
  for (const name of ['environment', 'system', 'contract', 'owner', 'personalData', 'subjects'] as const)
    if (found[name] === undefined) throw new Error(`\`${name}\` is missing`);
  return found as CarriedContract;
}
