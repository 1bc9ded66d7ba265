import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { isRegistrationFile, readRegistration, registrationDigest } from '../policies/subject-files.ts';
import { applySchemas } from '../registry/apply.ts';
import { RegistryClient } from '../registry/client.ts';
import { RegistryError } from '../registry/registry-error.ts';
import { hasChanges, isBlockedPlan, planSchemas } from '../registry/schemas-plan.ts';
import { appliedLine, schemasPlanText } from '../registry/schemas-text.ts';

// The program of the Job that registers the schemas of one system: `schemas apply`, with the subjects from files beside it.
// Ends with 0 when all is registered, 3 when a schema is blocked, which the next run would be too, and 1 for the rest.

async function run(folder: string): Promise<number> {
  const names = readdirSync(folder).filter(isRegistrationFile);
  const files = Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
  const program = readFileSync(process.argv[1] ?? '', 'utf8');
  if (registrationDigest(program, files) !== process.env['SCHEMAS_DIGEST']) {
    process.stderr.write(
      'the ConfigMaps are not those that this Job was rendered with\n  apply them and the Job together\n',
    );
    return 1;
  }
  const registration = readRegistration(files);
  const { environment, keepsMetadata, asksBoth, excepted, subjects } = registration;
  const today = new Date().toISOString().slice(0, 10);
  const client = new RegistryClient({
    url: process.env['SCHEMA_REGISTRY_URL'] ?? '',
    credentials: credentials(),
    fetch,
    wait: (milliseconds) => setTimeout(milliseconds),
  });
  const plan = await planSchemas({
    environment,
    client,
    keepsMetadata,
    asksBoth,
    subjects,
    // Those of other systems are registered by Jobs of their own.
    isChosen: () => true,
    isExcepted: (contract) => (excepted[contract] ?? '') >= today,
  });
  if (isBlockedPlan(plan) || !hasChanges(plan)) {
    process.stdout.write(schemasPlanText(plan));
    return isBlockedPlan(plan) ? 3 : 0;
  }
  await applySchemas(plan, { client, keepsMetadata, asksBoth }, (done) => {
    process.stdout.write(appliedLine(done));
  });
  return 0;
}

function credentials() {
  const read = (variable: string) => {
    const file = process.env[variable];
    // Editors end a file with a line; a password does not.
    return file === undefined ? undefined : readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  };
  const username = read('SCHEMA_REGISTRY_USERNAME_FILE');
  const password = read('SCHEMA_REGISTRY_PASSWORD_FILE');
  return username === undefined || password === undefined ? undefined : { username, password };
}

try {
  process.exitCode = await run(process.argv[2] ?? '');
} catch (error) {
  process.exitCode = 1;
  if (!(error instanceof RegistryError)) throw error;
  process.stderr.write(`${error.message}\n`);
}
