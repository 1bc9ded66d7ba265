/** What a line of a program says besides its message; never any part of a value. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** One line of JSON for each event, on standard error, so that a command may have standard output for itself. */
export interface Log {
  info(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

export function jsonLog(write: (line: string) => void): Log {
  const line =
    (level: string) =>
    (message: string, fields: LogFields = {}) =>
      write(`${JSON.stringify({ time: new Date().toISOString(), level, message, ...fields })}\n`);
  return { info: line('info'), error: line('error') };
}
