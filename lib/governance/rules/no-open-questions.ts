import type { Contract } from '../../model/terms/contract.ts';
import { type Question, questionAnswers } from '../../model/terms/question-terms.ts';
import { type CatalogRule, inContract } from '../rule.ts';

export const noOpenQuestions: CatalogRule = {
  id: 'no-open-questions',
  on: 'catalog',
  what: 'A contract guesses nothing: what an import could not know is answered.',
  why: 'Access, quotas, alerts and storage go by what contracts say; a guess looks like a fact to whoever reads it.',
  fix: 'Ask the team, write the answer, and take the question off `questions`.',
  level: 'warning',
  check: ({ catalog }) =>
    catalog.contracts.flatMap((contract) =>
      (contract.terms.questions ?? []).map((question, index) =>
        inContract(
          noOpenQuestions,
          contract,
          ['questions', index],
          `${question} is not known: what stands here is a guess`,
          `${questionAnswers[question]}, and take it off questions`,
        ),
      ),
    ),
};

/** Whether one of these is a guess: a rule that judges it would judge what no one has said. */
export function isOpen({ terms }: Contract, ...questions: readonly Question[]): boolean {
  return terms.questions?.some((one) => questions.includes(one)) === true;
}
