import { z } from 'zod';
import { formatField, type Printed, textsField } from '../../model/outputs/output.ts';
import { described } from '../../model/terms/described.ts';

/** What `workstreams services --format json` prints. */
export const servicesOutput = z.strictObject({
  schema: formatField('workstreams.io/services/v1'),
  environment: described(z.string(), 'Environment.'),
  services: described(
    z.array(
      z.strictObject({
        system: described(z.string(), 'System that declares it.'),
        service: described(z.string(), 'Service, as contracts name it.'),
        purpose: described(z.string(), 'What it is for.'),
        writes: described(textsField, 'Topics that it writes, as Kafka knows them.'),
        reads: described(textsField, 'Topics that it reads, as Kafka knows them.'),
        duties: described(textsField, 'Duties, each with the topics that it is for.'),
        principals: described(
          textsField,
          'Its principals, as brokers name them; none without authentication.',
        ),
      }),
    ),
    'Every service that a system declares.',
  ),
});

export type ServicesOutput = Printed<z.output<typeof servicesOutput>>;
