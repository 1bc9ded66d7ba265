import { cpSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ofNoContract, writeEnvironments } from './environments.ts';

const id = 'omninode';
const system = `contracts/${id}`;

/**
 * Writes a repository of `contracts` OmniNode contracts for `tenants` tenants in the shipped environments: the
 * shipped contracts, and as many copies of them under other names as are wanting.
 * @param shipped the folder with the shipped `contracts/` and `environments/`
 */
export function generateTenants(shipped: string, root: string, contracts: number, tenants: number): void {
  cpSync(join(shipped, system), join(root, system), { recursive: true });
  const folders = contractFolders(join(root, system));
  // Queries are in pairs and are left as they are.
  const copied = folders.filter((folder) => !folder.includes('/qrs/'));
  for (let round = 2, left = contracts - folders.length; left > 0; round += 1) {
    for (const folder of copied.slice(0, left)) copyContract(join(root, system, folder), round);
    left -= copied.length;
  }
  for (const folder of folders.slice(contracts)) rmSync(join(root, system, folder), { recursive: true });
  const names = ['omnibase', ...Array.from({ length: tenants - 1 }, (_, index) => `tenant-${index + 1}`)];
  writeEnvironments(shipped, root, id, (text) => roomy(text, names));
}

/** An environment with these tenants, and budgets for all of them. */
function roomy(text: string, tenants: readonly string[]): string {
  return ofNoContract(text)
    .replace(/^tenants: .*$/m, `tenants: [${tenants.join(', ')}]`)
    .replace(/partitionBudget: [0-9]+/, 'partitionBudget: 10000000')
    .replace(/storageBudget: [0-9A-Za-z]+/, 'storageBudget: 1024TiB');
}

/** `<context>/<class>/<topic>/v1` of each contract. */
function contractFolders(base: string): string[] {
  return readdirSync(base, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.name === 'contract.yaml')
    .map((entry) => entry.parentPath.slice(base.length + 1))
    .sort();
}

function copyContract(folder: string, round: number): void {
  const copy = folder.replace(/\/v1$/, `-${round}/v1`);
  cpSync(folder, copy, { recursive: true });
}
