import { expect, test } from '@jest/globals';
import { formatDuration } from '../../lib/model/text/duration.ts';
import { classPolicies, topicClasses } from '../../lib/model/topic-class.ts';

// The OmniNode document's matrix row by row, and `work`: default, least, most, compaction, tiered storage.
test.each([
  ['evt', '7d', '7d', '30d', 'optional', 'always'],
  ['work', '7d', '1d', '7d', 'none', 'never'],
  ['cmd', '3d', '1h', '3d', 'none', 'never'],
  ['qrs', '1d', undefined, '1d', 'none', 'never'],
  ['ctl', '2d', undefined, '2d', 'optional', 'critical'],
  ['rty', '7d', undefined, '7d', 'none', 'never'],
  ['dlt', '30d', '30d', '90d', 'none', 'never'],
  ['cdc', '7d', '7d', '14d', 'optional', 'never'],
  ['met', '7d', undefined, '7d', 'optional', 'never'],
  ['aud', '90d', '90d', undefined, 'optional', 'always'],
  ['log', '3d', '3d', '7d', 'none', 'never'],
] as const)('%s', (name, usual, least, most, compaction, tiered) => {
  const { retention, ...policy } = classPolicies[name];
  const said = [retention.default, retention.from, retention.to].map((time) =>
    time === undefined ? undefined : formatDuration(time),
  );
  expect(said).toEqual([usual, least, most]);
  expect([policy.compaction, policy.tiered]).toEqual([compaction, tiered]);
});

test('critical facts are kept for ninety days at the least; retries and dead letters have no contract', () => {
  const { critical } = classPolicies.evt.retention;
  expect(critical && formatDuration(critical.from)).toBe('90d');
  expect(topicClasses.filter((name) => !classPolicies[name].declared)).toEqual(['rty', 'dlt']);
  expect(topicClasses).toHaveLength(11);
});
