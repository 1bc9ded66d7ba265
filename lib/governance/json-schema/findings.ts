import type { Incompatibility } from '../both-ways.ts';
import { tightest } from './facts.ts';
import type { JsonSchema } from '../../model/schemas/schema-keywords.ts';
import type { SchemaDocuments } from './schema-documents.ts';
import type { Values, ValueSets } from './values.ts';

/** A question that is being answered further up. */
interface Asked {
  readonly key: string;
  /** How deep in the message it was asked. */
  readonly depth: number;
}

/** Where in the messages the comparison is. */
export interface Position {
  readonly field: string;
  readonly depth: number;
  /** Whether an open writer sends any field: what is true of all messages, and not of those that are sent. */
  readonly strict: boolean;
  readonly above: readonly Asked[];
}

export type Findings = readonly Incompatibility[];

/** Answers questions about sets of values. */
export interface Judge {
  readonly sets: ValueSets;
  readonly reader: SchemaDocuments;
  /** What of `written` the schema does not accept. */
  findings(written: Values, schema: JsonSchema, at: Position, of?: SchemaDocuments): Findings;
  /** Whether it is certain that no value is in the set. */
  isEmpty(set: Values, at: Position): boolean;
}

/** Whether sizes from or up to `given` are within a reader's `min…` or `max…`. */
export function withinSize(given: number | undefined, keyword: string, value: number): boolean {
  return keyword.startsWith('min') ? (given ?? 0) >= value : given !== undefined && given <= value;
}

/** `minimum 2 on one side, none on the other` */
export function bound(written: Values, keyword: string, value: unknown): string {
  const other = tightest(written, keyword);
  return `${keyword} ${JSON.stringify(value)} on one side, ${other === undefined ? 'none' : other} on the other`;
}

export function child(field: string, name: string): string {
  return field === '' ? name : `${field}.${name}`;
}

/** The position of a field or an item, one step deeper in the message. */
export function deeper(at: Position, field: string): Position {
  return { ...at, field, depth: at.depth + 1 };
}

/** Each finding once. */
export function distinct(findings: Findings): Findings {
  return [...new Map(findings.map((one) => [`${one.field} ${one.what}`, one])).values()];
}
