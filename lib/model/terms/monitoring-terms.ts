import { z } from 'zod';
import { described } from './described.ts';
import { idField } from './fields.ts';

const labelKey =
  /^(?:[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?\/)?[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;
const labelValue = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;

const link = z.union([
  z.literal('none'),
  z
    .string()
    .regex(
      /^https:\/\/[a-z0-9.-]+(?::[0-9]{1,5})?(?:\/[A-Za-z0-9._~-]+)*$/,
      'a link begins with https:// and has no query and no slash at its end',
    ),
]);

export const monitoringField = described(
  z
    .strictObject({
      runbooks: described(
        link,
        'Address of the runbooks: alerts link to `<address>/<runbook>.md`. `none`: alerts have no link.',
        { examples: ['https://git.example.com/kafka/docs/runbooks'] },
      ),
      catalogue: described(
        link.default('none'),
        'Address of the published catalogue page (`workstreams catalog --out`): plans and alerts link to a topic there. `none`: no link.',
        { default: 'none', examples: ['https://kafka.example.com/catalogue.html'] },
      ),
      labels: described(
        z.record(
          z.string().regex(labelKey, 'no label key'),
          described(z.string().regex(labelValue, 'no label value'), 'Value of this label.', {
            examples: ['main'],
          }),
        ),
        'Labels by which Prometheus selects rules and pod monitors (`ruleSelector`, `podMonitorSelector`); `{}` for none.',
        { examples: [{ prometheus: 'main' }] },
      ),
      namespace: described(
        idField.default('none'),
        'Namespace of Prometheus. From there the metrics of programs under `runtime` may be asked for. `none`: no NetworkPolicy lets it in.',
        { default: 'none', examples: ['monitoring'] },
      ),
    })
    .default({ runbooks: 'none', catalogue: 'none', labels: {}, namespace: 'none' }),
  'Where runbooks and the catalogue are, and how Prometheus finds the rules.',
  { default: 'no link to runbooks, no labels' },
);
