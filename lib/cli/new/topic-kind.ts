import { aboutFields, knownOne, newServices, serviceFields } from './fields.ts';
import {
  contextField,
  contractsFor,
  filesOf,
  formatOf,
  type Kind,
  messageStep,
  newServicesEdit,
} from './plan.ts';
import { type Answers, answerOf } from './questions.ts';
import { bridgeField, classField, formatField, keyField, nameField, systemOf } from './shared-fields.ts';

/** A topic that services write and read. */
export const topicKind: Kind = {
  fields: (workspace) => {
    const { catalog } = workspace.project;
    const ids = catalog.systems.map(({ id }) => id);
    const naming = (answers: Answers) => systemOf(workspace, answers)?.naming;
    return [
      {
        key: 'system',
        flag: 'system',
        question: `In which system (${ids.join(', ')})?`,
        check: (answer) => knownOne('system', answer, ids),
      },
      contextField(workspace, 'context', 'In which context?'),
      classField,
      nameField(workspace, 'name', naming),
      ...aboutFields(catalog),
      keyField,
      bridgeField,
      formatField(workspace),
      ...serviceFields((answers) => systemOf(workspace, answers)?.services ?? []),
    ];
  },
  plan: (answers, workspace) => {
    const system = systemOf(workspace, answers);
    if (system === undefined) throw new Error('the system is gone');
    const services = [
      ...newServices(answers, ['producers', 'consumers'], system.services),
      ...system.services,
    ];
    const purpose = answerOf(answers, 'purpose');
    const topics = contractsFor(answers, workspace, services, purpose);
    return {
      edits: [...filesOf(topics), ...newServicesEdit(answers, workspace)],
      next: [messageStep(formatOf(answers))],
    };
  },
};
