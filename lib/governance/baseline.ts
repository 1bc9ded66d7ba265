import type { ContractAddress } from '../naming/address.ts';
import type { Place } from '../model/text/problem.ts';
import type { WireFormat, CompatibilityMode, SchemaFormat } from '../model/terms/schema-terms.ts';
import type { Path } from '../model/text/yaml-source.ts';

/** An earlier state of the repository, by which changes are judged: what its readers and writers were promised. */
export interface Baseline {
  /** As it was asked for: a git ref, or a folder. */
  readonly name: string;
  /** The contracts that have changed since, or are gone. */
  readonly contracts: readonly EarlierContract[];
  /** Where something is in a file of today. */
  readonly place: (file: string, path: Path) => Place;
}

export interface EarlierContract {
  readonly address: ContractAddress;
  /** Undefined where it cannot be read. */
  readonly terms: EarlierTerms | undefined;
  /** Its schemas in the baseline; before that, where earlier ones are known and asked for, newest first. */
  readonly states: readonly EarlierSchemas[];
}

export interface EarlierTerms {
  readonly format: SchemaFormat;
  readonly compatibility: CompatibilityMode;
  readonly wireFormat?: WireFormat | undefined;
  /** No one relies on it any longer. */
  readonly retired: boolean;
  /** Field of the message that is the key. */
  readonly keyField?: string;
  /** One number, or one by environment with a `default`. */
  readonly partitions?: number | Readonly<Record<string, number>>;
  /** `$id` of the schema of its dead letters, where it names one. */
  readonly deadLetterSchema?: string;
}

/** The schemas of a contract at one time; undefined where there was none, or none that can be read. */
export interface EarlierSchemas {
  /** The baseline's name, or a commit. */
  readonly name: string;
  readonly value: unknown;
  readonly key: unknown;
  /** Schemas that the contracts of its system shared, those of headers among them. */
  readonly messages: readonly unknown[];
}
