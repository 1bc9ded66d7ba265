import { isError, printable, type Problem } from '../model/text/problem.ts';
import { type Rule, validInput } from '../governance/rule.ts';

/**
 * Problems as a SARIF 2.1.0 log, which code hosts show at the lines they are about.
 * @param docs where the rules are explained, a folder of this repository
 */
export function sarifLog(problems: readonly Problem[], rules: readonly Rule[], docs: string): unknown {
  const described = [validInput, ...rules];
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'workstreams',
            rules: described.map(({ id, what, why, fix, level }) => ({
              id,
              shortDescription: { text: what },
              fullDescription: { text: why },
              help: { text: `${fix} See ${docs}#${id}`, markdown: `${fix} [More](${docs}#${id})` },
              // Where it depends on the environment, each result has its own.
              defaultConfiguration: { level: typeof level === 'string' ? level : 'error' },
            })),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: problems.map((problem) => result(problem, described)),
      },
    ],
  };
}

function result(found: Problem, described: readonly { readonly id: string }[]): unknown {
  const { place, key, what, fix, rule } = found;
  const ruleId = rule ?? validInput.id;
  return {
    ruleId,
    ruleIndex: described.findIndex(({ id }) => id === ruleId),
    level: isError(found) ? 'error' : 'warning',
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
