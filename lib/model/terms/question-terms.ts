import { z } from 'zod';
import { described } from './described.ts';

/** What a contract may leave open when its topic was there before it, and how each is answered. */
export const questionAnswers = {
  purpose: 'write in one sentence what the topic is for',
  owner: 'name the team, its rotation and its channel',
  classification: 'write who may see the data: public, internal, confidential or restricted',
  pii: 'annotate the fields of value.schema.json with x-pii, and write the highest level',
  key: 'ask the producers which field they send as the key, and why it keeps order',
  partitions: "ask Kafka for their number (kafka-topics --describe); the broker's default decided it",
  load: 'measure messages a second and bytes a message: quotas and storage are estimated from them',
  serviceLevels: 'ask readers how late is too late, and at which lag someone is notified',
  schema: 'write the real message in value.schema.json, with samples and headers',
  deadLetter: 'write who looks at dead letters, and what they do',
  scaling: 'write how long a job may run',
} as const;

export type Question = keyof typeof questionAnswers;

export const questionsField = described(
  z
    .array(z.enum(Object.keys(questionAnswers) as [Question, ...Question[]]))
    .refine((all) => new Set(all).size === all.length, 'a question stands here twice')
    .optional(),
  'Keys of this contract that an import guessed. The rule `no-open-questions` reports each one until it is removed here.',
  { default: 'none', examples: [['owner', 'load']] },
);
