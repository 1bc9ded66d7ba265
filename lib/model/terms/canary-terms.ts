import { z } from 'zod';
import { described } from './described.ts';
import { durationField, idField } from './fields.ts';
import type { mirrorField } from './mirror-terms.ts';

/** What a schedule of Kubernetes can say in one line, evenly through the day, in minutes. */
const rounds = [5, 10, 15, 20, 30, 60];

const roundTexts = rounds.map((minutes) => `${minutes}m`).join(', ');

const canaryTerms = z
  .strictObject({
    every: described(
      durationField.refine((every) => rounds.includes(every / 60_000), `write one of ${roundTexts}`),
      `How often a canary writes a test message to each evt topic: ${roundTexts}.`,
      { examples: ['10m'] },
    ),
    within: described(
      durationField,
      'Longest time until the canary has read its message back; at most half of `every`. An alert fires when it takes longer.',
      { examples: ['4m'] },
    ),
    region: described(
      idField.max(20, 'a region has at most 20 characters').optional(),
      'Region that canaries write in the header `x-region`. Only without a mirror, and required then.',
      { default: 'the region of the mirror', examples: ['eu'] },
    ),
  })
  .refine(({ every, within }) => within * 2 <= every, {
    path: ['within'],
    message: 'more than half of `every`: a round that is late would meet the next one; write less',
  });

export const canariesField = described(
  z.union([z.literal('off'), canaryTerms]),
  'Whether programs write test messages to the evt topics and read them back, and how often. Services with the duty `canary` do it.',
  { examples: ['off', { every: '10m', within: '4m' }] },
);

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
