import type { TemplateNames } from './template.ts';

/** A name that templates of `operations` may use. */
interface RecordName {
  /** What it is, for the docs. */
  readonly about: string;
  /** A value of its type. Lint fills templates with it. */
  readonly sample: TemplateNames[string];
}

type RecordNames = Readonly<Record<string, RecordName>>;

const timeSample = 1_772_442_677_000;
const timeText = '2026-03-02T09:11:17.000Z';

/** Names that both records have. */
export const placeNames = {
  environment: { about: 'Environment, as the stack names it.', sample: 'prod' },
  system: { about: 'System of the topic.', sample: 'shop' },
  tenant: { about: 'Tenant of the topic; empty where names have none.', sample: '' },
  topic: { about: 'Primary topic whose messages it is about.', sample: 'orders.placed.v1' },
  dead_letter_topic: { about: 'Its dead letter topic.', sample: 'orders.placed.v1.dlq' },
  time: { about: 'When it was written, in milliseconds since 1970.', sample: timeSample },
  time_text: { about: 'The same as text (RFC 3339).', sample: timeText },
} as const satisfies RecordNames;

/** What a record of the audit topic can say: one for each session that redrives or discards, and for each analysis. */
export const auditNames = {
  ...placeNames,
  id: {
    about: 'Id of the record, a ULID: the same where it is delivered twice.',
    sample: '01KJH8M4Q0DYMAV8P9FR9GMX3B',
  },
  session: {
    about:
      'Id of the session. Its messages carry it in `x-operation-id`; those of a replay in `x-replay-id`.',
    sample: '01KJH8M4Q0DYMAV8P9FR9GMX3C',
  },
  action: {
    about:
      '`dead-letters.redrive`, `dead-letters.discard`, `dead-letters.archive`, `dead-letters.analyse`, `dead-letters.show` (personal data, by the admin API), or of a replay `replay.start`, `replay.pause`, `replay.resume`, `replay.cancel`, `replay.end`.',
    sample: 'dead-letters.redrive',
  },
  outcome: { about: '`allowed`: it ran to its end. `failed`: it was ended before.', sample: 'allowed' },
  who: { about: 'Who asked for it (`--by`).', sample: 'person-jane' },
  principal: { about: 'Kafka principal that wrote.', sample: 'shop-on-call-desk' },
  service: { about: 'Service of the system whose rights were used.', sample: 'on-call-desk' },
  why: { about: 'The reason that was given (`--reason`).', sample: 'The price list has a currency again' },
  filter: {
    about: 'Which messages were asked for, as options; never keys.',
    sample: '--class schema-invalid',
  },
  transformation: {
    about: 'Expression that changed the messages; empty where none did.',
    sample: 'value ~> |$|{"currency": "EUR"}|',
  },
  from: {
    about:
      'Time of the first dead letter that it covers, in milliseconds since 1970; of a replay `--since`, or when it started.',
    sample: timeSample,
  },
  from_text: { about: 'The same as text (RFC 3339).', sample: timeText },
  to: { about: 'Time of the last one; of a replay `--until`, or now.', sample: timeSample },
  to_text: { about: 'The same as text (RFC 3339).', sample: timeText },
  by_failure_class: { about: 'Dead letters by `x-failure-class`: a map.', sample: { 'schema-invalid': 14 } },
  redriven: { about: 'Messages that were written to the topic again, by a redrive or a replay.', sample: 14 },
  archived: { about: 'Messages that were written to an archive.', sample: 0 },
  discarded: { about: 'Messages that were given up.', sample: 0 },
  refused: { about: 'Messages that stayed: not valid, or redriven too often.', sample: 0 },
  waiting: { about: 'Dead letters that are open.', sample: 0 },
  causes: {
    about: 'The most frequent reasons, a line each; at most 20.',
    sample: ['the value breaks #/required'],
  },
} as const satisfies RecordNames;

/** What a record of the metrics topic can say: one for each topic and analysis. */
export const metricNames = {
  ...placeNames,
  window_seconds: { about: 'Seconds since the analysis before.', sample: 3600 },
  retried: {
    about: 'Messages that came to each retry topic in the window, by its delay (`1m`): a map.',
    sample: { '1m': 44, '15m': 31 },
  },
  dead: { about: 'Messages that became dead letters in the window.', sample: 14 },
  redriven: { about: 'Dead letters that were redriven in the window.', sample: 9 },
  discarded: { about: 'Dead letters that were discarded in the window.', sample: 0 },
  waiting: { about: 'Dead letters that are open.', sample: 5 },
  oldest_waiting_seconds: { about: 'Age of the oldest of them; 0 where there is none.', sample: 5400 },
  by_failure_class: {
    about: 'Open dead letters by `x-failure-class`: a map.',
    sample: { 'schema-invalid': 5 },
  },
} as const satisfies RecordNames;

/** The names of a record with the values of a sample. */
export function sampleOf(names: RecordNames): TemplateNames {
  return Object.fromEntries(Object.entries(names).map(([name, { sample }]) => [name, sample]));
}

/** A record of the journal, as lint tries it. */
export const journalSample = {
  subject: 'dead-letters/orders.placed.v1.dlq/0',
  writtenAt: timeText,
  by: 'person-jane',
  state: { settled: '0-13', counts: { redriven: 14 } },
} as const;
