import { hasOnlyPrograms, namespacesOf } from '../../policies/namespaces.ts';
import { type EnvironmentRule, inEnvironment } from '../rule.ts';

export const importedNamespaceExternal: EnvironmentRule = {
  id: 'imported-namespace-external',
  on: 'environment',
  what: 'A namespace that the programs of an imported system share with other systems is external.',
  why: 'Imported programs run as they did before. A default deny cuts them off, and Pod Security refuses those that do not meet `restricted`.',
  fix: 'Add the namespace to `workloads.externalNamespaces`, or give the other system a namespace of its own.',
  level: 'error',
  check: ({ environment, systems }) =>
    systems
      .filter(({ imported, namespace }) => imported && hasOnlyPrograms(environment, namespace))
      .flatMap(({ declaration, namespace }) => {
        const sharing = systems.filter((one) => !one.imported && namespacesOf(one).includes(namespace));
        if (sharing.length === 0) return [];
        const others = sharing.map((one) => one.declaration.id).join(', ');
        return [
          inEnvironment(
            importedNamespaceExternal,
            environment,
            ['workloads', 'namespaces', declaration.id],
            `programs of ${declaration.id} were here before their contracts, and ${others} would deny them everything`,
            `add "${namespace}" to workloads.externalNamespaces, or give ${others} another namespace`,
          ),
        ];
      }),
};
