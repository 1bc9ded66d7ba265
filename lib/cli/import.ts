import { Command, Option } from '@commander-js/extra-typings';
import { declaredClasses } from '../model/topic-class.ts';
import { runImport } from './import/run-import.ts';
import { today } from './report.ts';
import { rootOption } from './root-option.ts';

export function importCommand() {
  return new Command('import')
    .requiredOption('--live <file>', 'an export of the cluster (kubectl get … -o yaml or json)')
    .requiredOption('--env <name>', 'the environment that it is of')
    .option('--system <id>', 'where topics and users of others go: a new system, or one made by an import')
    .addOption(
      new Option('--class <class>', 'of topics that had no contract').choices(declaredClasses).default('evt'),
    )
    .option('--owner <team>', 'the team that owns them; without it that is a question')
    .option('--on-call <rotation>', 'who is called at night')
    .option('--channel <channel>', 'where the team talks')
    .addOption(rootOption())
    .option('--dry-run', 'say what would be written, and write nothing')
    .addHelpText(
      'after',
      `
Examples:
  $ kubectl get kafkatopics,kafkausers,scaledjobs -A -o yaml > live.yaml
  $ workstreams import --live live.yaml --env prod --system legacy --dry-run
  $ workstreams import --live live.yaml --env prod --system legacy --owner orders \\
      --on-call orders-primary --channel '#orders'

What it cannot know is a question in the contract; what differs from class and environment is pinned.
Contracts that are there are never written over. docs/import.md says what to answer first.`,
    )
    .action((options) => {
      const { live, env, system, class: cls, owner, onCall, channel, root, dryRun } = options;
      const team = owner === undefined ? undefined : ownerOf(owner, onCall, channel);
      const result = runImport({
        root,
        today: today(),
        environment: env,
        live,
        system,
        class: cls,
        owner: team,
        dryRun: dryRun === true,
      });
      if ('done' in result) process.stdout.write(result.done);
      else {
        process.stderr.write(result.refused);
        process.exitCode = 1;
      }
    });
}

/** As `new` suggests it. */
function ownerOf(team: string, onCall = `${team}-primary`, channel = `#${team}`) {
  return { team, onCall, channel };
}
