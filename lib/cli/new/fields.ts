import { isKebab } from '../../naming/segments.ts';
import { idField, lineField } from '../../model/terms/fields.ts';
import { suggestion } from '../../model/text/nearest.ts';
import { printable, received } from '../../model/text/problem.ts';
import type { Catalog } from '../../model/catalog.ts';
import type { Service } from '../../model/terms/system.ts';
import { type Answers, answerOf, type Field, type Refusal } from './questions.ts';

/** One line of text without control characters. */
export function line(answer: string): Refusal | undefined {
  const read = lineField.safeParse(answer);
  if (!read.success) return { what: received(answer), fix: read.error.issues[0]?.message ?? '' };
  return printable(answer.slice(0, 250)) === answer.slice(0, 250)
    ? undefined
    : { what: received(answer), fix: 'write plain text, without control characters' };
}

function id(answer: string): Refusal | undefined {
  const read = idField.safeParse(answer);
  return read.success ? undefined : { what: received(answer), fix: read.error.issues[0]?.message ?? '' };
}

export function kebab(answer: string): Refusal | undefined {
  const ok = isKebab(answer) && answer.length <= 63;
  return ok ? undefined : { what: received(answer), fix: 'write lowercase kebab, for example order-intake' };
}

/** One of those that are known. */
export function knownOne(kind: string, answer: string, known: readonly string[]): Refusal | undefined {
  return known.includes(answer)
    ? undefined
    : { what: `${received(answer)} is no ${kind}`, fix: suggestion(answer, known) };
}

/** `order-intake`, or `order-intake=Takes orders` for a service that is not there yet. */
export function serviceOf(answer: string): { readonly id: string; readonly purpose: string | undefined } {
  const at = answer.indexOf('=');
  return at < 0
    ? { id: answer, purpose: undefined }
    : { id: answer.slice(0, at).trim(), purpose: answer.slice(at + 1).trim() };
}

/** The services that answers bring along. */
export function newServices(answers: Answers, keys: readonly string[], known: readonly Service[]): Service[] {
  const found = new Map<string, Service>();
  for (const one of keys.flatMap((key) => answers[key] ?? [])) {
    const { id: name, purpose } = serviceOf(one);
    if (purpose !== undefined && !known.some((has) => has.id === name))
      found.set(name, { id: name, purpose });
  }
  return [...found.values()];
}

function serviceRefusal(answer: string, known: readonly string[]): Refusal | undefined {
  const { id: name, purpose } = serviceOf(answer);
  const wrong = id(name) ?? (purpose === undefined ? undefined : line(purpose));
  if (wrong !== undefined) return wrong;
  if (purpose === undefined && !known.includes(name)) {
    const own = `for a new service write '${name}=<what it does>'`;
    return {
      what: `no service ${received(name)}`,
      fix: known.length === 0 ? own : `${suggestion(name, known)}; ${own}`,
    };
  }
  return purpose !== undefined && known.includes(name)
    ? { what: `the service ${received(name)} is there already`, fix: 'write its id alone' }
    : undefined;
}

/** Purpose and owner; a context's other topics say what is suggested. */
export function aboutFields(catalog: Catalog): Field[] {
  const neighbour = (answers: Answers) =>
    catalog.contracts.find(
      ({ address }) =>
        address.system === answerOf(answers, 'system') && address.context === answerOf(answers, 'context'),
    )?.terms.owner;
  const same = (answers: Answers) => {
    const owner = neighbour(answers);
    return owner?.team === answerOf(answers, 'owner') ? owner : undefined;
  };
  return [
    { key: 'purpose', flag: 'purpose', question: 'What is it for, in one sentence?', check: line },
    {
      key: 'owner',
      flag: 'owner',
      question: 'Which team owns it?',
      suggested: (answers) => {
        const team = neighbour(answers)?.team;
        return team === undefined ? [] : [team];
      },
      check: id,
    },
    {
      key: 'onCall',
      flag: 'on-call',
      question: 'Which rotation is called at night?',
      suggested: (answers) => [same(answers)?.onCall ?? `${answerOf(answers, 'owner')}-primary`],
      check: line,
    },
    {
      key: 'channel',
      flag: 'channel',
      question: 'In which channel does the team talk?',
      suggested: (answers) => [same(answers)?.channel ?? `#${answerOf(answers, 'owner')}`],
      check: line,
    },
  ];
}

/** Who writes and who reads. */
export function serviceFields(
  knownIn: (answers: Answers) => readonly Service[],
  suggested: (answers: Answers, key: 'producers' | 'consumers') => readonly string[] = () => [],
): Field[] {
  const known = (answers: Answers) => [
    ...knownIn(answers).map((one) => one.id),
    ...newServices(answers, ['producers'], knownIn(answers)).map((one) => one.id),
  ];
  return [
    {
      key: 'producers',
      flag: 'producer',
      question: 'Which services write it?',
      needs: ['system'],
      many: true,
      suggested: (answers) => suggested(answers, 'producers'),
      check: (answer, answers) => serviceRefusal(answer, known(answers)),
    },
    {
      key: 'consumers',
      flag: 'consumer',
      question: 'Which services read it?',
      needs: ['system', 'producers'],
      many: true,
      suggested: (answers) => suggested(answers, 'consumers'),
      check: (answer, answers) => serviceRefusal(answer, known(answers)),
    },
  ];
}
