import { received } from '../../model/text/problem.ts';
import { everyFormat, type SchemaFormat, schemaFormats } from '../../model/terms/schema-terms.ts';
import { declaredClasses } from '../../model/topic-class.ts';
import type { Naming } from '../../naming/naming.ts';
import { knownOne, line } from './fields.ts';
import { bridgeIn, nameRefusal, noBridge, topicsNamed, type Workspace } from './plan.ts';
import { type Answers, answerOf, type Field } from './questions.ts';

/** The system that was answered, if it is one. */
export const systemOf = ({ project }: Workspace, answers: Answers) =>
  project.catalog.systems.find(({ id }) => id === answerOf(answers, 'system'));

export const classField: Field = {
  key: 'class',
  flag: 'class',
  question: `Of which class (${declaredClasses.join(', ')})?`,
  check: (answer) => knownOne('class', answer, declaredClasses),
};

export const keyField: Field = {
  key: 'key',
  flag: 'key',
  question: 'Which field says what a message is about, and is its key (orderId)?',
  check: (answer) =>
    /^[A-Za-z][A-Za-z0-9_]{0,63}$/.test(answer)
      ? undefined
      : { what: received(answer), fix: 'write the name of a field, for example orderId' },
};

/** Who is on the other side of a topic that may have a format for bridges. */
export const bridgeField: Field = {
  key: 'bridge',
  flag: 'bridge',
  question: 'Who outside reads or writes it?',
  flagOnly: true,
  suggested: () => [noBridge],
  check: line,
};

/** Formats of the system, the usual one first; for a bridge those of bridges come before. */
export function formatField(workspace: Workspace): Field {
  const known = (answers: Answers): readonly SchemaFormat[] => {
    const { formats, bridges } = systemOf(workspace, answers)?.schemas ?? everyFormat;
    return bridgeIn(answers) === undefined ? formats : [...new Set([...bridges, ...formats])];
  };
  return {
    key: 'format',
    flag: 'format',
    question: `In which format are its messages (${schemaFormats.join(', ')})?`,
    needs: ['system'],
    suggested: (answers) => known(answers).slice(0, 1),
    check: (answer, answers) => knownOne('format', answer, known(answers)),
  };
}

export function nameField(
  workspace: Workspace,
  flag: string,
  namingOf: (answers: Answers) => Naming | undefined,
): Field {
  return {
    key: 'topic',
    flag,
    question: 'What is the topic called?',
    needs: ['system', 'naming', 'context', 'class'],
    check: (answer, answers) => {
      const cls = answerOf(answers, 'class');
      const at = { system: answerOf(answers, 'system'), context: answerOf(answers, 'context'), class: cls };
      const naming = namingOf(answers);
      if (naming === undefined) return undefined;
      return topicsNamed(cls, answer)
        .map((topic) => nameRefusal(workspace, naming, { ...at, topic }))
        .find((one) => one !== undefined);
    },
  };
}
