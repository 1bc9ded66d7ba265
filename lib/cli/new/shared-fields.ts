import { received } from '../../model/text/problem.ts';
import { schemaFormats } from '../../model/terms/schema-terms.ts';
import { declaredClasses } from '../../model/topic-class.ts';
import type { Naming } from '../../naming/naming.ts';
import { knownOne } from './fields.ts';
import { nameRefusal, topicsNamed, type Workspace } from './plan.ts';
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

export const formatField: Field = {
  key: 'format',
  flag: 'format',
  question: `In which format are its messages (${schemaFormats.join(', ')})?`,
  suggested: () => ['json-schema'],
  check: (answer) => knownOne('format', answer, schemaFormats),
};

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
