import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { repository } from '../support/repository.ts';

/** Words that readers of another first language stop at, and what to write instead. */
const riddles: readonly { readonly not: RegExp; readonly write: string }[] = [
  { not: /\bnobody\b/i, write: 'no one' },
  { not: /\banew\b/i, write: 'again' },
  { not: /(?<!how m)\bany more\b/i, write: 'no longer' },
  { not: /\b(un)?mend(s|ed|ing)?\b/i, write: 'fix' },
  { not: /\breckon(s|ed|ing)?\b/i, write: 'estimate, calculate' },
  { not: /\bstands? in\b/i, write: 'is in' },
  { not: /\bwants? an? approval|\bwants approvals\b/i, write: 'needs an approval' },
  { not: /\bwhat is to go\b/i, write: 'what must be removed' },
  { not: /\bas ever\b/i, write: 'unchanged' },
  { not: /\b(is|are) no topics? of ours\b/i, write: 'at most …' },
  { not: /\bwas over with\b/i, write: 'expired on' },
  { not: /\bout of reach of .* by it\b/i, write: 'still reaches … through others' },
  { not: /\bno one is told\b|\bsomebody is told\b|\bwho is told\b/i, write: 'is notified' },
  { not: /\bas new as the right\b/i, write: 'is created by the same change' },
  { not: /\byields nothing is a mistake\b/i, write: 'refusing to delete everything' },
  { not: /\bmakes stricter is a rule\b/i, write: 'every key under `rules` must be a known rule id' },
];

const read = ['*.md', 'docs', 'lib', 'page', 'runtime', 'contracts', 'environments', 'examples', 'scripts'];

function found(text: string, file: string): string[] {
  return text
    .split('\n')
    .flatMap((line, index) =>
      riddles
        .filter(({ not }) => not.test(line))
        .map(({ write }) => `${file}:${index + 1}: ${line.trim()} / write: ${write}`),
    );
}

describe('what users and contributors read', () => {
  test('has none of the phrases that readers stop at', () => {
    const files = execFileSync('git', ['ls-files', '--', ...read], { cwd: repository, encoding: 'utf8' })
      .split('\n')
      .filter((file) => /\.(md|tsx?|js|ya?ml|json|avsc|proto|py|go)$/.test(file));
    expect(files.length).toBeGreaterThan(500);
    expect(files.flatMap((file) => found(readFileSync(join(repository, file), 'utf8'), file))).toEqual([]);
  });

  test.each([
    'what X decides stands in the file',
    'its alerts are gone: nobody is told any more',
    'blocked: what is destructive wants approvals; if it is meant, add to the file',
    'more than 10000 partitions are no topic of ours',
    'the approval was over with 2026-01-01',
    'tighter rights: nothing that is there is out of reach of X by it',
    'the topic is as new as the right',
    'a render that yields nothing is a mistake',
    'what an environment makes stricter is a rule',
  ])('%s is found', (sentence) => {
    expect(found(sentence, 'f')).not.toEqual([]);
  });

  test.each(['how many more there are', 'recommended', 'the topic is in the folder'])(
    '%s is not',
    (sentence) => {
      expect(found(sentence, 'f')).toEqual([]);
    },
  );
});
