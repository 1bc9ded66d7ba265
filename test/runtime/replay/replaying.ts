import type { CarriedOperations } from '../../../lib/model/carried-contract.ts';
import { resumeReplay, startReplay } from '../../../runtime/replay/replays.ts';
import { standardLog, stopSignal } from '../../../runtime/index.ts';

// A process that works on a replay as variables say, for tests that kill it: a session that goes on, or a new one.
const asked = JSON.parse(process.env['REPLAY'] ?? '{}') as {
  readonly operations: CarriedOperations;
  readonly resume?: string;
} & Omit<Parameters<typeof startReplay>[1], 'log' | 'stop'>;
const { operations, resume, ...start } = asked;
const place = { variables: process.env, operations };
const how = { log: standardLog(), stop: stopSignal() };
const begun = ({ id }: { readonly id: string }) => process.stdout.write(`${id}\n`);
const session =
  resume === undefined
    ? await startReplay(place, { ...start, ...how, begun })
    : await resumeReplay(place, {
        ...{
          ...how,
          begun,
          id: resume,
          contractsFor: () => ({ ...start.contracts, operator: start.operator }),
          by: start.by,
          why: start.why,
        },
      });
process.stdout.write(`${session.state}\n`);
