import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readOwners } from '../../lib/cli/owners.ts';
import { formatProblem } from '../../lib/model/text/problem.ts';
import { fixtureEnvironment } from '../support/fixture.ts';
import { GitopsCopy } from '../support/gitops-copy.ts';
import { gitEnvironment } from '../support/walk-through.ts';

const asking = { ...fixtureEnvironment('qa'), approvers: 'codeowners' as const };

let top: string;
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'workstreams-owners-'));
});
afterEach(() => rmSync(top, { recursive: true }));

function write(file: string, text: string): void {
  mkdirSync(dirname(join(top, file)), { recursive: true });
  writeFileSync(join(top, file), text);
}

/** Commits everything in a folder but a file. */
function commit(cwd = top, but = 'nothing'): string {
  const env = { ...process.env, ...gitEnvironment(cwd) };
  const git = (...args: string[]) => execFileSync('git', args, { cwd, env, encoding: 'utf8' });
  git('init', '--quiet');
  git('add', '--all', '--', '.', `:!${but}`);
  git('commit', '--quiet', '--message', 'all');
  return git('rev-parse', 'HEAD').trim();
}

/** The owners of a file of the stack, or what is wrong. */
function owners(root: string, path: string, at?: string): string {
  const read = readOwners({ root: join(top, root), environments: [asking], ...(at ? { commit: at } : {}) });
  if (!read.ok) return read.problems.map(formatProblem).join('\n');
  const found = read.value?.(path);
  return found === undefined ? 'no line' : `${found.place.file} ${found.owners.join(' ')}`;
}

describe('CODEOWNERS', () => {
  test('is looked for where GitHub does, in its order', () => {
    write('.gitlab/CODEOWNERS', '* @four');
    expect(owners('', 'a')).toBe('.gitlab/CODEOWNERS @four');
    write('docs/CODEOWNERS', '* @three');
    expect(owners('', 'a')).toBe('docs/CODEOWNERS @three');
    write('CODEOWNERS', '* @two');
    expect(owners('', 'a')).toBe('CODEOWNERS @two');
    write('.github/CODEOWNERS', '* @one');
    expect(owners('', 'a')).toBe('.github/CODEOWNERS @one');
  });

  test('is that of the repository, where the stack is a folder of it', () => {
    write('.github/CODEOWNERS', '* @all\n/stacks/shop/contracts/ @shop\n/contracts/ @others\n');
    write('stacks/shop/contracts/a', '');
    const id = commit();
    for (const at of [undefined, id]) {
      expect(owners('stacks/shop', 'contracts/a', at)).toBe('../../.github/CODEOWNERS @shop');
      expect(owners('stacks/shop', 'environments/qa.yaml', at)).toBe('../../.github/CODEOWNERS @all');
    }
  });

  test('is that of a commit where one is asked for', () => {
    write('docs/CODEOWNERS', '* @reviewed');
    const id = commit();
    write('docs/CODEOWNERS', '* @edited');
    write('CODEOWNERS', '* @added');
    expect([owners('', 'a', id), owners('', 'a')]).toEqual([
      'docs/CODEOWNERS @reviewed',
      'CODEOWNERS @added',
    ]);
  });

  test('must be there where an environment asks for it', () => {
    const told =
      'approvers: approvals are checked against CODEOWNERS, and the repository has no such file\n  add .github/CODEOWNERS, CODEOWNERS, docs/CODEOWNERS or .gitlab/CODEOWNERS, or write approvers: anyone';
    expect(owners('', 'a')).toContain(told);
    write('a', '');
    expect(owners('', 'a', commit())).toContain(told);
    const none = readOwners({ root: top, environments: [fixtureEnvironment('qa')] });
    expect(none).toEqual({ ok: true, value: undefined });
  });

  test('is told with its place where it is wrong', () => {
    write('CODEOWNERS', '* @ada\n* ada\n');
    expect(owners('', 'a')).toContain('CODEOWNERS:2:1\n  "ada" is not an owner');
    expect(owners('', 'a', commit())).toContain('CODEOWNERS:2:1\n  "ada" is not an owner');
  });
});

test('a promotion takes approvals of owners alone', async () => {
  const copy = new GitopsCopy();
  try {
    const { project } = copy;
    const file = 'environments/eu-prod.yaml';
    copy.synth('qa');
    expect(await copy.outcome('qa', 'eu-prod')).toBe('written');
    project.edit(file, 'deletion: approval', 'deletion: allowed');
    project.edit(file, 'promotion:', 'approvers: codeowners\npromotion:');
    expect(await copy.outcome('qa', 'eu-prod')).toContain(
      'approvers: approvals are checked against CODEOWNERS, and the repository has no such file',
    );
    project.write('CODEOWNERS', '/contracts/ @sorting\n');
    project.removeRenamed('contracts/sorting/depot/work/vision.read-label');
    copy.synth('qa');
    const blocked = await copy.promote('qa', 'eu-prod');
    if (!blocked.ok) throw new Error(copy.told(blocked));
    const { proposed } = blocked.value.promotion.plan;
    expect([blocked.value.state, proposed.length > 0]).toEqual(['blocked', true]);
    const approve = (who: string) =>
      proposed
        .map((one) => `  - ${JSON.stringify({ ...one, reason: 'Agreed', who, until: '2026-12-31' })}\n`)
        .join('');
    const text = project.read(file);
    project.write(file, `${text}\napprovals:\n${approve('@others')}`);
    const refused = await copy.promote('qa', 'eu-prod');
    expect(refused.ok && [refused.value.state, refused.value.promotion.plan.problems.length]).toEqual([
      'refused',
      proposed.length,
    ]);
    // What is not committed makes no one an owner.
    commit(project.root);
    project.write('CODEOWNERS', '/contracts/ @others\n');
    expect(await copy.outcome('qa', 'eu-prod')).toBe('refused');
    project.write(file, `${text}\napprovals:\n${approve('@sorting')}`);
    commit(project.root, 'CODEOWNERS');
    expect(await copy.outcome('qa', 'eu-prod')).toBe('written');
  } finally {
    copy.dispose();
  }
});
