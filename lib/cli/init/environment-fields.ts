import { idField } from '../../model/terms/fields.ts';
import { received } from '../../model/text/problem.ts';
import { knownOne } from '../new/fields.ts';
import { type Answers, answerOf, type Field, type FlagRefusal } from '../new/questions.ts';
import { codeHosts } from './ci-files.ts';
import { type NewEnvironment, newEnvironments } from './environment-text.ts';

/** Where no environment is production. */
const none = 'none';

/** What a stack is asked before its first system. */
export const stackFields: readonly Field[] = [
  {
    key: 'environments',
    flag: 'env',
    question: 'Which environments are there, in the order in which a change passes them?',
    many: true,
    suggested: () => ['dev', 'prod'],
    check: idRefusal,
  },
  {
    key: 'production',
    flag: 'production',
    question: 'Which of them are production?',
    needs: ['environments'],
    many: true,
    suggested: ({ environments = [] }) => environments.slice(-1),
    check: (answer, { environments = [] }) =>
      answer === none ? undefined : knownOne('environment', answer, environments),
  },
  {
    key: 'ci',
    flag: 'ci',
    question: `Which code host runs the checks (${codeHosts.join(', ')})?`,
    suggested: () => codeHosts.slice(0, 1),
    check: (answer) => knownOne('code host', answer, codeHosts),
  },
];

function idRefusal(answer: string): { what: string; fix: string } | undefined {
  const read = idField.safeParse(answer);
  return read.success ? undefined : { what: received(answer), fix: read.error.issues[0]?.message ?? '' };
}

/** What is asked of the first system, with more suggestions than for a further one. */
export function firstSystem(fields: readonly Field[]): Field[] {
  const system = (answers: Answers) => answerOf(answers, 'system');
  const topic = (answers: Answers) => answerOf(answers, 'topic');
  const services = ['system', 'topic'];
  const changes: Readonly<Record<string, Partial<Field>>> = {
    system: { flag: 'system', question: 'What is the first system called?' },
    context: { suggested: (answers) => [system(answers)] },
    key: { suggested: () => ['id'] },
    producers: {
      needs: services,
      suggested: (answers) => [`${system(answers)}-producer=Writes ${topic(answers)}`],
    },
    consumers: {
      needs: services,
      suggested: (answers) => [`${system(answers)}-consumer=Reads ${topic(answers)}`],
    },
  };
  return fields.map((field) => ({ ...field, ...changes[field.key] }));
}

/** `eu-prod.region=eu`: what a segment of names is in one environment. */
const segmentText = /^([^.=]+)\.([^.=]+)=(.+)$/;

/** The environments that answers describe, or what is wrong with them. */
export function environmentsOf(
  { environments: names = [], production = [] }: Answers,
  segments: readonly string[],
  tenants: readonly string[],
): { readonly environments: NewEnvironment[]; readonly refusals: FlagRefusal[] } {
  const refusals: FlagRefusal[] = [];
  for (const twice of new Set(names.filter((name, index) => names.indexOf(name) !== index)))
    refusals.push({ flag: 'env', what: `${received(twice)} is named twice`, fix: 'name each once' });
  const found = new Map<string, Record<string, string>>();
  for (const one of segments) {
    const [, name = '', segment = '', value = ''] = segmentText.exec(one) ?? [];
    const wrong =
      name === ''
        ? { what: received(one), fix: 'write <environment>.<segment>=<value>, for example eu-prod.region=eu' }
        : knownOne('environment', name, names);
    if (wrong !== undefined) refusals.push({ flag: 'segment', ...wrong });
    else found.set(name, { ...found.get(name), [segment]: value });
  }
  for (const one of tenants) {
    const wrong = idRefusal(one);
    if (wrong !== undefined) refusals.push({ flag: 'tenant', ...wrong });
  }
  const environments = newEnvironments({
    names,
    production,
    tenants,
    segments: (name) => found.get(name) ?? {},
  });
  return { environments, refusals };
}
