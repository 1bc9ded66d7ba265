/** One Kubernetes object as plain data. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [key: string]: unknown;
}

/** `KafkaTopic shop-dev/orders-placed-v1` */
export function manifestId({ kind, metadata }: Manifest): string {
  return metadata.namespace === undefined
    ? `${kind} ${metadata.name}`
    : `${kind} ${metadata.namespace}/${metadata.name}`;
}

/** A file in an environment's folder that is not from Workstreams: nothing here writes or removes it. */
export interface OtherFile {
  /** Below the environment's folder, with `/`. */
  readonly path: string;
  /** What it holds, where it holds objects of Kubernetes. */
  readonly objects: readonly Manifest[];
  /** Why its objects are not known. */
  readonly unread?: string;
}
