import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import {
  canaryReader,
  canaryReaderClass,
  canaryReaderSource,
} from '../../lib/constructs/workloads/canary-reader.generated.ts';

test('the compiled reader of canaries is that of its source, for Java 11', () => {
  const source = readFileSync(`scripts/imports/${canaryReader}.java`);
  expect(createHash('sha256').update(source).digest('hex')).toBe(canaryReaderSource);
  const compiled = Buffer.from(canaryReaderClass, 'base64');
  expect(compiled.readUInt32BE(0)).toBe(0xca_fe_ba_be);
  // The version of class files that Java 11 reads.
  expect(compiled.readUInt16BE(6)).toBe(55);
});
