import type { Problem } from '../model/problem.ts';
import { printable } from '../model/problem.ts';
import type { Rule } from '../governance/rule.ts';

/** Problems that no rule found: the file cannot be read as what it should be. */
const unreadable = {
  id: 'valid-input',
  what: 'Contracts, environments, schemas and samples can be read.',
  why: 'Nothing is rendered from what cannot be understood.',
};

/**
 * Problems as a SARIF 2.1.0 log, which code hosts show at the lines they are about.
 * @param docs where the rules are explained, a folder of this repository
 */
export function sarifLog(problems: readonly Problem[], rules: readonly Rule[], docs: string): unknown {
  const described = [unreadable, ...rules];
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'workstreams',
            rules: described.map(({ id, what, why }) => ({
              id,
              shortDescription: { text: what },
              fullDescription: { text: why },
              help: { text: `See ${docs}#${id}` },
              defaultConfiguration: { level: 'error' },
            })),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: problems.map((problem) => result(problem, described)),
      },
    ],
  };
}

function result(
  { place, key, what, fix, rule }: Problem,
  described: readonly { readonly id: string }[],
): unknown {
  const ruleId = rule ?? unreadable.id;
  return {
    ruleId,
    ruleIndex: described.findIndex(({ id }) => id === ruleId),
    level: 'error',
    message: {
      text: [key === '' ? what : `${key}: ${what}`, fix]
        .filter((text) => text !== '')
        .map(printable)
        .join('\n'),
    },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: encodeURI(place.file), uriBaseId: 'SRCROOT' },
          region: { startLine: place.line, startColumn: place.column },
        },
      },
    ],
  };
}
