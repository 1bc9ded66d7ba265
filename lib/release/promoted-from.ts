/** What is promoted: what another environment runs, what this one ran before, or what this checkout has. */
export type PromotedFrom =
  | { readonly kind: 'environment'; readonly name: string }
  | { readonly kind: 'release'; readonly commit: string }
  | { readonly kind: 'emergency'; readonly reason: string };

/** `Promote dev to staging`: as a commit's subject says it. */
export function promotionTitle(from: PromotedFrom, to: string): string {
  switch (from.kind) {
    case 'environment':
      return `Promote ${from.name} to ${to}`;
    case 'release':
      return `Take ${to} back to the release of ${from.commit}`;
    case 'emergency':
      return `Fix an emergency in ${to}`;
  }
}
