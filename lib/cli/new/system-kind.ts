import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { reservedSystems } from '../../model/catalog.ts';
import type { Environment } from '../../model/terms/environment.ts';
import { namingOf as readyNaming } from '../../model/terms/naming-terms.ts';
import { InvalidTerms } from '../../model/terms/from-program.ts';
import { nameScope, tenantsOf } from '../../policies/name-scope.ts';
import { isKebab } from '../../naming/segments.ts';
import type { Naming } from '../../naming/naming.ts';
import type { Edit } from './edits.ts';
import { withNamespace } from './environment-edits.ts';
import { aboutFields, kebab, knownOne, line, newServices, serviceFields } from './fields.ts';
import { contractsFor, filesOf, type Kind, messageStep, type Workspace } from './plan.ts';
import { type Answers, answerOf, type Refusal } from './questions.ts';
import { classField, keyField, nameField } from './shared-fields.ts';
import { namingOf, presetNames } from './naming-presets.ts';
import { systemFileOf, systemText } from './system-file.ts';

/** A system with its first topic. */
export const systemKind: Kind = {
  fields: (workspace) => {
    const { catalog } = workspace.project;
    return [
      {
        key: 'system',
        flag: 'name',
        question: 'What is the system called?',
        check: (answer) => kebab(answer) ?? systemRefusal(answer, workspace),
      },
      {
        key: 'naming',
        flag: 'naming',
        question: `How are its topics named (${presetNames.join(', ')}, or a template such as {system}.{topic})?`,
        suggested: () => ['{system}.{topic}'],
        check: (answer, answers) => namingRefusal(answers, answer, workspace),
      },
      {
        key: 'context',
        flag: 'context',
        question: 'What is its first context called?',
        needs: ['system', 'naming'],
        check: (answer, answers) => {
          const read = namingAt(answers)?.folder('context', answer);
          return read === undefined || read.ok ? undefined : { what: read.error, fix: 'choose another name' };
        },
      },
      { ...classField, suggested: () => ['evt'] },
      nameField(workspace, 'topic', namingAt),
      ...aboutFields(catalog),
      {
        key: 'topicPurpose',
        flag: 'topic-purpose',
        question: 'What is its first topic for, in one sentence?',
        needs: ['purpose'],
        suggested: (answers) => [answerOf(answers, 'purpose')],
        check: line,
      },
      keyField,
      ...serviceFields(() => []).map((field) => ({ ...field, needs: [] })),
    ];
  },
  plan: (answers, workspace) => {
    const { root, project } = workspace;
    const id = answerOf(answers, 'system');
    const naming = namingOf(answerOf(answers, 'naming'));
    const services = newServices(answers, ['producers', 'consumers'], []);
    const file = systemFileOf(id);
    const edits: Edit[] = [
      { path: file, text: systemText(answerOf(answers, 'purpose'), naming, services) },
      ...project.environments.map((environment) => namespaceEdit(root, environment, id)),
    ];
    const topicPurpose = answerOf(answers, 'topicPurpose');
    const topics = contractsFor(answers, workspace, services, topicPurpose);
    return {
      edits: [...filesOf(topics), ...edits],
      next: [
        messageStep('json-schema'),
        `Say in ${file} what each service does, and its client settings, duties and rights.`,
      ],
    };
  },
};

/** The naming that was answered, if it is one. */
function namingAt(answers: Answers): Naming | undefined {
  const made = madeNaming(answers, answerOf(answers, 'naming'));
  return 'what' in made ? undefined : made;
}

/** Why an answer is no naming of the system, or not one for the environments. */
function namingRefusal(answers: Answers, answer: string, workspace: Workspace): Refusal | undefined {
  if (!answer.includes('{') && !presetNames.includes(answer)) return knownOne('naming', answer, presetNames);
  const made = madeNaming(answers, answer);
  return 'what' in made ? made : scopeRefusal(made, workspace);
}

function madeNaming({ system: [id = ''] = [] }: Answers, answer: string): Naming | Refusal {
  try {
    // A name that the system cannot have is refused where it is answered.
    return readyNaming(isKebab(id) ? id : 'system', namingOf(answer));
  } catch (error) {
    const [first] = error instanceof InvalidTerms ? error.problems : [];
    if (first === undefined) throw error;
    return { what: first.what, fix: first.fix };
  }
}

/** What the naming needs and an environment does not give. */
function scopeRefusal(naming: Naming, { project }: Workspace): Refusal | undefined {
  for (const environment of project.environments) {
    const tenants = tenantsOf(naming, environment);
    for (const tenant of tenants.length === 0 ? [undefined] : tenants) {
      const wrong = naming.scopeProblem(nameScope(environment, tenant));
      if (wrong === undefined) continue;
      const { segment, what } = wrong;
      const key = { env: 'topics.env', tenant: 'tenants' }[segment] ?? `topics.segments.${segment}`;
      const flag = key.startsWith('topics.segments')
        ? `; \`init\` takes --segment <environment>.${segment}=<value>`
        : '';
      return {
        what: `${environment.environment}: ${what}`,
        fix: `${key} in the file of each environment gives it${flag}`,
      };
    }
  }
  return undefined;
}

function systemRefusal(id: string, { root, project }: Workspace): Refusal | undefined {
  if (project.catalog.systems.some((one) => one.id === id)) {
    return { what: `the system ${id} is there already`, fix: 'npx workstreams new topic adds a topic to it' };
  }
  if (reservedSystems.includes(id)) return { what: `no system is called ${id}`, fix: 'choose another name' };
  const folder = `contracts/${id}`;
  return existsSync(join(root, folder))
    ? { what: `${folder} is there already`, fix: 'choose another name' }
    : undefined;
}

/** The system's own namespace; Kafka's where credentials go no further and are needed. */
function namespaceEdit(root: string, { environment, kafka, workloads }: Environment, id: string): Edit {
  const path = `environments/${environment}.yaml`;
  const stay = workloads.credentials.delivery === 'same-namespace' && kafka.authorization !== 'none';
  const namespace = stay ? kafka.namespace : `${id}-${environment}`;
  return {
    path,
    text: withNamespace(path, readFileSync(join(root, path), 'utf8'), id, namespace),
    replaces: true,
  };
}
