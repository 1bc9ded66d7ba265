import type { CarriedOperations } from '../../model/carried-contract.ts';
import { printable } from '../../model/text/problem.ts';
import { carriedOf } from '../../policies/carried-contract.ts';
import { today } from '../report.ts';
import { resolvedProject } from '../resolved-project.ts';
import { refuse } from './refuse.ts';

interface Asked {
  readonly root: string;
  readonly env: string;
  readonly system?: string | undefined;
  readonly tenant?: string | undefined;
}

/** Where sessions are kept: of the one system, and tenant, whose services replay; undefined where standard error says what is wrong. */
export function replayOperations({ root, env, system, tenant }: Asked): CarriedOperations | undefined {
  const project = resolvedProject({ root, today: today(), environments: [env] });
  const resolved = project?.environments[0];
  if (project === undefined || resolved === undefined) return undefined;
  const all = carriedOf(project.project.catalog, resolved).operations.filter(({ operators }) =>
    operators.some(({ replaysInto }) => replaysInto.length > 0),
  );
  const found = all.filter(
    (one) =>
      (system === undefined || one.system === system) && (tenant === undefined || one.tenant === tenant),
  );
  const [only, another] = found;
  if (only !== undefined && another === undefined) return only;
  const names = (some: readonly CarriedOperations[]) =>
    some
      .map((one) => `--system ${one.system}${one.tenant === undefined ? '' : ` --tenant ${one.tenant}`}`)
      .join(', or ');
  const asked = [system, tenant].filter((one) => one !== undefined).join(' ');
  refuse([
    all.length === 0
      ? `no service has the duty replayer in ${env}: no session is kept there`
      : only === undefined
        ? `${printable(asked)} has no service with the duty replayer: write ${names(all)}`
        : `several systems keep sessions of replay: write ${names(found)}`,
  ]);
  return undefined;
}
