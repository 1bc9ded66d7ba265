import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadProject } from '../../lib/cli/project.ts';
import { synthesize } from '../../lib/cli/render.ts';
import { type PromotionOutcome, type PromotionRequest, runPromotion } from '../../lib/cli/run-promotion.ts';
import { sourceState, sourceText } from '../../lib/cli/source-state.ts';
import type { PromotedFrom } from '../../lib/release/promoted-from.ts';
import { formatProblem, type Read } from '../../lib/model/text/problem.ts';
import { filesBelow } from './repository.ts';
import { sortingCopy } from './sorting-copy.ts';

const today = '2026-11-25';

/** The fixture's queues that a test may spoil, and a GitOps folder beside it. */
export class GitopsCopy {
  readonly project = sortingCopy();
  readonly gitops = mkdtempSync(join(tmpdir(), 'workstreams-gitops-'));

  path(file: string): string {
    return join(this.gitops, file);
  }

  read(file: string): string {
    return readFileSync(this.path(file), 'utf8');
  }

  write(file: string, text: string): void {
    mkdirSync(dirname(this.path(file)), { recursive: true });
    writeFileSync(this.path(file), text);
  }

  files(): Record<string, string> {
    return filesBelow(this.gitops);
  }

  /** Renders environments into the GitOps folder. */
  synth(...environments: string[]): Read<unknown> {
    const { root } = this.project;
    const project = loadProject({ root, today, environments });
    return project.ok ? synthesize(project.value, this.gitops, sourceText(sourceState(root))) : project;
  }

  promote(
    from: string | PromotedFrom,
    to: string,
    options: Partial<PromotionRequest> = {},
  ): Promise<Read<PromotionOutcome>> {
    const promoted = typeof from === 'string' ? { kind: 'environment' as const, name: from } : from;
    const { root } = this.project;
    const { gitops } = this;
    return runPromotion(
      { root, from: promoted, to, gitops, today, dryRun: false, overwriteDrift: false, wait: 0, ...options },
      () => {},
    );
  }

  /** What a promotion comes to: its state, or its problems without the folders' names. */
  async outcome(
    from: string | PromotedFrom,
    to: string,
    options: Partial<PromotionRequest> = {},
  ): Promise<string> {
    const done = await this.promote(from, to, options);
    return done.ok ? done.value.state : this.told(done);
  }

  /** Problems as they are told, without the folders' names. */
  told(read: Read<unknown>): string {
    const problems = read.ok ? [] : read.problems;
    return problems.map(formatProblem).join('\n').replaceAll(this.gitops, 'GITOPS');
  }

  dispose(): void {
    this.project.dispose();
    rmSync(this.gitops, { recursive: true, force: true });
  }
}
