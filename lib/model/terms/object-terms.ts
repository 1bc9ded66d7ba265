import { z } from 'zod';
import { described } from './described.ts';

export const labelValue = z
  .string()
  .regex(/^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/, 'no label value');
export const labelKey = z
  .string()
  .regex(
    /^(?:[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?\/)?[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/,
    'no label key',
  );
/** Labels of Kubernetes. */
export const labels = z.record(
  labelKey,
  described(labelValue, 'Value of this label.', { examples: ['kube-dns'] }),
);
/** A quantity of Kubernetes. */
export const quantity = z
  .string()
  .regex(/^[1-9][0-9]*(?:m|k|M|G|T|Ki|Mi|Gi|Ti)?$/, 'a quantity is written like 500m, 2 or 4Gi, as text');
