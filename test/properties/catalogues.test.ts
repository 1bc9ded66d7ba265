import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { fc, seed } from '../support/property.ts';
import { manifestText } from '../../lib/release/manifest-text.ts';
import { loadProject } from '../../lib/cli/project.ts';
import { judgeProject, type RenderedUnit } from '../../lib/cli/judge.ts';
import { isError, type Problem } from '../../lib/model/text/problem.ts';
import { checkManifest } from '../support/manifest-check.ts';
import { expectPlaced } from '../support/mutation.ts';
import { randomProject, writeProject } from '../support/random-catalogue.ts';

const root = mkdtempSync(join(tmpdir(), 'workstreams-'));
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

function render(): { readonly errors: readonly Problem[]; readonly units: readonly RenderedUnit[] } {
  const project = loadProject({ root, today: '2026-11-21' });
  if (!project.ok) return { errors: project.problems.filter(isError), units: [] };
  const units: RenderedUnit[] = [];
  const errors = judgeProject(project.value, () => (unit) => units.push(unit)).filter(isError);
  return { errors, units };
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(join(root, file), 'utf8');
  } catch {
    return undefined;
  }
}

const texts = (units: readonly RenderedUnit[]) =>
  units.map(({ system, unit, manifests }) => `${system}/${unit}\n${manifestText(manifests)}`);

test('a catalogue that lint accepts renders, validates and renders the same again; else it is reported where', () => {
  process.stdout.write(`catalogues: SEED=${seed}\n`);
  const count = { accepted: 0, refused: 0 };
  fc.assert(
    fc.property(randomProject, (project) => {
      writeProject(root, project);
      const { errors, units } = render();
      if (errors.length > 0) {
        count.refused += 1;
        expectPlaced(errors, textOf);
        return;
      }
      count.accepted += 1;
      const wrong = units.flatMap(({ manifests }) =>
        manifests.flatMap((manifest) =>
          checkManifest(JSON.parse(JSON.stringify(manifest))).map(
            (what) => `${manifest.kind} ${manifest.metadata.name}: ${what}`,
          ),
        ),
      );
      expect(wrong).toEqual([]);
      expect(texts(render().units)).toEqual(texts(units));
    }),
    { numRuns: 70, seed },
  );
  // Building blocks that are nearly all refused, or all accepted, would try nothing.
  expect(count.accepted).toBeGreaterThan(8);
  expect(count.refused).toBeGreaterThan(8);
});
