import { z } from 'zod';
import { formatField, type Printed } from '../../model/outputs/output.ts';
import { problemOutput } from '../../model/outputs/problem.ts';
import { described } from '../../model/terms/described.ts';

/** What `workstreams lint --format json` prints. */
export const lintOutput = z.strictObject({
  schema: formatField('workstreams.io/lint/v1'),
  problems: described(z.array(problemOutput), 'Errors and warnings.'),
});

export type LintOutput = Printed<z.output<typeof lintOutput>>;
