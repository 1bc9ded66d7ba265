import { loadProject } from '../../../lib/cli/project.ts';
import { resolve } from '../../../lib/policies/resolve.ts';
import { schemaSubjects } from '../../../lib/policies/schema-subjects.ts';
import { applySchemas } from '../../../lib/registry/apply.ts';
import { RegistryClient } from '../../../lib/registry/client.ts';
import { planSchemas, type SchemasPlan } from '../../../lib/registry/schemas-plan.ts';
import { today } from '../stack-at.ts';

/** Registers the schemas of an environment of a stack. @returns the plan that was applied */
export async function registered(root: string, environment: string, url: string): Promise<SchemasPlan> {
  const project = loadProject({ root, today, environments: [environment] });
  const [where] = project.ok ? project.value.environments : [];
  if (!project.ok || where === undefined) throw new Error('no such stack');
  const client = new RegistryClient({ url, fetch, wait: async () => {} });
  const { catalog } = project.value;
  const plan = await planSchemas({
    environment,
    client,
    keepsMetadata: false,
    asksBoth: false,
    subjects: schemaSubjects(catalog, resolve(catalog, where)),
    isExcepted: () => false,
  });
  await applySchemas(plan, { client, keepsMetadata: false, asksBoth: false }, () => {});
  return plan;
}
