import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { headersAskedFor } from '../../governance/rules/headers-complete.ts';
import type { Naming } from '../../naming/naming.ts';
import { messagesOf, systemOf } from '../../model/catalog.ts';
import { suggestion } from '../../model/text/nearest.ts';
import { received } from '../../model/text/problem.ts';
import { type SchemaFormat, schemaFiles, schemaFormats } from '../../model/terms/schema-terms.ts';
import type { Service } from '../../model/terms/system.ts';
import type { TopicClass } from '../../model/topic-class.ts';
import { nameScope, tenantsOf } from '../../policies/name-scope.ts';
import { isCanaryOf } from '../../policies/canary-settings.ts';
import type { Project } from '../project.ts';
import type { Edit } from './edits.ts';
import { newServices, serviceOf } from './fields.ts';
import { type Answers, answerOf, type Field, type Refusal } from './questions.ts';
import { systemFileOf, withServices } from './system-file.ts';
import { firstMessage } from './first-message.ts';
import { type NewTopic, topicFiles } from './topic-files.ts';

/** The repository that something is added to. */
export interface Workspace {
  readonly root: string;
  readonly project: Project;
  /** `2026-12-31` */
  readonly today: string;
}

/** What would be written. */
export interface Plan {
  readonly edits: readonly Edit[];
  /** What is left to do for this kind of thing. */
  readonly next: readonly string[];
}

export function messageStep(format: SchemaFormat): string {
  return `Write the real message in ${schemaFiles[format].value} beside it, and samples that show it.`;
}

/** The format that was answered; JSON Schema where none was asked for. */
export function formatOf(answers: Answers): SchemaFormat {
  return schemaFormats.find((one) => one === answerOf(answers, 'format')) ?? 'json-schema';
}

/** Answer for a topic that is not a bridge. */
export const noBridge = '-';

/** Who is on the other side of a bridge; undefined where the topic is not one. */
export function bridgeIn(answers: Answers): string | undefined {
  const answer = answerOf(answers, 'bridge');
  return answer === '' || answer === noBridge ? undefined : answer;
}

/** One kind of thing that can be added. */
export interface Kind {
  readonly fields: (workspace: Workspace) => Field[];
  readonly plan: (answers: Answers, workspace: Workspace) => Plan;
}

function contextsOf({ project }: Workspace, system: string): string[] {
  const all = project.catalog.contracts.map(({ address }) => address);
  return [...new Set(all.filter((one) => one.system === system).map(({ context }) => context))];
}

/** A context, which may be a new one if that is meant. */
export function contextField(workspace: Workspace, flag: string, question: string): Field {
  const { project } = workspace;
  return {
    key: 'context',
    flag,
    question,
    needs: ['system'],
    check: (answer, answers) => {
      if (answer.length > 63) return { what: received(answer), fix: 'write at most 63 characters' };
      const naming = project.catalog.systems.find(({ id }) => id === answerOf(answers, 'system'))?.naming;
      const wrong = naming?.folder('context', answer);
      return wrong === undefined || wrong.ok
        ? undefined
        : { what: wrong.error, fix: `the system's names are ${naming?.text}` };
    },
    unusual: (answer, answers) => {
      const known = contextsOf(workspace, answerOf(answers, 'system'));
      const what = `"${answer}" would be the first of its kind in ${answerOf(answers, 'system')}`;
      return known.includes(answer)
        ? undefined
        : { what, fix: `${suggestion(answer, known)}; if a new one is meant add --new-context` };
    },
  };
}

/** What is wrong with a topic's name: the naming does not take it, or it is there. */
export function nameRefusal(
  workspace: Workspace,
  naming: Naming,
  at: { readonly system: string; readonly context: string; readonly class: string; readonly topic: string },
): Refusal | undefined {
  const [environment] = workspace.project.environments;
  const name =
    environment === undefined
      ? naming.folder('topic', at.topic)
      : naming.topic({ ...at, version: 1 }, nameScope(environment, tenantsOf(naming, environment)[0]));
  if (!name.ok) return { what: name.error, fix: `the system's names are ${naming.text}` };
  const folder = ['contracts', at.system, at.context, at.class, at.topic].join('/');
  return lstatSync(join(workspace.root, folder), { throwIfNoEntry: false }) === undefined
    ? undefined
    : {
        what: `${folder} is there already`,
        fix: 'choose another name, or add a version folder beside v1 by hand',
      };
}

/** The topics that one answer stands for: queries come in pairs. */
export function topicsNamed(cls: string, name: string): string[] {
  const stem = name.replace(/-(?:requests|replies)$/, '');
  return cls === 'qrs' ? [`${stem}-requests`, `${stem}-replies`] : [name];
}

/** What topics of these classes are called in a new context whose system asks for them. */
const contextTopics: Readonly<Partial<Record<TopicClass, string>>> = {
  evt: 'changed',
  cmd: 'change',
  ctl: 'settings',
  aud: 'access',
  met: 'activity',
};

/** The contracts of a topic, with the other half of a query, and in a new context with the classes that its system asks for. */
export function contractsFor(
  answers: Answers,
  workspace: Workspace,
  services: readonly Service[],
  purpose: string,
): NewTopic[] {
  const text = (key: string) => answerOf(answers, key);
  const [system, context, cls, key] = [
    text('system'),
    text('context'),
    text('class') as TopicClass,
    text('key'),
  ];
  const names = (list: string) => (answers[list] ?? []).map((one) => serviceOf(one).id);
  const asked = systemOf(workspace.project.catalog, system)?.contextClasses ?? [];
  const others = contextsOf(workspace, system).includes(context) ? [] : asked.filter((one) => one !== cls);
  const messages = messagesOf(workspace.project.catalog, system);
  const one = (own: TopicClass, topic: string, mirrored = false): NewTopic => {
    const [writers, readers] = mirrored
      ? [names('consumers'), names('producers')]
      : [names('producers'), names('consumers')];
    const canaries = services.filter((service) => own === 'evt' && isCanaryOf(service, topic));
    const what = own === cls ? purpose : `To be described: ${own} of ${context}`;
    const format = formatOf(answers);
    const { valueSchema, sample } = firstMessage[format]({ system, context, topic, purpose: what, key });
    return {
      system,
      context,
      class: own,
      topic,
      purpose: mirrored ? `Replies: ${what}` : what,
      owner: { team: text('owner'), onCall: text('onCall'), channel: text('channel') },
      key: { field: key, why: `Messages about one ${key} stay in order` },
      producers: [...new Set([...writers, ...canaries.map(({ id }) => id)])],
      consumers: own === cls || own !== 'cmd' ? readers : readers.slice(0, 1),
      headers: headersAskedFor(messages, own, false).map(({ name }) => name),
      anEnvironment: workspace.project.environments.at(-1)?.environment ?? 'default',
      format,
      bridge: own === cls ? bridgeIn(answers) : undefined,
      valueSchema,
      samples: { example: sample },
    };
  };
  return [
    ...topicsNamed(cls, text('topic')).map((topic, index) => one(cls, topic, index > 0)),
    ...others.map((own) => one(own, contextTopics[own] ?? own)),
  ];
}

/** New services of a system that is there: the edit of its file. */
export function newServicesEdit(answers: Answers, { root, project }: Workspace): Edit[] {
  const id = answerOf(answers, 'system');
  const system = systemOf(project.catalog, id);
  const added = newServices(answers, ['producers', 'consumers'], system?.services ?? []);
  if (system === undefined || added.length === 0) return [];
  const path = systemFileOf(id);
  return [{ path, text: withServices(path, readFileSync(join(root, path), 'utf8'), added), replaces: true }];
}

export function filesOf(topics: readonly NewTopic[]): Edit[] {
  return topics.flatMap((one) => topicFiles(one));
}
