import { Argument, Command } from '@commander-js/extra-typings';
import { type Shell, scriptFor, shells } from './completion/scripts.ts';

export function completionCommand() {
  return new Command('completion')
    .addArgument(new Argument('<shell>', 'the shell that reads the script').choices(shells))
    .addHelpText(
      'after',
      `
It completes commands, options, environments, systems, contracts and topics of the stack that you are in.

Examples:
  $ source <(workstreams completion bash)
  $ workstreams completion zsh > "\${fpath[1]}/_workstreams"
  $ workstreams completion fish > ~/.config/fish/completions/workstreams.fish`,
    )
    .action((shell: Shell) => {
      process.stdout.write(scriptFor(shell));
    });
}
