import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings';

/** Every command, by name. Each is loaded only when it is asked for: what one needs, the others need not wait for. */
const commands: Readonly<Record<string, () => Promise<CommandUnknownOpts>>> = {
  synth: async () => (await import('./synth.ts')).synthCommand(),
  golden: async () => (await import('./golden.ts')).goldenCommand(),
  lint: async () => (await import('./lint.ts')).lintCommand(),
  explain: async () => (await import('./explain.ts')).explainCommand(),
  plan: async () => (await import('./plan.ts')).planCommand(),
  promote: async () => (await import('./promote.ts')).promoteCommand(),
  access: async () => (await import('./access.ts')).accessCommand(),
  catalog: async () => (await import('./catalog.ts')).catalogCommand(),
  new: async () => (await import('./new.ts')).newCommand(),
  import: async () => (await import('./import.ts')).importCommand(),
  inventory: async () => (await import('./inventory.ts')).inventoryCommand(),
  capacity: async () => (await import('./capacity.ts')).capacityCommand(),
  asyncapi: async () => (await import('./asyncapi.ts')).asyncapiCommand(),
  review: async () => (await import('./review.ts')).reviewCommand(),
  upgrade: async () => (await import('./upgrade.ts')).upgradeCommand(),
};

/**
 * The program with the command that is asked for.
 * @param asked the first argument; where it names no command all are there, for help and for the nearest name
 */
export async function program(asked: string | undefined): Promise<CommandUnknownOpts> {
  const root = new Command('workstreams')
    .description('Kafka topics, work queues, access and autoscaling as code')
    .showSuggestionAfterError()
    .showHelpAfterError('(--help shows what there is)')
    .exitOverride();
  const names = asked !== undefined && Object.hasOwn(commands, asked) ? [asked] : Object.keys(commands);
  for (const name of names) {
    const command = await commands[name]?.();
    // Subcommands take over how the program ends when they are added: it is said before.
    if (command !== undefined) root.addCommand(command.exitOverride());
  }
  return root;
}
