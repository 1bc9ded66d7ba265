import { textAt } from '../../model/plain-object.ts';
import { type Default, dropDefaults, type Facts } from '../facts.ts';
import { review, type Verdict } from '../risk.ts';
import { jobDefaults, judgeJob } from './job.ts';
import type { Changed, Meaning } from './meaning.ts';
import { judgePod, podDefaults, refinePod } from './pod.ts';

const job = 'spec.jobTemplate.spec.';
const template = `${job}template.`;

/** What the API server fills in. */
const defaults: readonly Default[] = [
  ['spec.concurrencyPolicy', 'Allow'],
  ['spec.suspend', false],
  ['spec.jobTemplate.spec.suspend', false],
  ['spec.successfulJobsHistoryLimit', 3],
  ['spec.failedJobsHistoryLimit', 1],
  ...jobDefaults('spec.jobTemplate.spec.'),
  ['spec.jobTemplate.spec.completionMode', 'NonIndexed'],
  ['spec.jobTemplate.metadata', '{}'],
];

/** Of a round that is due while the one before still runs. */
const whileOneRuns: Readonly<Record<string, string>> = {
  Allow: 'runs beside it',
  Forbid: 'is left out',
  Replace: 'ends it and takes its place',
};

/** Jobs at set times. A change is for those that begin from now on; what runs goes on. */
export const cronJob: Meaning = {
  refine: (facts: Facts) => {
    refinePod(facts, template);
    dropDefaults(facts, [...defaults, ...podDefaults]);
  },
  judge: ({ path, before, after }: Changed): Verdict | undefined => {
    if (path.startsWith(template))
      return judgePod(path.slice(template.length), { path, before, after }, 'new jobs');
    switch (path) {
      case 'spec.schedule':
      case 'spec.timeZone':
        return review(
          `it runs at other times: ${String(before ?? '(none)')} becomes ${String(after ?? '(none)')}`,
        );
      case 'spec.suspend':
        return after === true
          ? review('it runs no more until this is taken back')
          : review('it runs again at its times');
      case 'spec.concurrencyPolicy':
        return review(
          `a round that is due while the one before still runs ${whileOneRuns[String(after ?? 'Allow')] ?? 'is dealt with in another way'}`,
        );
      case 'spec.startingDeadlineSeconds':
        return review('a round that could not begin at its time is left out after more or less waiting');
      case `${job}activeDeadlineSeconds`:
        return Number(after) < Number(before ?? Number.POSITIVE_INFINITY)
          ? review(`new jobs are killed after ${String(after)} s: what takes longer is cut off midway`)
          : review('new jobs may run longer: what hangs holds its place for so long');
      default:
        return judgeJob(path);
    }
  },
  created: (manifest) =>
    review(
      `${manifest.metadata.name} runs by itself from now on, at ${textAt(manifest, 'spec', 'schedule')}`,
    ),
  deleted: ({ metadata }) =>
    review(`${metadata.name} runs no more; a job of it that runs now is deleted with it`),
};
