import { at, itemsAt, textAt } from '../../model/plain-object.ts';
import type { ManifestRule } from '../rule.ts';
import { networkSides } from './network-peers-required.ts';

/** Set by Kubernetes itself; whoever may label a namespace cannot set it. */
const nameLabel = 'kubernetes.io/metadata.name';

export const namespaceSelectedByName: ManifestRule = {
  id: 'namespace-selected-by-name',
  on: 'manifests',
  kinds: ['NetworkPolicy'],
  what: 'A NetworkPolicy selects namespaces by their name (`kubernetes.io/metadata.name`) alone.',
  why: 'Any other label can be set by whoever owns a namespace, and lets that namespace in.',
  fix: 'Select by `kubernetes.io/metadata.name`.',
  level: 'error',
  check: () => (manifest) =>
    networkSides.flatMap(({ rules, peers }) =>
      itemsAt(manifest, 'spec', rules).flatMap((rule) =>
        itemsAt(rule.item, peers).flatMap(({ item, where }) => {
          const selector = at(item, 'namespaceSelector');
          const labels = Object.keys((at(selector, 'matchLabels') as object | undefined) ?? {});
          const byExpression = itemsAt(selector, 'matchExpressions');
          const named =
            labels.includes(nameLabel) ||
            byExpression.some(
              ({ item: one }) => textAt(one, 'key') === nameLabel && textAt(one, 'operator') === 'In',
            );
          // An empty selector is every namespace, which `network-peers-required` refuses.
          return named || labels.length + byExpression.length === 0
            ? []
            : [
                {
                  at: `${rule.where}.${where}.namespaceSelector`,
                  what: `namespaces by ${[...labels, ...byExpression.map(({ item: one }) => textAt(one, 'key'))].join(', ')}`,
                  fix: `select by ${nameLabel}`,
                },
              ];
        }),
      ),
    ),
};
