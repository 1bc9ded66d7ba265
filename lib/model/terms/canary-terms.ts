import { z } from 'zod';
import { durationField, idField } from './fields.ts';
import type { mirrorField } from './mirror-terms.ts';

/** What a schedule of Kubernetes can say in one line, evenly through the day, in minutes. */
const rounds = [5, 10, 15, 20, 30, 60];

const canaryTerms = z
  .strictObject({
    /** How often each evt topic is tried; each canary begins at a minute of its own. */
    every: durationField.refine(
      (every) => rounds.includes(every / 60_000),
      `write one of ${rounds.map((minutes) => `${minutes}m`).join(', ')}`,
    ),
    /** The longest that a round may take: later than that the topic counts as broken. */
    within: durationField,
    /** The region that canaries name in `x-region`. @default the mirror's, where there is one */
    region: idField.max(20, 'a region has at most 20 characters').optional(),
  })
  .refine(({ every, within }) => within * 2 <= every, {
    path: ['within'],
    message: 'more than half of `every`: a round that is late would meet the next one; write less',
  });

/** Whether programs write test messages to the evt topics and read them back, and how often. */
export const canariesField = z.union([z.literal('off'), canaryTerms]);

interface TermsWithCanaries {
  readonly canaries: z.output<typeof canariesField>;
  readonly mirror: z.output<typeof mirrorField>;
}

/** What is wrong with the region that canaries name: it is said once, by the mirror where there is one. */
export function canaryProblems({ canaries, mirror }: TermsWithCanaries) {
  if (canaries === 'off') return [];
  const { region } = canaries;
  if (mirror === 'none') {
    return region === undefined
      ? [
          {
            path: ['canaries'],
            input: canaries,
            message: 'no region, and no mirror that names it: add region',
          },
        ]
      : [];
  }
  const message = `the mirror names the region, ${mirror.region}: remove this`;
  return region === undefined ? [] : [{ path: ['canaries', 'region'], input: region, message }];
}
