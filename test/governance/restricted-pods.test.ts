import { expect, test } from '@jest/globals';
import { object, said } from '../support/said.ts';

const restricted = {
  allowPrivilegeEscalation: false,
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
  capabilities: { drop: ['ALL'] },
};

const pod = (spec: Record<string, unknown>, own: Record<string, unknown> = {}) =>
  said('restricted-pods', [
    object('Pod', { spec: { containers: [{ name: 'a', securityContext: restricted, ...own }], ...spec } }),
  ]).map((text) => text.replace(/ \/ .*/, ''));
const context = (own: Record<string, unknown>) => pod({}, { securityContext: { ...restricted, ...own } });

const nfs = 'a kind of volume that pods may not mount';
const elsewhere = 'the node connects to another host than the pod';

/** Each is refused by a namespace that enforces the level, so that the pod would never start. */
test.each<[string, string[], string[]]>([
  [
    'a volume of a server',
    pod({ volumes: [{ name: 'v', nfs: { server: 'a', path: '/' } }] }),
    [`spec.volumes[0].nfs: ${nfs}`],
  ],
  [
    'a setting of the node',
    pod({ securityContext: { sysctls: [{ name: 'net.ipv4.tcp_syncookies' }, { name: 'kernel.msgmax' }] } }),
    ['spec.securityContext.sysctls[1]: kernel.msgmax is a setting of the node'],
  ],
  [
    'a process of the node',
    pod({ securityContext: { windowsOptions: { hostProcess: true } } }),
    ['spec.securityContext.windowsOptions.hostProcess: a process of the node'],
  ],
  [
    'no profile of AppArmor',
    context({ appArmorProfile: { type: 'Unconfined' } }),
    ['spec.containers[0].securityContext.appArmorProfile.type: no profile of AppArmor holds for it'],
  ],
  [
    'rights by SELinux',
    context({ seLinuxOptions: { type: 'spc_t', user: 'u', role: 'r' } }),
    [
      'spec.containers[0].securityContext.seLinuxOptions.role: another role of SELinux',
      'spec.containers[0].securityContext.seLinuxOptions.type: rights of the node by SELinux',
      'spec.containers[0].securityContext.seLinuxOptions.user: another user of SELinux',
    ],
  ],
  [
    '/proc as it is',
    context({ procMount: 'Unmasked' }),
    ['spec.containers[0].securityContext.procMount: it sees what the runtime hides of /proc'],
  ],
  [
    'a probe of another host',
    pod({}, { readinessProbe: { httpGet: { host: '169.254.169.254', port: 80 } } }),
    [`spec.containers[0].readinessProbe.httpGet.host: ${elsewhere}`],
  ],
  [
    'a hook to another host',
    pod({}, { lifecycle: { preStop: { tcpSocket: { host: 'a', port: 80 } } } }),
    [`spec.containers[0].lifecycle.preStop.tcpSocket.host: ${elsewhere}`],
  ],
  [
    'a pod that says worse than its containers',
    pod(
      { securityContext: { runAsNonRoot: false, runAsUser: 0, seccompProfile: { type: 'Unconfined' } } },
      { securityContext: { ...restricted, runAsUser: 1 } },
    ),
    [
      'spec.securityContext.runAsNonRoot: it may run as root',
      'spec.securityContext.runAsUser: it runs as root',
      'spec.securityContext.seccompProfile: every system call is open to it',
    ],
  ],
])('restricted-pods fires on %s', (_what, found, expected) => {
  expect(found).toEqual(expected);
});

test('restricted-pods reads the older spelling of AppArmor, also inside a template', () => {
  const key = 'container.apparmor.security.beta.kubernetes.io/a';
  const annotated = (profile: string) =>
    said('restricted-pods', [
      object('Job', {
        spec: {
          template: {
            metadata: { annotations: { [key]: profile, other: 'unconfined' } },
            spec: { containers: [{ name: 'a', securityContext: restricted }] },
          },
        },
      }),
    ]);
  expect(annotated('unconfined')).toEqual([
    `spec.template.metadata.annotations.${key}: no profile of AppArmor holds for it / remove it`,
  ]);
  for (const profile of ['runtime/default', 'localhost/a']) expect(annotated(profile)).toEqual([]);
});

test('restricted-pods is silent on what the level allows', () => {
  const sources = [
    'configMap',
    'csi',
    'downwardAPI',
    'emptyDir',
    'ephemeral',
    'persistentVolumeClaim',
    'projected',
    'secret',
  ];
  expect(
    pod({
      volumes: sources.map((one) => ({ name: one.toLowerCase(), [one]: {} })),
      securityContext: {
        appArmorProfile: { type: 'RuntimeDefault' },
        seLinuxOptions: { type: 'container_t', level: 's0' },
        windowsOptions: { hostProcess: false },
      },
    }),
  ).toEqual([]);
  expect(
    context({ procMount: 'Default', appArmorProfile: { type: 'Localhost', localhostProfile: 'a' } }),
  ).toEqual([]);
  expect(
    pod({}, { livenessProbe: { httpGet: { port: 80 } }, lifecycle: { postStart: { exec: {} } } }),
  ).toEqual([]);
});
