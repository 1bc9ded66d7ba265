import { hash } from 'node:crypto';
import { Construct } from 'constructs';
import type { Environment } from '../../model/terms/environment.ts';
import { joinObjectName, type ObjectName } from '../../naming/object-name.ts';
import { type EnvVar, KubeConfigMap, type Volume, type VolumeMount } from '../kubernetes.ts';
import { metadata } from '../metadata.ts';

export interface TopicFilesProps {
  readonly environment: Environment;
  readonly system: string;
  readonly namespace: string;
  /** The service that the program runs as. */
  readonly component: string;
  /** Of the program: `<name>-1`, `<name>-2`, … are the ConfigMaps. */
  readonly name: ObjectName;
  /** Texts by the names of the files. */
  readonly files: Readonly<Record<string, string>>;
}

/** Bytes of files in one ConfigMap, which takes 1 MiB with its names. */
const mostBytes = 900 * 1024;
const folder = '/etc/workstreams/topics';

/** What a program knows of topics: files in ConfigMaps, mounted as one folder. */
export class TopicFiles extends Construct {
  /** Of all files: a pod reads them at its start, and with other ones it is another pod. */
  readonly digest: string;
  readonly volume: Volume;
  readonly mount: VolumeMount = { name: 'topics', mountPath: folder, readOnly: true };
  readonly variable: EnvVar = { name: 'WORK_TOPICS_FOLDER', value: folder };

  constructor(scope: Construct, id: string, props: TopicFilesProps) {
    super(scope, id);
    const { environment, system, namespace, component, name, files } = props;
    const names = split(files).map((data, at) => {
      const called = joinObjectName(name, String(at + 1));
      new KubeConfigMap(this, `Part-${at + 1}`, {
        metadata: metadata(environment, { kind: 'ConfigMap', name: called, namespace, system, component }),
        data,
      });
      return called;
    });
    this.digest = hash('sha256', JSON.stringify(files)).slice(0, 16);
    this.volume = {
      name: 'topics',
      projected: { sources: names.map((one) => ({ configMap: { name: one } })) },
    };
  }
}

/** In parts of so many bytes, in the order of their names; a larger file is a part of its own. */
function split(files: Readonly<Record<string, string>>): Record<string, string>[] {
  const parts: Record<string, string>[] = [];
  let left = 0;
  for (const name of Object.keys(files).sort()) {
    const text = files[name] ?? '';
    const size = Buffer.byteLength(name) + Buffer.byteLength(text);
    if (parts.length === 0 || size > left) {
      parts.push({});
      left = mostBytes;
    }
    Object.assign(parts.at(-1) ?? {}, { [name]: text });
    left -= size;
  }
  return parts;
}
