import { systemFiles } from '../../lib/release/file-operations.ts';
import { readTree } from '../../lib/release/folder-tree.ts';

/** What stands at a path, every file and folder of it, as one text; `absent` where nothing is. */
export function folderState(path: string): string {
  const tree = readTree(systemFiles, path);
  return tree === undefined ? 'absent' : JSON.stringify([[...tree.files].sort(), [...tree.folders].sort()]);
}
