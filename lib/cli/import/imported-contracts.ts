import type { Environment } from '../../model/terms/environment.ts';
import type { TopicClass } from '../../model/topic-class.ts';
import { importedFolder } from '../../naming/imported-folder.ts';
import { type Draft, Terms, type Written } from './draft.ts';
import { guesses, toDescribe } from './own-contracts.ts';
import type { LiveTopic } from './selection.ts';
import { settingTerms } from './settings.ts';

/** All topics that were there before their contracts are in one context until somebody says where they belong. */
const context = 'imported';

interface ImportedProps {
  readonly system: string;
  readonly class: TopicClass;
  /** What the command was told; undefined: a question. */
  readonly owner: Written['owner'] | undefined;
  readonly environment: Environment;
  readonly clients: TopicClients;
}

/** Who writes and reads a topic, by rights and by scalers of others. */
export interface TopicClients {
  readonly producers: readonly Client[];
  readonly consumers: readonly Client[];
  /** The lag that is too much for a scaler that follows it. */
  readonly mostLag: number | undefined;
}

export interface Client {
  readonly service: string;
  readonly group?: string;
}

/** The contract of a topic that no contract has made: what it is set to, who may use it, and questions. */
export function importedContract({ name, manifest }: LiveTopic, props: ImportedProps): Draft {
  const { system, environment, clients, owner } = props;
  const { folder, holdsName } = importedFolder(name);
  const terms = new Terms();
  const settings = settingTerms(manifest, props.class, environment, terms);
  const { producers, consumers, mostLag } = clients;
  return {
    address: { system, context, class: props.class, topic: folder, version: 1 },
    ...(holdsName ? {} : { topic: name }),
    restored: false,
    onlyThere: true,
    terms: {
      purpose: toDescribe(name),
      owner: owner ?? { team: 'unknown', onCall: 'unknown', channel: '#unknown' },
      // Until somebody has looked: as if it were about people, and for few eyes.
      classification: 'restricted',
      pii: 'high',
      ...guesses,
      ...(mostLag === undefined ? {} : { serviceLevels: { ...guesses.serviceLevels, alertLag: mostLag } }),
      ...settings,
      producers: [...producers],
      consumers: [...consumers],
      lifecycle: { state: 'active' },
      questions: [
        'purpose',
        ...(owner === undefined ? (['owner'] as const) : []),
        'classification',
        'pii',
        'key',
        ...terms.questions,
        'load',
        'serviceLevels',
        'schema',
      ],
    },
  };
}
