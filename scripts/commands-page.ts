import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const bin = join(import.meta.dirname, '..', 'bin', 'workstreams.js');

const head = `<!-- Made by \`npm run schemas\` from the help of each command. -->

# Commands

For those who look a command or an option up: what \`--help\` says. Programs around the commands read
[JSON outputs](outputs.md).

A shell completes commands, options, environments, systems, contracts and topics after

\`\`\`sh
source <(npx workstreams completion bash)
\`\`\`

or what the help of \`npx workstreams completion\` says for zsh and fish. The script calls \`workstreams\`, so that must be on the
\`PATH\`: \`npm install --global workstreams\`, or in a stack \`PATH=$PWD/node_modules/.bin:$PATH\`.

`;

/** `docs/reference/commands.md`: the help of every command, as a terminal of 80 columns shows it. */
export function commandsPage(): string {
  const main = helpOf();
  const sections = commandsIn(main).flatMap((name) => {
    const help = helpOf(name);
    const below = commandsIn(help).map((one) => `### ${name} ${one}\n\n${block(helpOf(name, one))}`);
    return [`## ${name}\n\n${block(help)}`, ...below];
  });
  return `${head}${block(main)}\n${sections.join('\n')}`;
}

const helpOf = (...names: string[]) =>
  execFileSync(process.execPath, [bin, ...names, '--help'], { encoding: 'utf8' });

/** The commands that a help lists, but for `help` itself. */
function commandsIn(help: string): string[] {
  const list = /^Commands:\n((?: {2}.*\n)+)/m.exec(help)?.[1] ?? '';
  return [...list.matchAll(/^ {2}([a-z][a-z-]*)/gm)].flatMap(([, name = '']) =>
    name === 'help' ? [] : [name],
  );
}

const block = (help: string) => `\`\`\`text\n${help.trimEnd()}\n\`\`\`\n`;
