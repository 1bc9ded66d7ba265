import { types } from 'node:util';

/**
 * How a command ends; each command's help says which of them it has besides. The numbers from 64 on are those of
 * sysexits(3).
 */
export const exitCodes = {
  done: 0,
  /** Problems were found, or something outside failed: nothing was written, or what the message says. */
  refused: 1,
  /** The command line is not as the help says. */
  usage: 64,
  /** A fault of Workstreams itself. */
  defect: 70,
} as const;

/** Errors that no one throws on purpose to tell something. */
const unforeseen = /^(?:Error|(?:Type|Range|Reference|Syntax|Eval|URI)Error)$/;

/**
 * Whether an exception is a fault of Workstreams. What was foreseen has a class of its own; what the operating system
 * or the network refuses has a code, such as ENOSPC.
 */
export function isDefect(error: unknown): boolean {
  if (!types.isNativeError(error)) return true;
  const { code } = error as NodeJS.ErrnoException;
  if (typeof code === 'string') return code.startsWith('ERR_');
  return unforeseen.test(error.constructor.name);
}
