import { markdownCode, markdownText } from '../model/text/markdown.ts';
import { printable } from '../model/text/problem.ts';
import { type Approval, countOf } from '../model/terms/approval.ts';

/** Who made a commit, and what they say of it. */
export interface CommitNote {
  readonly id: string;
  readonly author: string;
  readonly subject: string;
}

/** An approval with the commit that brought it. */
export interface BroughtApproval {
  readonly approval: Approval;
  /** Undefined where it is not known: no git, or longer ago than is looked at. */
  readonly commit: CommitNote | undefined;
}

/** Where what is promoted comes from, for those who decide about it. */
export interface Provenance {
  /** Commits that the target did not have, newest first. */
  readonly commits: readonly CommitNote[];
  /** There are more of them. */
  readonly more: boolean;
  /** What is promoted goes back behind what the target runs. */
  readonly back: readonly CommitNote[];
  readonly approvals: readonly BroughtApproval[];
  readonly leftBehind: readonly string[];
  readonly emergencies: Readonly<Record<string, string>>;
  /** Fixes of an emergency that are gone with this: a way back may do that. */
  readonly undone: readonly string[];
}

/** For a terminal: what a person would be surprised by. */
export function provenanceLines({ leftBehind, emergencies, undone, back }: Provenance): string[] {
  return [
    ...counted('stays behind', leftBehind),
    ...Object.entries(emergencies).map(([folder, reason]) => `emergency fix of ${folder}: ${reason}`),
    ...undone.map((folder) => `goes back behind the emergency fix of ${folder}`),
    ...(back.length === 0 ? [] : [`goes back behind ${back.length} commits:`]),
    ...back
      .slice(0, mostNamed)
      .map(({ id, author, subject }) => `  ${id.slice(0, 12)} ${author}: ${subject}`),
  ];
}

/** Of what is listed in a row. */
const mostNamed = 10;

function counted(what: string, folders: readonly string[]): string[] {
  const more = folders.length - mostNamed;
  return [
    ...folders.slice(0, mostNamed).map((folder) => `${what}: ${folder}`),
    ...(more > 0 ? [`${what}: ${more} more`] : []),
  ];
}

/** For the body of a pull request. */
export function provenanceMarkdown({
  commits,
  more,
  back,
  approvals,
  leftBehind,
  emergencies,
  undone,
}: Provenance): string {
  const code = (text: string) => markdownCode(printable(text));
  const text = (one: string) => markdownText(printable(one));
  const commitItem = ({ id, author, subject }: CommitNote) =>
    `- ${code(id.slice(0, 12))} ${text(author)}: ${text(subject)}\n`;
  const section = (title: string, items: readonly string[], rest = '') =>
    items.length === 0 ? '' : `### ${title}\n\n${items.join('')}${rest}\n`;
  const left = leftBehind.length - mostListed;
  return [
    section(
      'Emergency fixes',
      Object.entries(emergencies).map(([folder, reason]) => `- ${code(folder)}: ${text(reason)}\n`),
    ),
    section(
      'Emergency fixes that are gone with this',
      undone.map((folder) => `- ${code(folder)}\n`),
    ),
    section(
      'Approved by',
      approvals.slice(0, mostListed).map(({ approval, commit }) => {
        const brought =
          commit === undefined ? '' : `, in commit ${code(commit.id.slice(0, 12))} by ${text(commit.author)}`;
        return `- ${code(approval.object)}: ${code(approval.change)}${countOf(approval.count)}: ${text(approval.who)}${brought}\n`;
      }),
    ),
    section('Commits that this brings', commits.map(commitItem), more ? '- … and more\n' : ''),
    section('Commits that this goes back behind', back.map(commitItem)),
    section(
      'What stays behind',
      leftBehind.slice(0, mostListed).map((folder) => `- ${code(folder)}\n`),
      left > 0 ? `- … and ${left} more\n` : '',
    ),
  ].join('');
}

const mostListed = 30;
