import type { EnvironmentProps } from '../../lib/model/terms/program-environment.ts';

type Registry = Exclude<NonNullable<EnvironmentProps['schemaRegistry']>, 'none'>;

/** What an environment says of its schema registry; `props` on top. */
export function registryTerms(props: Partial<Registry> = {}): Registry {
  return {
    url: 'https://registry.example.com/apis/ccompat/v7',
    authentication: { type: 'basic', secret: 'registry-user' },
    registration: { by: 'pipeline' },
    reach: [
      {
        why: 'The schema registry',
        namespace: 'registry',
        labels: { app: 'registry' },
        ports: [8443],
      },
    ],
    ...props,
  };
}
