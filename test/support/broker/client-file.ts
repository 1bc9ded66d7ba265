import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { javaClientProperties } from '../../../lib/constructs/workloads/client-properties.ts';
import { certain } from '../../../lib/naming/brand.ts';
import { parsePrincipalName } from '../../../lib/naming/principal.ts';
import { credentialsFor } from '../../../lib/policies/credentials.ts';
import { fixtureEnvironment } from '../fixture.ts';

/**
 * Writes the properties that pods get where users have passwords, without TLS, which the broker of tests has not, and
 * with the password below `folder`.
 * @returns the file
 */
export async function writeClientFile(folder: string, user: string, password: string): Promise<string> {
  const secret = join(folder, user);
  await mkdir(secret);
  await writeFile(join(secret, 'password'), password);
  const environment = fixtureEnvironment('qa');
  const credentials = credentialsFor(environment, certain(parsePrincipalName(user)), 'parcels-qa');
  const file = join(folder, `${user}.properties`);
  await writeFile(
    file,
    javaClientProperties(environment, credentials)
      .replace('SASL_SSL', 'SASL_PLAINTEXT')
      .replace('/run/kafka/user', secret)
      .replaceAll(/^(?:ssl|bootstrap)\..*\n/gm, ''),
  );
  return file;
}
