import { Command, Option } from '@commander-js/extra-typings';
import { declaredClasses } from '../model/topic-class.ts';
import { runImport } from './import/run-import.ts';
import { today } from './report.ts';
import { rootOption } from './root-option.ts';

export function importCommand() {
  return new Command('import')
    .requiredOption('--live <file>', 'an export of the cluster (kubectl get … -o yaml or json)')
    .requiredOption('--env <name>', 'the environment that it is of')
    .option('--namespace <name>', 'of objects that have none, such as manifests in git')
    .option('--system <id>', 'where topics and users of others go: a new system, or one made by an import')
    .addOption(
      new Option('--class <class>', 'of topics that had no contract').choices(declaredClasses).default('evt'),
    )
    .option('--owner <team>', 'the team that owns them; without it that is a question')
    .option('--on-call <rotation>', 'who is called at night')
    .option('--channel <channel>', 'where the team talks')
    .option(
      '--schemas <folder>',
      'what `schemas pull` wrote of the environment: schemas of topics that had no contract',
    )
    .addOption(rootOption())
    .option('--dry-run', 'say what would be written, and write nothing')
    .addHelpText(
      'after',
      `
Examples:
  $ kubectl get kafkatopics,kafkausers,scaledjobs,scaledobjects -A -o yaml > live.yaml
  $ workstreams import --live live.yaml --env prod --system legacy --dry-run
  $ workstreams import --live live.yaml --env prod --system legacy --owner orders \\
      --on-call orders-primary --channel '#orders'
  $ workstreams import --live ../manifests/topics.yaml --namespace kafka --env dev --system legacy

What it cannot know is a question in the contract; what differs from class and environment is pinned. A contract that
is there is never written over; one that an import from another environment made gets this one too.

Exit codes: 0 nothing would change, 1 errors, 2 imported, and a plan would change something all the same.
docs/import.md says what to answer first.`,
    )
    .action((options) => {
      const {
        live,
        env,
        namespace,
        system,
        class: cls,
        owner,
        onCall,
        channel,
        root,
        dryRun,
        schemas,
      } = options;
      const team = owner === undefined ? undefined : ownerOf(owner, onCall, channel);
      const result = runImport({
        root,
        today: today(),
        environment: env,
        live,
        namespace,
        system,
        class: cls,
        owner: team,
        schemas,
        dryRun: dryRun === true,
      });
      if ('done' in result) {
        process.stdout.write(result.done);
        process.exitCode = result.changes ? 2 : 0;
      } else {
        process.stderr.write(result.refused);
        process.exitCode = 1;
      }
    });
}

/** As `new` suggests it. */
function ownerOf(team: string, onCall = `${team}-primary`, channel = `#${team}`) {
  return { team, onCall, channel };
}
