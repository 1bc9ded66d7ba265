/** Ids of rules before `workstreams.io/v1`, and their ids since then. */
const renamedRules: ReadonlyMap<string, string> = new Map([
  ['clients-once', 'no-duplicate-clients'],
  ['high-pii-sealed', 'high-pii-encrypted'],
  ['kept-as-found', 'no-pinned-values'],
  ['moves-in-order', 'migrations-in-order'],
  ['subject-own', 'unique-schema-subject'],
  ['tiered-fits', 'no-tiering-with-compaction'],
  ['work-queue-whole', 'work-queue-complete'],
]);

/** Today's id of a rule that had the id `former`; undefined where no rule had it, or the id is unchanged. */
export function renamedRule(former: string): string | undefined {
  return renamedRules.get(former);
}
