import { type ImportProps, type ImportResult, runImport } from '../../lib/cli/import/run-import.ts';
import { today } from './planned.ts';
import { ProjectCopy, shippedSystems } from './project-copy.ts';

/** The repository with the places that an import edits. */
export function importingProject(): ProjectCopy {
  return new ProjectCopy(shippedSystems);
}

/** Imports an export of prod into a system of its own. */
export function importInto(copy: ProjectCopy, text: string, props: Partial<ImportProps> = {}): ImportResult {
  copy.write('live.yaml', text);
  return runImport({
    root: copy.root,
    today,
    environment: 'prod',
    live: copy.path('live.yaml'),
    system: 'legacy',
    class: 'evt',
    owner: undefined,
    dryRun: false,
    ...props,
  });
}

/** @throws Error where it was refused */
export function done(result: ImportResult) {
  if ('refused' in result) throw new Error(result.refused);
  return result;
}

/** @throws Error where it was done */
export function refusal(result: ImportResult): string {
  if ('done' in result) throw new Error(`imported: ${result.done}`);
  return result.refused;
}
