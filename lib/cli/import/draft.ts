import type { z } from 'zod';
import { addressText, type Contract, contractSchema } from '../../model/terms/contract.ts';
import type { PinnedTopic } from '../../model/terms/imported-terms.ts';
import { contract } from '../../model/terms/program-contract.ts';
import type { Question } from '../../model/terms/question-terms.ts';
import type { LiveTopic } from './selection.ts';

export type Written = z.input<typeof contractSchema>;

/** A contract that an import would write. */
export interface Draft {
  readonly address: Contract['address'];
  /** All but what is pinned and the exceptions. */
  readonly terms: Omit<Written, 'apiVersion' | 'kind' | 'imported' | 'exceptions'>;
  /** The topic's name where the folder cannot hold it. */
  readonly topic?: string;
  /** Its topic says that it comes from it. */
  readonly restored: boolean;
  /** It is made only where it was imported from. */
  readonly onlyThere: boolean;
}

/** What is pinned, by the topic's name. */
export type Pins = ReadonlyMap<string, PinnedTopic>;

/** What an import knows beside the export. */
export interface ImportContext {
  readonly environment: string;
  /** `2026-11-25` */
  readonly today: string;
}

/** The contract with what is kept of its topics. */
export function draftedContract(draft: Draft, pins: Pins, context: ImportContext): Contract {
  const { address, terms } = draft;
  const imported = importedOf(draft, pins, context);
  return contract(addressText(address), imported === undefined ? terms : { ...terms, imported });
}

/** The `imported` of a contract; undefined where nothing is kept and it is made everywhere. */
export function importedOf(
  { topic, onlyThere }: Draft,
  pins: Pins,
  { environment, today }: ImportContext,
): Written['imported'] {
  if (pins.size === 0 && !onlyThere) return undefined;
  const pinned = Object.fromEntries([...pins].map(([name, pin]) => [name, pin as object]));
  return {
    ...(topic === undefined ? {} : { topic }),
    in: { [environment]: { since: today, ...(pins.size === 0 ? {} : { pinned }) } },
  };
}

/** `contracts/legacy/imported/evt/orders/v1/contract.yaml` */
export function contractFileOf({ address }: Draft): string {
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
