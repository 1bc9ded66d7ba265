import { expect, test } from '@jest/globals';
import type { TopicClass } from '../../lib/model/topic-class.ts';
import type { Demand } from '../../lib/policies/demand.ts';
import { givingWay } from '../../lib/policies/give-way.ts';

const demand = (topic: string, cls: TopicClass, partitions: number, critical = false): Demand => ({
  system: 's',
  owner: 'o',
  topic,
  class: cls,
  critical,
  topics: 1,
  partitions,
  replicas: partitions,
  localBytes: 0,
  tieredBytes: 0,
  written: 0,
  fetched: 0,
  endless: [],
});
const asked = (demands: readonly Demand[], over: number) =>
  givingWay(demands, over, ({ partitions }) => partitions).map(({ demand: { topic }, frees, stillOver }) => [
    topic,
    frees,
    stillOver,
  ]);

test('the class whose loss costs least is asked first', () => {
  const classes: TopicClass[] = [
    'log',
    'met',
    'qrs',
    'cdc',
    'ctl',
    'rty',
    'dlt',
    'cmd',
    'work',
    'evt',
    'aud',
  ];
  const demands = classes.toSorted().map((cls) => demand(cls, cls, 1));
  expect(asked(demands, 100).map(([topic]) => topic)).toEqual(classes);
});

test('topics that are not critical are asked first; then those that free most; then by name, until it is enough', () => {
  const demands = [
    demand('d', 'log', 9, true),
    demand('c', 'log', 2),
    demand('b', 'log', 2),
    demand('a', 'log', 3),
    demand('none', 'log', 0),
  ];
  expect(asked(demands, 17)).toEqual([
    ['a', 3, 14],
    ['b', 2, 12],
    ['c', 2, 10],
    ['d', 9, 1],
  ]);
  expect(asked(demands, 5)).toEqual([
    ['a', 3, 2],
    ['b', 2, 0],
  ]);
  expect([asked(demands, 4).at(-1), asked(demands, 0), asked(demands, -1)]).toEqual([['b', 2, 0], [], []]);
});
