import type { z } from 'zod';
import { currentApiVersion } from '../renamed-keys.ts';
import { checkTerms, InvalidTerms, programSource } from './from-program.ts';
import { declarationOf, type SystemDeclaration, systemSchema } from './system.ts';

type Terms = z.input<typeof systemSchema>;

/** A system's terms, as its `system.yaml` has them. */
export type SystemProps = Omit<Terms, 'apiVersion' | 'kind'>;

/**
 * A system, made by a program.
 * @param id what its folder below `contracts/` would be called
 * @throws InvalidTerms with everything that is wrong with it
 */
export function system(id: string, props: SystemProps): SystemDeclaration {
  const source = programSource(`system ${id}`, { apiVersion: currentApiVersion, kind: 'System', ...props });
  const declaration = declarationOf(id, checkTerms(systemSchema, source), source);
  if (!declaration.ok) throw new InvalidTerms(source.file, declaration.problems);
  return declaration.value;
}
