import { z } from 'zod';
import { formatField, type Printed, textsField } from '../../model/outputs/output.ts';
import { described } from '../../model/terms/described.ts';
import { operationsOf } from '../../policies/rights.ts';

const operations = [...new Set(Object.values(operationsOf).flat())];

/** What `workstreams access --format json` prints. */
export const accessOutput = z.strictObject({
  schema: formatField('workstreams.io/access/v1'),
  environment: described(z.string(), 'Environment.'),
  rights: described(
    z.array(
      z.strictObject({
        type: described(
          z.enum(['topic', 'group', 'transactionalId', 'cluster']),
          'Kind of resource that the right is about.',
        ),
        patternType: described(
          z.enum(['literal', 'prefix']),
          'Whether it is about one name, or about all names that begin with it.',
        ),
        name: described(z.string(), 'Name of the resource, or the prefix.'),
        principal: described(z.string(), 'Principal as brokers name it.'),
        service: described(z.string(), 'Service that has the principal.'),
        operations: described(z.array(z.enum(operations)), "Kafka's operations that it may do."),
        roles: described(textsField, 'Roles from which the right comes.'),
      }),
    ),
    'Who may do what: one item for each resource and principal.',
  ),
});

export type AccessOutput = Printed<z.output<typeof accessOutput>>;
