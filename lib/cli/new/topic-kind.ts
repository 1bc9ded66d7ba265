import { namesExecutors } from '../../policies/queue-settings.ts';
import { aboutFields, knownOne, serviceFields } from './fields.ts';
import { contextField, contractsFor, filesOf, type Kind, messageStep, withNewServices } from './plan.ts';
import { type Answers, answerOf } from './questions.ts';
import { classField, keyField, nameField, systemOf } from './shared-fields.ts';

/** A topic in a system whose services run all the time. */
export const topicKind: Kind = {
  fields: (workspace) => {
    const { catalog, systems } = workspace.project;
    const naming = (answers: Answers) => systemOf(workspace, answers)?.naming;
    return [
      {
        key: 'system',
        flag: 'system',
        question: `In which system (${systems.map(({ id }) => id).join(', ')})?`,
        check: (answer) => {
          const found = systems.find(({ id }) => id === answer);
          return found !== undefined && namesExecutors(found.naming)
            ? { what: `${answer} has queues that jobs drain`, fix: 'npx workstreams new queue makes one' }
            : knownOne(
                'system',
                answer,
                systems.map(({ id }) => id),
              );
        },
      },
      contextField(workspace, 'context', 'In which context?'),
      classField,
      nameField(workspace, 'name', naming),
      ...aboutFields(catalog),
      keyField,
      ...serviceFields((answers) => systemOf(workspace, answers)?.services ?? []),
    ];
  },
  plan: (answers, workspace) => {
    const { edits, systems } = withNewServices(answers, workspace);
    const system = systems.find(({ id }) => id === answerOf(answers, 'system'));
    if (system === undefined) throw new Error('the system is gone');
    const purpose = answerOf(answers, 'purpose');
    const topics = contractsFor(answers, workspace, system.naming, system.services, purpose);
    return { edits: [...filesOf(topics), ...edits], systems, next: [messageStep] };
  },
};
