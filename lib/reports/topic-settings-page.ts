import { topicSetting, topicSettingNames } from '../model/kafka/topic-setting.ts';
import { kafkaVersion } from '../model/kafka/topic-settings.generated.ts';
import { allowedInFile, defaultText, hasOwnKey, ownKeys } from '../model/terms/settings-terms.ts';
import { markdownCellCode, markdownTable, markdownText } from '../model/text/markdown.ts';

/** The page of every topic setting, as Markdown; written to `docs/topic-settings.md`. */
export function topicSettingsPage(): string {
  const settable = topicSettingNames.filter((name) => !hasOwnKey(name));
  const rows = settable.map((name) => {
    const { about, broker } = topicSetting(name);
    return [
      markdownCellCode(name),
      markdownText(about),
      markdownText(allowedInFile(name)),
      markdownText(defaultText(name)),
      broker.map(markdownCellCode).join(', '),
    ];
  });
  const own = topicSettingNames.flatMap((name) =>
    hasOwnKey(name) ? [[markdownCellCode(name), ownKeys[name], markdownText(defaultText(name))]] : [],
  );
  return `# Topic settings

Written by \`npm run schemas\`; do not edit. For those who write a contract: every setting that Kafka ${kafkaVersion} has
for topics, what a contract may write for it, and what holds without it.

## Settings with a key of their own

They are refused under \`settings\`: a fact is said in one place.

${markdownTable(['setting', 'written as', 'Kafka’s default'], own)}
## Settings under \`settings\`

They hold for the topic, and for its earlier name while a rename goes on. Its retries and dead letters have none of
them: those topics keep other messages, for other reasons. Durations are written as \`7d\`, \`12h\`, \`90s\` or \`100ms\`,
sizes as \`256MiB\`; \`endless\` is Kafka’s -1 where Kafka has that, else its greatest number. A whole number beyond
15 digits is written as text, in quotes. The broker settings give the default of a topic that says nothing.

${markdownTable(['setting', 'is', 'write', 'Kafka’s default', 'broker settings'], rows)}
## Endless retention

\`retention: endless\` keeps messages until the topic is deleted (\`retention.ms\` -1); \`deadLetter.retention\` takes it as
well.

- A class whose range has an upper end refuses it without an exception: \`evt\` allows it with \`critical: true\`, \`aud\`
  always.
- An environment with a \`retentionCap\` caps it like every other retention.
- With tiered storage seven days stay on the brokers’ disks, as of every tiered topic; \`local.retention.ms\` says
  otherwise.
- Capacity and the storage budget estimate one year of it. \`retention.bytes\` limits each partition, and then the
  estimate as well.

## What an import found

A setting that \`found\` keeps is rendered letter by letter, for the Topic Operator compares text. Where Kafka would not take
it, the rule \`valid-kafka-topic\` reports it.
`;
}
