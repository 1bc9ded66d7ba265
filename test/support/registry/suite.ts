import { afterAll, beforeAll, describe, jest } from '@jest/globals';
import { brokerAvailable } from '../broker/requirements.ts';
import { type Apicurio, startApicurio } from './apicurio.ts';

/**
 * A suite with a real registry of its own, handed over as a function because it starts with the suite. Skipped where Java
 * or Maven are missing, with their names in the title; with REQUIRE_REGISTRY set it fails instead.
 */
export function describeWithRegistry(title: string, suite: (registry: () => Apicurio) => void): void {
  const missing = brokerAvailable();
  const isRequired = (process.env['REQUIRE_REGISTRY'] ?? '') !== '';
  if (missing !== undefined && !isRequired) {
    describe.skip(`${title} (${missing})`, () => suite(unavailable));
    return;
  }
  jest.setTimeout(600_000);
  describe(title, () => {
    let registry: Apicurio | undefined;
    beforeAll(async () => {
      if (missing !== undefined) throw new Error(`REQUIRE_REGISTRY is set and the suite ${missing}`);
      registry = await startApicurio();
    }, 600_000);
    afterAll(() => registry?.stop());
    suite(() => registry ?? unavailable());
  });
}

function unavailable(): never {
  throw new Error('the registry is not running');
}
