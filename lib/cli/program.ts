import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { versionText } from './package.ts';

interface Listed {
  /** What it does, in one line of the help. */
  readonly what: string;
  readonly load: () => Promise<CommandUnknownOpts>;
}

/** Every command, by name. Each is loaded only when it is asked for: what one needs, the others need not wait for. */
const commands: Readonly<Record<string, Listed>> = {
  init: {
    what: 'make a stack of your own in a folder: a first system, its environments, and checks for CI',
    load: async () => (await import('./init.ts')).initCommand(),
  },
  synth: {
    what: 'render environments into a folder',
    load: async () => (await import('./synth.ts')).synthCommand(),
  },
  golden: {
    what: 'write what every environment renders to files for review, or compare with them',
    load: async () => (await import('./golden.ts')).goldenCommand(),
  },
  lint: {
    what: 'judge contracts and environments by every rule',
    load: async () => (await import('./lint.ts')).lintCommand(),
  },
  explain: {
    what: 'every fact of one topic in one environment, and where each comes from',
    load: async () => (await import('./explain.ts')).explainCommand(),
  },
  plan: {
    what: 'what a merge would change in an environment, and what that does to data, clients and jobs',
    load: async () => (await import('./plan.ts')).planCommand(),
  },
  promote: {
    what: 'let one environment take over what another one runs: plan it, and write it to a GitOps folder',
    load: async () => (await import('./promote.ts')).promoteCommand(),
  },
  access: {
    what: 'who may do what to which topic, and by which role',
    load: async () => (await import('./access.ts')).accessCommand(),
  },
  services: {
    what: 'every service: what it writes, reads and has the duty for',
    load: async () => (await import('./services.ts')).servicesCommand(),
  },
  catalog: {
    what: 'the catalogue as one page that opens from disk',
    load: async () => (await import('./catalog.ts')).catalogCommand(),
  },
  new: {
    what: 'add a topic, a queue or a system that passes every rule',
    load: async () => (await import('./new.ts')).newCommand(),
  },
  import: {
    what: 'contracts from topics and users that exist, so that a following plan shows no change',
    load: async () => (await import('./import.ts')).importCommand(),
  },
  inventory: {
    what: 'every topic, who writes and reads it, and what it became',
    load: async () => (await import('./inventory.ts')).inventoryCommand(),
  },
  capacity: {
    what: 'partitions, storage and bandwidth by system and owner, against the budgets',
    load: async () => (await import('./capacity.ts')).capacityCommand(),
  },
  asyncapi: {
    what: 'AsyncAPI 3 documents of systems, for catalogues and studios',
    load: async () => (await import('./asyncapi.ts')).asyncapiCommand(),
  },
  schemas: {
    what: 'the schemas of the contracts in a schema registry: compare them, register them, keep a backup',
    load: async () => (await import('./schemas.ts')).schemasCommand(),
  },
  review: {
    what: 'what is to be pruned, renewed or rotated: the list for the quarterly review',
    load: async () => (await import('./review.ts')).reviewCommand(),
  },
  executor: {
    what: 'drain a queue with a program of yours, which gets each message on its standard input',
    load: async () => (await import('./executor.ts')).executorCommand(),
  },
  'dead-letters': {
    what: 'look at dead letters, redrive them once their cause is fixed, archive or discard them',
    load: async () => (await import('./dead-letters.ts')).deadLettersCommand(),
  },
  replay: {
    what: 'write history to a topic again, from a topic, an archive or a collection of MongoDB',
    load: async () => (await import('./replay.ts')).replayCommand(),
  },
  dispatcher: {
    what: 'bring messages of retry topics back to their topics when their time has come',
    load: async () => (await import('./dispatcher.ts')).dispatcherCommand(),
  },
  completion: {
    what: 'print the script by which a shell completes commands, environments and topics',
    load: async () => (await import('./completion.ts')).completionCommand(),
  },
  admin: {
    what: 'serve dead letters and replays over HTTP, for people and programs with a token',
    load: async () => (await import('./admin.ts')).adminCommand(),
  },
  upgrade: {
    what: 'rewrite the files of a stack from an earlier format to workstreams.io/v1',
    load: async () => (await import('./upgrade.ts')).upgradeCommand(),
  },
};

/**
 * The program with the command that is asked for.
 * @param args what follows the script. Where no command is named, all are listed by name alone, for help and for the
 * nearest name
 */
export async function program(args: readonly string[]): Promise<CommandUnknownOpts> {
  const root = new Command('workstreams')
    .description('Kafka topics, work queues, access and autoscaling as code')
    .version(
      args[0] === '--version' || args[0] === '-V' ? versionText() : '',
      '-V, --version',
      'the version, and the commit that it was built from',
    )
    .showSuggestionAfterError()
    .showHelpAfterError('(--help shows what there is)')
    .addHelpText(
      'after',
      `
Exit codes:
  0   done
  1   not done: problems were found, or something outside failed
  64  the command line is not as the help says
  70  a defect of Workstreams
The help of a command says which others it has.`,
    )
    .exitOverride();
  const asked = args[0] === 'help' ? args[1] : args[0];
  if (args[0] === 'complete') return withCompletion(root, args.slice(args.indexOf('--') + 1));
  return withCommands(root, asked);
}

async function withCommands(root: Command, asked: string | undefined): Promise<Command> {
  for (const [name, { what, load }] of Object.entries(commands)) {
    // Subcommands take over how the program ends when they are added: it is said before.
    if (name === asked) root.addCommand((await load()).description(what).exitOverride());
    else root.command(name).description(what).exitOverride();
  }
  return root;
}

/** With the command that scripts of shells call: what may stand for the last of the words, a line a value. */
async function withCompletion(root: Command, words: readonly string[]): Promise<CommandUnknownOpts> {
  const { answersText } = await import('./completion/answers.ts');
  await withCommands(root, words[0]);
  root
    .command('complete', { hidden: true })
    .argument('[words...]')
    .action(() => {
      process.stdout.write(answersText(root, words));
    });
  return root;
}
