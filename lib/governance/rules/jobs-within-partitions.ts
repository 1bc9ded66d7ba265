import { type EnvironmentRule, inContract } from '../rule.ts';

export const jobsWithinPartitions: EnvironmentRule = {
  id: 'jobs-within-partitions',
  on: 'environment',
  what: 'A queue starts at most one job a partition.',
  why: 'A consumer group gives each partition to one member: further jobs idle and cost their request.',
  fix: 'Leave `scaling.maxJobs` out (a job a partition), or raise the partitions.',
  level: 'error',
  check: ({ systems }) =>
    systems.flatMap(({ queues }) =>
      queues
        .filter(({ maxJobs, family }) => maxJobs.value > family.source.partitions.value)
        .map(({ maxJobs, family }) =>
          inContract(
            jobsWithinPartitions,
            family.contract,
            ['scaling', 'maxJobs'],
            `${maxJobs.value} jobs for ${family.source.partitions.value} partitions`,
            'leave maxJobs out (a job a partition), raise partitions, or add an exception with a reason',
          ),
        ),
    ),
};
