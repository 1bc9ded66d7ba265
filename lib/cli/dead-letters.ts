import { Command } from '@commander-js/extra-typings';
import { analyseCommand } from './dead-letters/analyse.ts';
import { archiveCommand } from './dead-letters/archive.ts';
import { discardCommand } from './dead-letters/discard.ts';
import { listCommand } from './dead-letters/list.ts';
import { redriveCommand } from './dead-letters/redrive.ts';
import { showCommand } from './dead-letters/show.ts';

export function deadLettersCommand() {
  return new Command('dead-letters')
    .addCommand(listCommand().exitOverride())
    .addCommand(showCommand().exitOverride())
    .addCommand(redriveCommand().exitOverride())
    .addCommand(archiveCommand().exitOverride())
    .addCommand(discardCommand().exitOverride())
    .addCommand(analyseCommand().exitOverride())
    .addHelpText(
      'after',
      `
How to reach Kafka is said by the variables of pods (KAFKA_BOOTSTRAP_SERVERS, …), or by a properties file: --client. Which
topics there are comes from the stack: --env; in a pod from the folder that WORK_TOPICS_FOLDER names.
docs/dead-letters.md has the steps for a night.`,
    );
}
