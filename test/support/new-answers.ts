export const health = {
  system: 'ledger',
  context: 'accounts',
  class: 'evt',
  topic: 'account-health',
  purpose: 'How each account does: limit and balance',
  owner: 'ledger',
  key: 'accountId',
  producers: 'booking',
  consumers: 'reminders',
};
export const lint = {
  context: 'depot',
  executorClass: 'vision',
  kind: 'lint',
  purpose: 'Code that a tool lints',
};
