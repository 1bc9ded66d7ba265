import type { Manifest } from '../../model/manifest.ts';
import { formatSize } from '../../model/text/size.ts';
import type { ManifestRule } from '../rule.ts';

const kibibyte = 1024;

/** Prometheus Operator keeps rules in ConfigMaps of half a mebibyte; etcd and Kubernetes refuse larger ones. */
const most: Readonly<Record<string, number>> = {
  PrometheusRule: 512 * kibibyte,
  ConfigMap: 1024 * kibibyte,
};

export const monitoringObjectSize: ManifestRule = {
  id: 'monitoring-object-size',
  on: 'manifests',
  kinds: Object.keys(most),
  what: 'A PrometheusRule has at most 512 KiB, a ConfigMap at most 1 MiB.',
  why: 'A larger one is refused when it is applied, and its alerts or dashboards are missing in silence.',
  fix: 'Split it: a unit has rules of its own, a system a dashboard of its own.',
  level: 'error',
  check: () => (manifest) => {
    const limit = most[manifest.kind] ?? 0;
    const bytes = bytesOf(manifest, limit);
    return bytes <= limit
      ? []
      : [
          {
            at: '',
            what: `has ${Math.ceil(bytes / kibibyte)}KiB, and ${formatSize(limit)} is the most`,
            fix: 'split what it holds',
          },
        ];
  },
};

/** What is sent when it is applied; most objects are so far below the limit that their characters need not be weighed. */
function bytesOf(manifest: Manifest, limit: number): number {
  const text = JSON.stringify(manifest);
  return text.length * 3 <= limit ? text.length : Buffer.byteLength(text);
}
