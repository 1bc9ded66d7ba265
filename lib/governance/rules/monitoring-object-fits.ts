import { formatSize, type Size } from '../../model/size.ts';
import type { ManifestRule } from '../rule.ts';

const kibibyte = 1024;

/** Prometheus Operator keeps rules in ConfigMaps of half a mebibyte; etcd and Kubernetes refuse larger ones. */
const most: Readonly<Record<string, number>> = {
  PrometheusRule: 512 * kibibyte,
  ConfigMap: 1024 * kibibyte,
};

export const monitoringObjectFits: ManifestRule = {
  id: 'monitoring-object-fits',
  on: 'manifests',
  kinds: Object.keys(most),
  what: 'A PrometheusRule has at most 512 KiB, a ConfigMap at most 1 MiB.',
  why: 'A larger one is refused when it is applied, and its alerts or dashboards are missing in silence.',
  fix: 'Split it: a unit has rules of its own, a dashboard is one of its system.',
  level: 'error',
  check: () => (manifest) => {
    const limit = most[manifest.kind] ?? 0;
    const bytes = bytesOf(manifest);
    return bytes <= limit
      ? []
      : [
          {
            at: '',
            what: `has ${Math.ceil(bytes / kibibyte)}KiB, and ${formatSize(limit as Size)} is the most`,
            fix: 'split what it holds',
          },
        ];
  },
};

/** Text that is written, near enough: a value's length first, for most objects are far below the limit. */
function bytesOf(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value) + 3;
  if (typeof value !== 'object' || value === null) return 8;
  let sum = 0;
  for (const [key, item] of Object.entries(value)) sum += key.length + 3 + bytesOf(item);
  return sum;
}
