import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import type * as Access from './access.ts';
import type * as Asyncapi from './asyncapi.ts';
import type * as Capacity from './capacity.ts';
import type * as Catalog from './catalog.ts';
import type * as Explain from './explain.ts';
import type * as Import from './import.ts';
import type * as Inventory from './inventory.ts';
import type * as Lint from './lint.ts';
import type * as New from './new.ts';
import type * as Review from './review.ts';
import type * as Plan from './plan.ts';
import type * as Promote from './promote.ts';
import type * as Synth from './synth.ts';

/** Loads a module beside this one. */
export type Load = <Module>(file: string) => Promise<Module>;

/** Every command, by name. Each is loaded only when it is asked for: what one needs, the others need not wait for. */
const commands: Readonly<Record<string, (load: Load) => Promise<CommandUnknownOpts>>> = {
  synth: async (load) => (await load<typeof Synth>('./synth.ts')).synthCommand(),
  lint: async (load) => (await load<typeof Lint>('./lint.ts')).lintCommand(),
  explain: async (load) => (await load<typeof Explain>('./explain.ts')).explainCommand(),
  plan: async (load) => (await load<typeof Plan>('./plan.ts')).planCommand(),
  promote: async (load) => (await load<typeof Promote>('./promote.ts')).promoteCommand(),
  access: async (load) => (await load<typeof Access>('./access.ts')).accessCommand(),
  catalog: async (load) => (await load<typeof Catalog>('./catalog.ts')).catalogCommand(),
  new: async (load) => (await load<typeof New>('./new.ts')).newCommand(),
  import: async (load) => (await load<typeof Import>('./import.ts')).importCommand(),
  inventory: async (load) => (await load<typeof Inventory>('./inventory.ts')).inventoryCommand(),
  capacity: async (load) => (await load<typeof Capacity>('./capacity.ts')).capacityCommand(),
  asyncapi: async (load) => (await load<typeof Asyncapi>('./asyncapi.ts')).asyncapiCommand(),
  review: async (load) => (await load<typeof Review>('./review.ts')).reviewCommand(),
};

/**
 * The program with the command that is asked for.
 * @param asked the first argument; where it names no command all are there, for help and for the nearest name
 */
export async function program(asked: string | undefined, load: Load): Promise<CommandUnknownOpts> {
  const root = new Command('workstreams')
    .description('Kafka topics, work queues, access and autoscaling as code')
    .showSuggestionAfterError()
    .showHelpAfterError('(--help shows what there is)')
    .exitOverride();
  const names = asked !== undefined && Object.hasOwn(commands, asked) ? [asked] : Object.keys(commands);
  for (const name of names) {
    const command = await commands[name]?.(load);
    // Subcommands take over how the program ends when they are added: it is said before.
    if (command !== undefined) root.addCommand(command.exitOverride());
  }
  return root;
}
