import { isError, printable, type Problem } from '../model/text/problem.ts';

/** Problems as GitHub Actions workflow commands, which show them at their lines in a pull request. */
export function githubAnnotations(problems: readonly Problem[]): string {
  return problems
    .map((found) => {
      const { place, key, what, fix, rule } = found;
      const properties = {
        file: place.file,
        line: String(place.line),
        col: String(place.column),
        title: rule ?? 'valid-input',
      };
      const list = Object.entries(properties).map(([name, value]) => `${name}=${property(value)}`);
      const text = [key === '' ? what : `${key}: ${what}`, fix]
        .filter((one) => one !== '')
        .map(printable)
        .join('\n');
      return `::${isError(found) ? 'error' : 'warning'} ${list.join(',')}::${data(text)}\n`;
    })
    .join('');
}

/** What is in a command is escaped, or text from a contract could begin a command of its own. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(printable(text)).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
