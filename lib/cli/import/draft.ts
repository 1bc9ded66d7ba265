import type { z } from 'zod';
import { addressText, type Contract, contractSchema } from '../../model/terms/contract.ts';
import { importedField, type PinnedTopic } from '../../model/terms/imported-terms.ts';
import { contract } from '../../model/terms/program-contract.ts';
import type { Question } from '../../model/terms/question-terms.ts';
import { nameThere } from '../../policies/imported-topic.ts';
import type { LiveTopic } from './selection.ts';

export type Written = z.input<typeof contractSchema>;

/** A contract that an import would write. */
export interface Draft {
  readonly address: Contract['address'];
  /** All but what is pinned and the exceptions. */
  readonly terms: Omit<Written, 'apiVersion' | 'kind' | 'imported' | 'exceptions'>;
  /** The topic's name where the folder does not say it. */
  readonly topic?: string;
  /** Its topic says that it comes from it. */
  readonly restored: boolean;
  /** It is made only where it was imported from. */
  readonly onlyThere: boolean;
  /** The contract that an import from another environment made: this one is added to it. */
  readonly there?: Contract;
  /** What a registry had of it, where it had anything that a contract may have. */
  readonly schemas?: DraftedSchemas;
}

interface DraftedSchemas {
  readonly value: unknown;
  readonly key?: unknown;
  /** A message of the value. */
  readonly sample: unknown;
}

/** What is pinned, by the topic's name. */
export type Pins = ReadonlyMap<string, PinnedTopic>;

/** What an import knows beside the export. */
export interface ImportContext {
  readonly environment: string;
  /** `2026-11-25` */
  readonly today: string;
}

/** Parsed once: only what is pinned changes while an import looks for it. */
const parsed = new WeakMap<Draft, Contract>();

/** The contract with what is kept of its topics. */
export function draftedContract(draft: Draft, pins: Pins, context: ImportContext): Contract {
  const base = draft.there ?? parsed.get(draft) ?? contract(addressText(draft.address), draft.terms);
  if (draft.there === undefined) parsed.set(draft, base);
  const imported = importedOf(draft, pins, context);
  if (imported === undefined) return base;
  const terms = importedField.parse(imported);
  return {
    ...base,
    terms: {
      ...base.terms,
      ...(draft.there === undefined ? {} : clientsOf(draft, base)),
      imported: { ...base.terms.imported, ...terms, in: { ...base.terms.imported?.in, ...terms?.in } },
    },
  };
}

/** The clients of a contract that is there, with those that it does not have. */
function clientsOf(
  { terms }: Draft,
  { terms: there }: Contract,
): Pick<Contract['terms'], 'producers' | 'consumers'> {
  return {
    producers: [...there.producers, ...missingClients(terms.producers, there.producers)],
    consumers: [...there.consumers, ...missingClients(terms.consumers, there.consumers)],
  } as Pick<Contract['terms'], 'producers' | 'consumers'>;
}

/** Clients whose service is not among those that are there. */
export function missingClients<T extends { readonly service: string }>(
  clients: readonly T[],
  there: readonly { readonly service: string }[],
): T[] {
  const known = new Set(there.map(({ service }) => service));
  return clients.filter(({ service }) => !known.has(service));
}

/** The `imported` of a contract; undefined where nothing is kept and it is made everywhere. */
export function importedOf(draft: Draft, pins: Pins, context: ImportContext): Written['imported'] {
  const { topic, onlyThere, there } = draft;
  if (pins.size === 0 && !onlyThere) return undefined;
  return {
    ...(topic === undefined || there !== undefined ? {} : { topic }),
    in: { [context.environment]: importedHere(draft, pins, context) },
  };
}

/** What a contract says of the environment that it was imported from. */
export function importedHere({ topic, there }: Draft, pins: Pins, { today }: ImportContext) {
  const pinned = Object.fromEntries([...pins].map(([name, pin]) => [name, pin as object]));
  // Of a contract that is there, its own name may be that of another environment.
  const name = there === undefined ? undefined : topic;
  return {
    since: today,
    ...(name === undefined || name === nameThere(there as Contract, '').topic ? {} : { topic: name }),
    ...(pins.size === 0 ? {} : { pinned }),
  };
}

/** `contracts/legacy/imported/evt/orders/v1/contract.yaml` */
export function contractFileOf({ address }: Pick<Draft, 'address'>): string {
  return `contracts/${addressText(address)}/contract.yaml`;
}

/** Takes what a term may be; what it may not be is a question, and a guess stands for it. */
export class Terms {
  readonly questions = new Set<Question>();

  /** A note that no contract would say: what it was about is open. */
  unread(note: string): void {
    const question = askedBy[note];
    if (question !== undefined) this.questions.add(question);
  }

  /** The value where the contract would take it; else the guess. */
  known<K extends keyof typeof contractSchema.shape>(
    key: K,
    value: unknown,
    guess: Written[K],
    question: Question,
  ): Written[K] {
    if (value !== undefined && contractSchema.shape[key].safeParse(value).success) return value as Written[K];
    this.questions.add(question);
    return guess;
  }
}

/** Of one KafkaTopic's settings those that a contract has a term for. */
export function isLive(topic: LiveTopic, role: string): boolean {
  return topic.manifest.metadata.labels?.['app.kubernetes.io/component'] === role;
}

/** The questions of notes that cannot be read, where no guess asks them anyway. */
const askedBy: Readonly<Record<string, Question>> = {
  'dead-letter': 'deadLetter',
  retry: 'deadLetter',
  scaling: 'scaling',
};
