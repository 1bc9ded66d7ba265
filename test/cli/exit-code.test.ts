import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { isDefect } from '../../lib/cli/exit-code.ts';
import { Failure } from '../../lib/model/text/failure.ts';
import { RegistryError } from '../../lib/registry/registry-error.ts';
import { Locked } from '../../lib/release/folder-lock.ts';

/** What `run` throws. */
function thrown(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

test.each<[string, unknown]>([
  ['what a command says on purpose', new Failure('a is no folder')],
  ['a lock that another process holds', new Locked('process 1 on host')],
  ['what a registry refuses', new RegistryError('GET https://registry', 'it answers 500', 'ask later')],
  ['what the operating system refuses', thrown(() => readFileSync('/nowhere/at all'))],
  ['a full disk', Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC', syscall: 'write' })],
])('%s is no defect', (_what, error) => {
  expect(isDefect(error)).toBe(false);
});

test.each<[string, unknown]>([
  ['an error without a class of its own', new Error('no listener')],
  ['a property of undefined', thrown(() => (undefined as unknown as { a: string }).a)],
  ['an argument that Node does not take', thrown(() => readFileSync({} as never))],
  ['what is no error', 'text'],
])('%s is a defect', (_what, error) => {
  expect(isDefect(error)).toBe(true);
});
