import { type EnvironmentRule, inContract } from '../rule.ts';

export const uniqueQueueNames: EnvironmentRule = {
  id: 'unique-queue-names',
  on: 'environment',
  what: 'No two queues share a consumer group or the base of their object names.',
  why: 'Two capabilities with the same executor would overwrite each other, and one would commit for the other.',
  fix: 'Leave the name or group out, so that the capability becomes part of it, or choose another.',
  level: 'error',
  check: ({ systems }) => {
    const seen = new Map<string, string>();
    return systems.flatMap(({ queues }) =>
      queues.flatMap(({ family, group, base }) =>
        [
          { key: ['consumers', 0, 'group'], kind: 'consumer group', name: group.value as string },
          { key: ['scaling', 'name'], kind: 'name', name: base as string },
        ].flatMap(({ key, kind, name }) => {
          const other = seen.get(`${kind} ${name}`);
          seen.set(`${kind} ${name}`, family.contract.source.file);
          return other === undefined
            ? []
            : [
                inContract(
                  uniqueQueueNames,
                  family.contract,
                  key,
                  `the ${kind} ${name} is also that of ${other}`,
                  `leave it out, so that the capability is part of it, or choose another`,
                ),
              ];
        }),
      ),
    );
  },
};
