import { formatDuration } from '../../model/text/duration.ts';
import { type EnvironmentRule, inContract } from '../rule.ts';

export const jobsWithinPromises: EnvironmentRule = {
  id: 'jobs-within-promises',
  on: 'environment',
  what: 'KEDA looks at a queue at least as often as `consumeWithin`, and the queue keeps its messages for longer than a job may run.',
  why: 'A job that starts later breaks the service level each time; a message that expires while its job runs cannot be processed again.',
  fix: 'Shorten `scaling.pollingInterval` or `scaling.deadline`, or lengthen the service level or the retention.',
  level: 'error',
  check: ({ systems }) =>
    systems.flatMap(({ queues }) =>
      queues.flatMap(({ family, pollingInterval, deadline }) => {
        const { contract, source } = family;
        const { consumeWithin } = contract.terms.serviceLevels;
        const kept = source.config['retention.ms']?.value;
        const late = pollingInterval.value > consumeWithin;
        const expires = typeof kept === 'number' && kept >= 0 && deadline.value >= kept;
        return [
          ...(late
            ? [
                inContract(
                  jobsWithinPromises,
                  contract,
                  contract.terms.scaling?.pollingInterval === undefined
                    ? ['serviceLevels', 'consumeWithin']
                    : ['scaling', 'pollingInterval'],
                  `jobs start every ${formatDuration(pollingInterval.value)}, and messages are to be processed within ${formatDuration(consumeWithin)}`,
                  `write a pollingInterval of ${formatDuration(consumeWithin)} or less, or a longer consumeWithin`,
                ),
              ]
            : []),
          ...(expires
            ? [
                inContract(
                  jobsWithinPromises,
                  contract,
                  ['scaling', 'deadline'],
                  `a job may run for ${formatDuration(deadline.value)}, and the queue keeps messages for ${formatDuration(kept)}`,
                  `write a deadline below ${formatDuration(kept)}, or a longer retention`,
                ),
              ]
            : []),
        ];
      }),
    ),
};
