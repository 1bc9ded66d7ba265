import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { noPlaceholderImage } from '../../governance/rules/no-placeholder-image.ts';
import { messagesOf } from '../../model/catalog.ts';
import { type Executor, executorOf, executorText, namesExecutors } from '../../policies/executor.ts';
import type { Environment } from '../../model/terms/environment.ts';
import { dateField, durationField } from '../../model/terms/fields.ts';
import { daysAfter } from '../../model/text/day.ts';
import { received } from '../../model/text/problem.ts';
import type { Edit } from './edits.ts';
import { withExceptions } from './environment-edits.ts';
import { aboutFields, kebab, knownOne, serviceFields, serviceOf } from './fields.ts';
import { contextField, filesOf, type Kind, nameRefusal, newServicesEdit, type Workspace } from './plan.ts';
import { sharedQueueMessage } from './queue-message.ts';
import { type Answers, answerOf, type Refusal } from './questions.ts';
import { systemOf } from './shared-fields.ts';
import { everyFormat } from '../../model/terms/schema-terms.ts';
import { firstMessage } from './first-message.ts';
import type { NewTopic } from './topic-files.ts';

/** A queue that jobs drain. */
export const queueKind: Kind = {
  fields: (workspace) => {
    const { catalog, environments } = workspace.project;
    // Queues come first where there are some: one more is usual there.
    const withQueues = new Set(
      catalog.contracts
        .filter(({ terms }) => terms.scaling !== undefined)
        .map(({ address }) => address.system),
    );
    const systems = catalog.systems.filter(({ naming }) => !naming.imported).map(({ id }) => id);
    const ids = [
      ...systems.filter((id) => withQueues.has(id)),
      ...systems.filter((id) => !withQueues.has(id)),
    ];
    const classes = classesOfAll(environments);
    return [
      {
        key: 'system',
        flag: 'system',
        question: `In which system (${ids.join(', ')})?`,
        suggested: () => ids.slice(0, 1),
        check: (answer) => knownOne('system', answer, ids),
      },
      contextField(workspace, 'context', 'In which context, for which capability?'),
      {
        key: 'executorClass',
        flag: 'executor-class',
        question: `Of which executor class (${classes.join(', ')})?`,
        check: (answer) => {
          const wrong = knownOne('executor class of every environment', answer, classes);
          const where = 'a new one is an entry below queues.executorClasses in each environment';
          return wrong && { what: wrong.what, fix: `${wrong.fix}; ${where}` };
        },
      },
      {
        key: 'kind',
        flag: 'kind',
        question: 'Of which kind is the executor (verify)?',
        needs: ['system', 'context', 'executorClass'],
        check: (answer) => kebab(answer),
      },
      {
        key: 'topic',
        flag: 'name',
        question: 'What is the topic called?',
        needs: ['system', 'context', 'executorClass', 'kind'],
        suggested: (answers) => [usualTopic(workspace, answers)],
        check: (answer, answers) => topicRefusal(workspace, answer, answers),
      },
      ...aboutFields(catalog),
      {
        key: 'deadline',
        flag: 'deadline',
        question: 'How long may a job run at most?',
        suggested: () => ['30m'],
        check: (answer) => durationRefusal(answer),
      },
      {
        key: 'executorBy',
        flag: 'executor-by',
        question: 'On which day will its executor exist? Until then a placeholder runs.',
        suggested: () => [inNinetyDays(workspace.today)],
        check: (answer) => {
          const read = dateField.safeParse(answer);
          return read.success
            ? undefined
            : { what: received(answer), fix: read.error.issues[0]?.message ?? '' };
        },
      },
      ...serviceFields(
        (answers) => systemOf(workspace, answers)?.services ?? [],
        (answers, key) => usualServices(answers, key, workspace),
      ),
    ];
  },
  plan: (answers, workspace) => {
    const { system, context, topic } = queueAt(answers, answerOf(answers, 'topic'));
    const executor = executorIn(answers);
    const names = (key: string) => (answers[key] ?? []).map((one) => serviceOf(one).id);
    const queue: NewTopic = {
      ...{ system, context, class: 'work', topic },
      purpose: answerOf(answers, 'purpose'),
      owner: {
        team: answerOf(answers, 'owner'),
        onCall: answerOf(answers, 'onCall'),
        channel: answerOf(answers, 'channel'),
      },
      producers: names('producers'),
      consumers: names('consumers'),
      headers: [],
      scaling: {
        deadline: answerOf(answers, 'deadline'),
        ...(namesExecutor(workspace, answers) ? {} : executor),
      },
      anEnvironment: workspace.project.environments.at(-1)?.environment ?? 'default',
      ...messageOf(workspace, answers),
    };
    return {
      edits: [
        ...filesOf([queue]),
        ...newServicesEdit(answers, workspace),
        ...placeholders(workspace, answers, executorText(executor)),
      ],
      next: [
        `When its executor exists, name its image as ${executorText(executor)} below images.executors of each environment, and remove its exceptions there.`,
      ],
    };
  },
};

/** Where a posture refuses placeholders, the new queue has one for a while, by an exception that everyone sees. */
function placeholders({ root, project }: Workspace, answers: Answers, executor: string): Edit[] {
  return project.environments
    .filter(({ images, queues }) => images.placeholders === 'refused' && queues.jobs)
    .filter(({ images }) => !Object.hasOwn(images.executors, executor))
    .map(({ environment }) => {
      const path = `environments/${environment}.yaml`;
      const text = withExceptions(path, readFileSync(join(root, path), 'utf8'), [
        {
          rule: noPlaceholderImage.id,
          subject: executor,
          reason: 'The executor is not built yet',
          until: answerOf(answers, 'executorBy'),
        },
      ]);
      return { path, text, replaces: true };
    });
}

function inNinetyDays(today: string): string {
  return daysAfter(today, 90);
}

function executorIn(answers: Answers): Executor {
  return { executorClass: answerOf(answers, 'executorClass'), executorKind: answerOf(answers, 'kind') };
}

/** Whether the names of the system's topics say which executor drains them. */
function namesExecutor(workspace: Workspace, answers: Answers): boolean {
  const naming = systemOf(workspace, answers)?.naming;
  return naming !== undefined && namesExecutors(naming);
}

function usualTopic(workspace: Workspace, answers: Answers): string {
  const executor = executorIn(answers);
  return namesExecutor(workspace, answers) ? executorText(executor) : executor.executorKind;
}

function topicRefusal(workspace: Workspace, answer: string, answers: Answers): Refusal | undefined {
  const usual = usualTopic(workspace, answers);
  if (namesExecutor(workspace, answers) && answer !== usual)
    return { what: `${received(answer)} does not name its executor`, fix: `write ${usual}` };
  const naming = systemOf(workspace, answers)?.naming;
  return naming && nameRefusal(workspace, naming, queueAt(answers, answer));
}

/** As the system's other queues have it, where they share a message; else one with a key, to be written on. */
function messageOf({ project }: Workspace, answers: Answers) {
  const { system, context, topic } = queueAt(answers, answerOf(answers, 'topic'));
  const executor = executorIn(answers);
  const queues = project.catalog.contracts.filter(
    ({ address, terms }) => address.system === system && terms.scaling !== undefined,
  );
  const { naming, schemas = everyFormat } = project.catalog.systems.find(({ id }) => id === system) ?? {};
  const messages = messagesOf(project.catalog, system);
  const shared = sharedQueueMessage(queues, messages, naming, { context, topic, ...executor });
  if (shared !== undefined) return shared;
  const field = `${executor.executorKind.replaceAll(/-([a-z0-9])/g, (_dash, letter: string) => letter.toUpperCase())}Id`;
  const [format = 'json-schema'] = schemas.formats;
  const purpose = answerOf(answers, 'purpose');
  const { valueSchema, sample } = firstMessage[format]({ system, context, topic, purpose, key: field });
  return {
    key: { field, why: `Deliveries about one ${field} stay in order` },
    format,
    valueSchema,
    samples: { example: sample },
  };
}

function queueAt(answers: Answers, topic: string) {
  return { system: answerOf(answers, 'system'), context: answerOf(answers, 'context'), class: 'work', topic };
}

function classesOfAll(environments: readonly Environment[]): string[] {
  // Where no jobs start, classes need not be described.
  const lists = environments
    .filter(({ queues }) => queues.jobs || Object.keys(queues.executorClasses).length > 0)
    .map(({ queues }) => Object.keys(queues.executorClasses));
  return (lists[0] ?? []).filter((one) => lists.every((list) => list.includes(one)));
}

function durationRefusal(answer: string): Refusal | undefined {
  const read = durationField.safeParse(answer);
  return read.success ? undefined : { what: received(answer), fix: read.error.issues[0]?.message ?? '' };
}

/** Who writes the capability's other queues, and who drains those of the executor class. */
function usualServices(answers: Answers, key: 'producers' | 'consumers', { project }: Workspace): string[] {
  const { system, context } = queueAt(answers, '');
  const naming = project.catalog.systems.find(({ id }) => id === system)?.naming;
  const found = project.catalog.contracts.find(
    (contract) =>
      contract.address.system === system &&
      contract.terms.scaling !== undefined &&
      (key === 'producers'
        ? contract.address.context === context
        : executorOf(contract, naming).executorClass === answerOf(answers, 'executorClass')),
  );
  return found?.terms[key].slice(0, 1).map((one) => one.service) ?? [];
}
