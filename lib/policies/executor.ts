import type { Naming } from '../naming/naming.ts';
import type { Contract } from '../model/terms/contract.ts';

/** Which jobs drain a queue: of which class, and of which kind in it. */
export interface Executor {
  readonly executorClass: string;
  readonly executorKind: string;
}

/** What is known of it: a part that neither the contract nor the system's naming gives is absent. */
export function executorOf({ terms, address }: Contract, naming: Naming | undefined): Partial<Executor> {
  const parts = {
    ...partsOf('context', address.context, naming),
    ...partsOf('topic', address.topic, naming),
  };
  const executorClass = terms.scaling?.executorClass ?? parts['executorClass'];
  const executorKind = terms.scaling?.executorKind ?? parts['executorKind'];
  return {
    ...(executorClass === undefined ? {} : { executorClass }),
    ...(executorKind === undefined ? {} : { executorKind }),
  };
}

/** What is wrong with a folder is reported by the rule on names. */
function partsOf(
  folder: 'context' | 'topic',
  name: string,
  naming: Naming | undefined,
): Readonly<Record<string, string>> {
  const parts = naming?.folder(folder, name);
  return parts?.ok === true ? parts.value : {};
}

/** Whether the names of a system's topics say which jobs drain them. */
export function namesExecutors({ parts }: Naming): boolean {
  return parts.includes('executorClass') && parts.includes('executorKind');
}

/** `print.invoices`, as environments name its image. */
export function executorText({ executorClass, executorKind }: Executor): string {
  return `${executorClass}.${executorKind}`;
}
