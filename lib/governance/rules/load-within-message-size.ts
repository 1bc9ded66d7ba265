import { formatSize } from '../../model/text/size.ts';
import { type CatalogRule, inContract } from '../rule.ts';
import { isOpen } from './no-open-questions.ts';

export const loadWithinMessageSize: CatalogRule = {
  id: 'load-within-message-size',
  on: 'catalog',
  what: 'A message of the expected load is no larger than `maxMessageSize`.',
  why: 'Brokers refuse larger ones; and storage, quotas and capacity are estimated from a load that cannot be.',
  fix: 'Write the size of a usual message in `load.bytesPerMessage`, or raise `maxMessageSize`.',
  level: 'error',
  check: ({ catalog }) =>
    catalog.contracts.flatMap((contract) => {
      const { load, maxMessageSize } = contract.terms;
      if (load.bytesPerMessage <= maxMessageSize || isOpen(contract, 'load')) return [];
      return [
        inContract(
          loadWithinMessageSize,
          contract,
          ['load', 'bytesPerMessage'],
          `a message of ${formatSize(load.bytesPerMessage)} is above maxMessageSize, ${formatSize(maxMessageSize)}`,
          `write ${formatSize(maxMessageSize)} or less, or raise maxMessageSize`,
        ),
      ];
    }),
};
