import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { settingPlaces } from '../../lib/reports/setting-places.ts';
import { factsOfPair } from '../../lib/plan/kinds/index.ts';
import { manifestId } from '../../lib/model/manifest.ts';
import { fixtureObjects, fixtureRoot, resolvedIn } from '../support/fixture.ts';

const places = settingPlaces(() => resolvedIn('eu-prod'));

test.each([
  [
    'KafkaTopic kafka-eu/ledger-balances',
    'spec.config.cleanup.policy',
    'contracts/ledger/accounts/evt/balances/v1/contract.yaml:9:10',
  ],
  ['KafkaTopic kafka-eu/ledger-postings', 'spec.replicas', 'environments/eu-prod.yaml:21:16'],
  ['KafkaTopic kafka-eu/ledger-postings-dlq', 'spec.topicName', 'dead-letter of ledger.postings'],
  [
    'KafkaTopic kafka-eu/depot-batch-plan--routes-v1',
    'metadata.labels.workstreams.io/owner',
    'contracts/sorting/depot/work/batch.plan-routes/v1/contract.yaml:1:1',
  ],
  [
    'KafkaUser kafka-eu/parcels-acme--statistics',
    'spec.quotas.consumerByteRate',
    'environments/eu-prod.yaml:25:11: 10 times the 209920 bytes/s of the contracts',
  ],
  ['KafkaUser kafka-eu/parcels-acme--statistics', 'spec.authentication.type', undefined],
  [
    'ScaledJob sorting-eu/sorting-depot-batch-plan-routes',
    'spec.jobTargetRef.template.spec.containers[executor].image',
    undefined,
  ],
  ['KafkaTopic kafka-eu/nowhere', 'spec.partitions', undefined],
])('%s %s is said in %s', (id, path, place) => {
  expect(places(id, path)).toBe(place);
});

test('every topic says of each setting where it is from, and the place is in the file', () => {
  const lines = new Map<string, string[]>();
  const wrong: string[] = [];
  let asked = 0;
  for (const one of fixtureObjects('eu-prod').filter(({ kind }) => kind === 'KafkaTopic')) {
    for (const path of factsOfPair(one, one).after.keys()) {
      if (!/^spec\.(?:config\.|partitions|replicas|topicName)/.test(path)) continue;
      asked += 1;
      const place = places(manifestId(one), path);
      const [, file, line, column] = /^([^ :]+\.yaml):(\d+):(\d+)/.exec(place ?? '') ?? [];
      if (place === undefined) wrong.push(`${manifestId(one)} ${path}`);
      if (file === undefined) continue;
      const text = lines.get(file) ?? readFileSync(join(fixtureRoot, file), 'utf8').split('\n');
      lines.set(file, text);
      if ((text[Number(line) - 1] ?? '').length < Number(column)) wrong.push(`${path}: ${place}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(asked).toBeGreaterThan(100);
});
