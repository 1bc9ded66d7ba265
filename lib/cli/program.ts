import { Command } from '@commander-js/extra-typings';
import { accessCommand } from './access.ts';
import { explainCommand } from './explain.ts';
import { lintCommand } from './lint.ts';
import { synthCommand } from './synth.ts';

/** Every command; each file of this folder that is named as a command makes one. */
export function program() {
  const root = new Command('workstreams')
    .description('Kafka topics, work queues, access and autoscaling as code')
    .showSuggestionAfterError()
    .showHelpAfterError('(--help shows what there is)')
    .exitOverride();
  // Subcommands take over how the program ends when they are added: it is said before.
  root.addCommand(synthCommand().exitOverride());
  root.addCommand(lintCommand().exitOverride());
  root.addCommand(explainCommand().exitOverride());
  root.addCommand(accessCommand().exitOverride());
  return root;
}
