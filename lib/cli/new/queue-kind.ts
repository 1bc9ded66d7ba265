import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { noPlaceholderImage } from '../../governance/rules/no-placeholder-image.ts';
import type { Environment } from '../../model/terms/environment.ts';
import { dateField, durationField } from '../../model/terms/fields.ts';
import { received } from '../../model/text/problem.ts';
import { namesExecutors } from '../../policies/queue-settings.ts';
import type { Edit } from './edits.ts';
import { withException } from './environment-edits.ts';
import { aboutFields, kebab, knownOne, serviceFields, serviceOf } from './fields.ts';
import { contextField, filesOf, type Kind, nameRefusal, withNewServices, type Workspace } from './plan.ts';
import { queueMessage } from './queue-message.ts';
import { type Answers, answerOf, type Refusal } from './questions.ts';
import { systemOf } from './shared-fields.ts';
import type { NewTopic } from './topic-files.ts';

/** A queue that jobs drain. */
export const queueKind: Kind = {
  fields: (workspace) => {
    const { catalog, systems, environments } = workspace.project;
    const ids = systems.filter(({ naming }) => namesExecutors(naming)).map(({ id }) => id);
    const classes = classesOfAll(environments);
    return [
      {
        key: 'system',
        flag: 'system',
        question: `In which system (${ids.join(', ')})?`,
        suggested: () => ids.slice(0, 1),
        check: (answer) => knownOne('system of queues', answer, ids),
      },
      contextField(workspace, 'capability', 'For which capability?'),
      {
        key: 'executorClass',
        flag: 'executor-class',
        question: `Of which executor class (${classes.join(', ')})?`,
        check: (answer) => {
          const wrong = knownOne('executor class of every environment', answer, classes);
          const where = 'a new one is an entry below workrequests.executorClasses in each environment';
          return wrong && { what: wrong.what, fix: `${wrong.fix}; ${where}` };
        },
      },
      {
        key: 'kind',
        flag: 'kind',
        question: 'Of which kind is the executor (verify)?',
        needs: ['system', 'context', 'executorClass'],
        check: (answer, answers) => {
          const naming = systemOf(workspace, answers)?.naming;
          return kebab(answer) ?? (naming && nameRefusal(workspace, naming, queueAt(answers, answer)));
        },
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
    const { edits, systems } = withNewServices(answers, workspace);
    const { system, context, topic } = queueAt(answers, answerOf(answers, 'kind'));
    const parts = {
      capability: context,
      executorClass: answerOf(answers, 'executorClass'),
      executorKind: answerOf(answers, 'kind'),
    };
    const names = (key: string) => (answers[key] ?? []).map((one) => serviceOf(one).id);
    const queue: NewTopic = {
      ...{ system, context, class: 'work', topic },
      purpose: answerOf(answers, 'purpose'),
      owner: {
        team: answerOf(answers, 'owner'),
        onCall: answerOf(answers, 'onCall'),
        channel: answerOf(answers, 'channel'),
      },
      key: {
        field: 'workRequestId',
        why: 'Deliveries of one request stay in order; requests do not wait for each other',
      },
      producers: names('producers'),
      consumers: names('consumers'),
      headers: [],
      deadline: answerOf(answers, 'deadline'),
      anEnvironment: workspace.project.environments.at(-1)?.environment ?? 'default',
      ...queueMessage(system, parts, names('producers')[0] ?? ''),
    };
    return {
      edits: [...filesOf([queue]), ...edits, ...placeholders(workspace, answers, topic)],
      systems,
      next: [
        `When its executor exists, name its image as ${topic} below images.executors of each environment; where an exception excuses the placeholder, remove it then.`,
      ],
    };
  },
};

/** Where a posture refuses placeholders, the new queue has one for a while, by an exception that everyone sees. */
function placeholders({ root, project }: Workspace, answers: Answers, executor: string): Edit[] {
  return project.environments
    .filter(({ images, workrequests }) => images.placeholders === 'refused' && workrequests.scaledJobs)
    .filter(({ images }) => !Object.hasOwn(images.executors, executor))
    .map(({ environment }) => {
      const path = `environments/${environment}.yaml`;
      const text = withException(path, readFileSync(join(root, path), 'utf8'), {
        rule: noPlaceholderImage.id,
        subject: executor,
        reason: 'The executor is not built yet',
        until: answerOf(answers, 'executorBy'),
      });
      return { path, text, replaces: true };
    });
}

function inNinetyDays(today: string): string {
  return new Date(Date.parse(today) + 90 * 86_400_000).toISOString().slice(0, 10);
}

function queueAt(answers: Answers, kind: string) {
  const topic = `${answerOf(answers, 'executorClass')}.${kind}`;
  return { system: answerOf(answers, 'system'), context: answerOf(answers, 'context'), class: 'work', topic };
}

function classesOfAll(environments: readonly Environment[]): string[] {
  const lists = environments.map(({ workrequests }) => Object.keys(workrequests.executorClasses));
  return (lists[0] ?? []).filter((one) => lists.every((list) => list.includes(one)));
}

function durationRefusal(answer: string): Refusal | undefined {
  const read = durationField.safeParse(answer);
  return read.success ? undefined : { what: received(answer), fix: read.error.issues[0]?.message ?? '' };
}

/** Who writes the capability's other queues, and who drains those of the executor class. */
function usualServices(answers: Answers, key: 'producers' | 'consumers', { project }: Workspace): string[] {
  const { system, context, topic } = queueAt(answers, '');
  const found = project.catalog.contracts.find(
    ({ address }) =>
      address.system === system &&
      (key === 'producers' ? address.context === context : address.topic.startsWith(topic)),
  );
  return found?.terms[key].slice(0, 1).map((one) => one.service) ?? [];
}
