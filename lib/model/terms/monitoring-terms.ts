import { z } from 'zod';

const labelKey =
  /^(?:[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?\/)?[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;
const labelValue = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;

/** Where runbooks are read, and how Prometheus finds what is rendered for it. */
export const monitoringField = z
  .strictObject({
    /** What stands before `<runbook>.md` in the link of an alert; `none` leaves the link out. */
    runbooks: z.union([
      z.literal('none'),
      z
        .string()
        .regex(
          /^https:\/\/[a-z0-9.-]+(?::[0-9]{1,5})?(?:\/[A-Za-z0-9._~-]+)*$/,
          'a link begins with https:// and has no query and no slash at its end',
        ),
    ]),
    /** Labels by which Prometheus selects rules and pod monitors (`ruleSelector`, `podMonitorSelector`). */
    labels: z.record(
      z.string().regex(labelKey, 'no label key'),
      z.string().regex(labelValue, 'no label value'),
    ),
  })
  .default({ runbooks: 'none', labels: {} });
