import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../../model/terms/environment.ts';
import type { Service } from '../../model/terms/service.ts';
import { namingOf } from '../../model/terms/naming-terms.ts';
import { InvalidTerms } from '../../model/terms/from-program.ts';
import { isKebab } from '../../naming/segments.ts';
import type { Naming } from '../../naming/naming.ts';
import { serviceSystem } from '../../systems/service-system.ts';
import type { Edit } from './edits.ts';
import { withNamespace } from './environment-edits.ts';
import { aboutFields, kebab, line, newServices, serviceFields } from './fields.ts';
import { contractsFor, filesOf, type Kind, messageStep, type Workspace } from './plan.ts';
import { type Answers, answerOf, type Refusal } from './questions.ts';
import { classField, keyField, nameField } from './shared-fields.ts';
import { constantOf, literal, serviceText, withSystem } from './source-edits.ts';

/** A system of services that run all the time, with its first topic. */
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
        question: 'How are its topics named?',
        suggested: () => ['{system}.{topic}'],
        check: (answer, answers) => namingRefusal(answers, answer),
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
    const topic = answerOf(answers, 'naming');
    const naming = namingOf(id, { topic });
    const services = newServices(answers, ['producers', 'consumers'], []);
    const index = 'lib/systems/index.ts';
    const edits: Edit[] = [
      { path: `lib/systems/${id}.ts`, text: systemText(id, topic, services, answerOf(answers, 'purpose')) },
      { path: index, text: withSystem(readFileSync(join(root, index), 'utf8'), id), replaces: true },
      ...project.environments.map((environment) => namespaceEdit(root, environment, id)),
    ];
    const topics = contractsFor(answers, workspace, naming, services, answerOf(answers, 'topicPurpose'));
    return {
      edits: [...filesOf(topics), ...edits],
      systems: [...project.systems, serviceSystem({ id, naming, services })],
      next: [
        messageStep,
        `See in lib/systems/${id}.ts what each service does, and what its client, duties and rights are.`,
      ],
    };
  },
};

/** The naming that was answered, if it is one. */
function namingAt(answers: Answers): Naming | undefined {
  const topic = answerOf(answers, 'naming');
  return namingRefusal(answers, topic) === undefined
    ? namingOf(answerOf(answers, 'system'), { topic })
    : undefined;
}

function namingRefusal({ system: [id = ''] = [] }: Answers, topic: string): Refusal | undefined {
  try {
    // A name that the system cannot have is refused where it is answered.
    namingOf(isKebab(id) ? id : 'system', { topic });
    return undefined;
  } catch (error) {
    const [first] = error instanceof InvalidTerms ? error.problems : [];
    if (first === undefined) throw error;
    return { what: first.what, fix: first.fix };
  }
}

function systemRefusal(id: string, { root, project }: Workspace): Refusal | undefined {
  if (project.systems.some((one) => one.id === id)) {
    return { what: `the system ${id} is there already`, fix: 'npx workstreams new topic adds a topic to it' };
  }
  if (!existsSync(join(root, 'lib/systems/index.ts'))) {
    return {
      what: `${root} has no lib/systems/index.ts`,
      fix: 'a system is code: run this in the repository',
    };
  }
  const taken = [`lib/systems/${id}.ts`, `lib/systems/${id}`, `contracts/${id}`].find((one) =>
    existsSync(join(root, one)),
  );
  return taken === undefined ? undefined : { what: `${taken} is there already`, fix: 'choose another name' };
}

function systemText(id: string, topic: string, services: readonly Service[], purpose: string): string {
  const comment = purpose.replaceAll('*/', '* /');
  return `import { namingOf } from '../model/terms/naming-terms.ts';
import { serviceSystem } from './service-system.ts';

/** ${comment} */
export const ${constantOf(id)} = serviceSystem({
  id: ${literal(id)},
  naming: namingOf(${literal(id)}, { topic: ${literal(topic)} }),
  services: [
${services.map((one) => serviceText(one, '    ')).join('')}  ],
});
`;
}

/** The system's own namespace; Kafka's where credentials go no further and are needed. */
function namespaceEdit(root: string, { environment, kafka, workloads }: Environment, id: string): Edit {
  const path = `environments/${environment}.yaml`;
  const stay = workloads.credentials.way === 'same-namespace' && kafka.authorization !== 'none';
  const namespace = stay ? kafka.namespace : `${id}-${environment}`;
  return {
    path,
    text: withNamespace(path, readFileSync(join(root, path), 'utf8'), id, namespace),
    replaces: true,
  };
}
