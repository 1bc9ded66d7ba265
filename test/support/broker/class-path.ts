import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { downloaded } from './download.ts';

const pom = fileURLToPath(new URL('pom.xml', import.meta.url));
const copyDependencies = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies';

/**
 * The class path of broker and tools: the jars of pom.xml, fetched once into `.cache/kafka/<digest of the
 * pom>`.
 */
export function brokerClassPath(): Promise<string> {
  return classPath(pom);
}

/** The jars of a pom, fetched once. */
export async function classPath(file: string): Promise<string> {
  const text = await readFile(file);
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 12);
  const jars = await downloaded(`kafka/${digest}`, (folder) => {
    const options = ['-DincludeScope=runtime', `-DoutputDirectory=${folder}`];
    return promisify(execFile)('mvn', ['-q', '-B', '-f', file, copyDependencies, ...options]);
  });
  return join(jars, '*');
}
