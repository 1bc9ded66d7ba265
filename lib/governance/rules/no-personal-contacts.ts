import { type CatalogRule, inContract } from '../rule.ts';

export const noPersonalContacts: CatalogRule = {
  id: 'no-personal-contacts',
  on: 'catalog',
  what: 'On call is a rotation and the channel a place where many read: neither is a person’s address.',
  why: 'People sleep, leave and change teams; an alert at night goes by what the contract says.',
  fix: 'Write the name of the rotation, and a channel that begins with # or an https address.',
  level: 'error',
  check: ({ catalog }) =>
    catalog.contracts.flatMap((contract) => {
      const { onCall, channel } = contract.terms.owner;
      return [
        ...(onCall.includes('@') || /^(?:none|n\/a|tbd|todo|-|\?)$/i.test(onCall)
          ? [
              inContract(
                noPersonalContacts,
                contract,
                ['owner', 'onCall'],
                `"${onCall}" is no rotation`,
                'write the name of the rotation that is called, for example billing-primary',
              ),
            ]
          : []),
        ...(/^#[a-z0-9][a-z0-9._-]*$/.test(channel) || /^https:\/\/[^\s]+$/.test(channel)
          ? []
          : [
              inContract(
                noPersonalContacts,
                contract,
                ['owner', 'channel'],
                `"${channel}" is no channel`,
                'write #name, or an https address',
              ),
            ]),
      ];
    }),
};
