import { type Container, type PodSpec, Quantity, type Volume } from '../kubernetes.ts';

export interface RestrictedPodProps {
  readonly serviceAccount: string;
  readonly container: Omit<Container, 'securityContext' | 'resources'>;
  readonly resources: { readonly cpu: string; readonly memory: string; readonly ephemeralStorage: string };
  readonly volumes: readonly Volume[];
  readonly restartPolicy: 'Always' | 'Never';
  /** Seconds between SIGTERM and SIGKILL. */
  readonly gracePeriod: number;
  readonly priorityClass?: string;
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly tolerations?: PodSpec['tolerations'];
  /** Whether the pod speaks to Kubernetes' API. @default false */
  readonly apiToken?: boolean;
}

/**
 * A pod of one container that meets the restricted Pod Security Standard, with requests equal to limits
 * (memory is never taken from neighbours), a read-only root and `/tmp` to write.
 */
export function restrictedPod(props: RestrictedPodProps): PodSpec {
  const amounts = {
    cpu: Quantity.fromString(props.resources.cpu),
    memory: Quantity.fromString(props.resources.memory),
    'ephemeral-storage': Quantity.fromString(props.resources.ephemeralStorage),
  };
  const placed = {
    ...(props.priorityClass === undefined ? {} : { priorityClassName: props.priorityClass }),
    ...(isEmpty(props.nodeSelector) ? {} : { nodeSelector: { ...props.nodeSelector } }),
    ...(props.tolerations === undefined || props.tolerations.length === 0
      ? {}
      : { tolerations: props.tolerations }),
  };
  return {
    serviceAccountName: props.serviceAccount,
    automountServiceAccountToken: props.apiToken ?? false,
    enableServiceLinks: false,
    restartPolicy: props.restartPolicy,
    terminationGracePeriodSeconds: props.gracePeriod,
    ...placed,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: 65_532,
      runAsGroup: 65_532,
      // Secrets are mounted 0440: the group is how the user reads them.
      fsGroup: 65_532,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    containers: [
      {
        ...props.container,
        resources: { requests: amounts, limits: amounts },
        securityContext: {
          allowPrivilegeEscalation: false,
          privileged: false,
          readOnlyRootFilesystem: true,
          runAsNonRoot: true,
          capabilities: { drop: ['ALL'] },
        },
        volumeMounts: [...(props.container.volumeMounts ?? []), { name: 'tmp', mountPath: '/tmp' }],
      },
    ],
    volumes: [
      ...props.volumes,
      { name: 'tmp', emptyDir: { sizeLimit: Quantity.fromString(props.resources.ephemeralStorage) } },
    ],
  };
}

function isEmpty(map: Readonly<Record<string, string>> | undefined): boolean {
  return map === undefined || Object.keys(map).length === 0;
}
