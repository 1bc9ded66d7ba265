import { suggestion } from '../../model/text/nearest.ts';
import { noKeyChange } from './no-key-change.ts';
import { noPartitionChange } from './no-partition-change.ts';
import { schemaCompatible } from './schema-compatible.ts';
import { exceptionKey, type ExceptionRule, inContract, inEnvironment } from '../rule.ts';

/** Rules that compare with a baseline. */
const measured: ReadonlySet<string> = new Set(
  [schemaCompatible, noKeyChange, noPartitionChange].map(({ id }) => id),
);

export const noUnusedException: ExceptionRule = {
  id: 'no-unused-exception',
  on: 'exceptions',
  what: 'Every exception in force excuses something.',
  why: 'One that was left behind excuses the next mistake before anybody has seen it.',
  fix: 'Remove the exception, or write its rule and subject as the finding has them.',
  level: 'warning',
  check: ({ catalog, environments, environmentNames, today, baseline }, { used, subjects }) => [
    // What excuses a contract may be wanted in an environment that this run leaves out.
    ...(environments.length < environmentNames.length ? [] : catalog.contracts).flatMap((contract) =>
      contract.terms.exceptions.flatMap(({ rule, until }, index) => {
        if (until < today || used.has(exceptionKey(contract.source.file, index))) return [];
        // Without a baseline these rules have not looked.
        if (measured.has(rule) && baseline === undefined) return [];
        const { team, channel } = contract.terms.owner;
        const what = `the exception from ${rule} until ${until} excuses nothing; its owner is ${team} (${channel})`;
        return [inContract(noUnusedException, contract, ['exceptions', index], what, 'remove it')];
      }),
    ),
    ...environments.flatMap((environment) =>
      environment.exceptions.flatMap(({ rule, subject, until }, index) => {
        const { file } = environment.source;
        if (until < today || used.has(exceptionKey(file, index))) return [];
        const what = `the exception from ${rule} for "${subject}" until ${until} excuses nothing; its owner is who keeps ${file}`;
        const others = [...(subjects.get(rule) ?? [])];
        const fix = others.length === 0 ? 'remove it' : `remove it; ${suggestion(subject, others)}`;
        return [inEnvironment(noUnusedException, environment, ['exceptions', index, 'subject'], what, fix)];
      }),
    ),
  ],
};
