import { Coordinator } from '../kafka/coordinator.ts';
import { brokerError, isCode } from '../kafka/broker-error.ts';
import type { Repairable } from './place.ts';
import type { Progress } from './progress.ts';

/** As the protocol says that the committer is no member: brokers take that of a group without members. */
const noMember = { memberId: '', generation: -1 };

/**
 * Commits for the group of the operator up to the first dead letter that is open: the alert on dead letters counts what that
 * group has not committed. The journal does not need it.
 *
 * @returns why it could not be, in a sentence; undefined: it was
 */
export async function acknowledge(
  { client, operator, letters }: Repairable,
  progress: Progress,
): Promise<string | undefined> {
  const { group } = operator;
  const coordinator = new Coordinator(client, group);
  try {
    await coordinator.commit(
      noMember,
      progress.firstOpen().map((one) => ({ topic: letters, ...one })),
    );
    return undefined;
  } catch (error) {
    const isInUse = ['UNKNOWN_MEMBER_ID', 'ILLEGAL_GENERATION', 'REBALANCE_IN_PROGRESS'];
    return isInUse.some((code) => isCode(error, code))
      ? `the group ${group} has members, which commit for themselves: alerts go by what they commit`
      : `the group ${group} could not be moved on, by which alerts count: ${brokerError(error, { group, user: client.sasl?.username?.toString() }).message}`;
  } finally {
    await coordinator.close();
  }
}
