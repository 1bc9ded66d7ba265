import { type ImportProps, type ImportResult, runImport } from '../../lib/cli/import/run-import.ts';
import { fixtureCopy, today } from './fixture.ts';
import type { StackCopy } from './stack-copy.ts';

/** The fixture with the places that an import edits. */
export const importingProject = fixtureCopy;

/** Imports an export of eu-prod into a system of its own. */
export function importInto(copy: StackCopy, text: string, props: Partial<ImportProps> = {}): ImportResult {
  copy.write('live.yaml', text);
  return runImport({
    root: copy.root,
    today,
    environment: 'eu-prod',
    live: copy.path('live.yaml'),
    system: 'inherited',
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
