import { Writer } from '../kafka/writer.ts';
import { reportMessage } from '../operations/report-message.ts';
import { ulid } from '../operations/ulid.ts';
import { lettersRecord } from './audit.ts';
import { OpenLetters } from './open-letters.ts';
import { type Place, repairable } from './place.ts';

/** Who sees personal data of dead letters, and why. */
interface Disclosure {
  readonly action: 'dead-letters.show' | 'dead-letters.archive';
  readonly by: string;
  readonly why: string;
  /** The selection as options. */
  readonly filter: string;
}

/**
 * Writes the audit record that personal data is shown; nothing where the system has no audit topic. To be called before it is
 * shown.
 *
 * @throws CannotOperate, BrokerError where it cannot be written: then nothing may be shown
 */
export async function recordDisclosure(given: Place, disclosure: Disclosure): Promise<void> {
  const audit = given.operations?.audit;
  if (audit === undefined) return;
  const place = await repairable(given);
  const open = await OpenLetters.of(place);
  const now = new Date();
  const id = ulid(now.getTime());
  const session = {
    ...{ id, ...disclosure, transformation: '', begunAt: now.toISOString() },
    ...{ from: now.getTime(), to: now.getTime(), byFailureClass: {}, causes: {} },
    ...{ redriven: 0, archived: 0, discarded: 0, refused: 0 },
  };
  const { waiting } = open.progress;
  await open.close();
  const writer = new Writer(place.client);
  try {
    const record = lettersRecord(place, session, 'allowed', waiting, now);
    await writer.write([await reportMessage(audit, record, id, place.ids)]);
  } finally {
    await writer.close();
  }
}
