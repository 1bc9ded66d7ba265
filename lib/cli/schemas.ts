import { Command } from '@commander-js/extra-typings';
import { schemasApplyCommand } from './schemas/apply.ts';
import { schemasPlanCommand } from './schemas/plan.ts';
import { schemasPullCommand } from './schemas/pull.ts';

export function schemasCommand() {
  return new Command('schemas')
    .addCommand(schemasPlanCommand().exitOverride())
    .addCommand(schemasApplyCommand().exitOverride())
    .addCommand(schemasPullCommand().exitOverride())
    .addHelpText(
      'after',
      `
The registry is the one that the environment names under schemaRegistry. Credentials come from
WORKSTREAMS_REGISTRY_USERNAME and WORKSTREAMS_REGISTRY_PASSWORD, or from files: --credentials <folder>.
docs/schemas.md says how a schema changes.`,
    );
}
