import { afterAll, beforeAll, describe, jest } from '@jest/globals';
import { type Broker, startBroker } from '../broker.ts';
import { brokerAvailable, type Tool } from './requirements.ts';

/**
 * A suite with a broker of its own, handed over as a function because it starts with the suite. Skipped where
 * the tools are missing, with their names in the title; with REQUIRE_BROKER set it fails instead.
 */
export function describeWithBroker(
  title: string,
  suite: (broker: () => Broker) => void,
  tools: Tool[] = ['java', 'mvn'],
  properties: Record<string, string> = {},
): void {
  const missing = brokerAvailable(tools);
  const isRequired = (process.env['REQUIRE_BROKER'] ?? '') !== '';
  if (missing !== undefined && !isRequired) {
    describe.skip(`${title} (${missing})`, () => suite(unavailable));
    return;
  }
  jest.setTimeout(120_000);
  describe(title, () => {
    let broker: Broker | undefined;
    beforeAll(async () => {
      if (missing !== undefined) throw new Error(`REQUIRE_BROKER is set and the suite ${missing}`);
      broker = await startBroker({ properties });
    }, 300_000);
    afterAll(() => broker?.stop());
    suite(() => broker ?? unavailable());
  });
}

function unavailable(): never {
  throw new Error('the broker is not running');
}
