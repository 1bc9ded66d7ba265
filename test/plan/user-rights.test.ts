import { describe, expect, test } from '@jest/globals';
import { compareObjects } from '../../lib/plan/compare.ts';
import type { Manifest } from '../../lib/model/manifest.ts';
import { acl, fields, topic, user } from '../support/objects.ts';

const there = topic({});
const from = (host: string) => ({ host });

/** What the plan says of a user's rights, with the topic `a.t` there before and after. */
function said(before: unknown[], after: unknown[]): string[] {
  const sides = [before, after].map((acls): Manifest[] => [user(acls), there]);
  const { changes } = compareObjects(sides[0] ?? [], sides[1] ?? []);
  return changes.flatMap((one) => one.fields.map(({ risk, says }) => `${risk}: ${says}`));
}

describe('a right that is taken away', () => {
  const lost = 'u loses Read on topic a.t';

  test('is missed where what is left allows it from one host alone', () => {
    expect(said([acl(['Read'])], [acl(['Read'], 'a.t', from('10.0.0.1'))])).toEqual([
      expect.stringContaining(`review: ${lost}`),
      'safe: u may Read topic a.t already, by a right that reaches further',
    ]);
  });

  test('from one host is not missed where it is left from everywhere', () => {
    expect(said([acl(['Read'], 'a.t', from('10.0.0.1')), acl(['Read'])], [acl(['Read'])])).toEqual([
      'safe: u loses this right but still reaches every existing resource through others',
    ]);
  });

  test('from one host is missed where it is left from another', () => {
    expect(said([acl(['Read'], 'a.t', from('10.0.0.1'))], [acl(['Read'], 'a.t', from('10.0.0.2'))])).toEqual([
      expect.stringContaining(`review: ${lost}`),
      'review: wider rights: u may Read topic a.t from now on',
    ]);
  });

  test('to describe is not missed where Write is left, which brings it along', () => {
    expect(fields(user([acl(['Describe', 'Write'])]), user([acl(['Write'])]), [there])).toEqual([]);
    expect(
      said(
        [
          acl(['Describe'], 'a.', { resource: { type: 'topic', name: 'a.', patternType: 'prefix' } }),
          acl(['Write'], '', { resource: { type: 'topic', name: 'a', patternType: 'prefix' } }),
        ],
        [acl(['Write'], '', { resource: { type: 'topic', name: 'a', patternType: 'prefix' } })],
      ),
    ).toEqual(['safe: u loses this right but still reaches every existing resource through others']);
  });

  test('to describe is missed where only DescribeConfigs is left', () => {
    expect(said([acl(['Describe', 'DescribeConfigs'])], [acl(['DescribeConfigs'])])).toEqual([
      expect.stringContaining('review: u loses Describe on topic a.t'),
    ]);
  });
});
