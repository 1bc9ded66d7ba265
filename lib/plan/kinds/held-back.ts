import type { Manifest } from '../../model/manifest.ts';
import type { Verdict } from '../risk.ts';
import { isUnmanaged } from './topic-rename.ts';

/**
 * Says of a change that an operator does not take up now when it will: the risk is that of then, for no one is asked
 * again.
 */
export function whenTakenUp(path: string, verdict: Verdict, manifest: Manifest): Verdict {
  const when = path.startsWith('spec.') ? delayOf(manifest) : undefined;
  return when === undefined ? verdict : { ...verdict, says: `once ${when}: ${verdict.says}` };
}

function delayOf(manifest: Manifest): string | undefined {
  const { apiVersion, kind, metadata } = manifest;
  if (!apiVersion.startsWith('kafka.strimzi.io/')) return undefined;
  if (kind === 'KafkaTopic' && isUnmanaged(manifest)) return 'the topic is managed again';
  return metadata.annotations?.['strimzi.io/pause-reconciliation'] === 'true'
    ? 'its operator goes on'
    : undefined;
}
