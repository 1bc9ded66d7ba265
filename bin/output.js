import { writeFileSync, writeSync } from 'node:fs';
import { Duplex } from 'node:stream';

/** What a shell shows for a program that wrote to a pipe without a reader: 128 and the number of SIGPIPE. */
const closedPipe = 141;

/**
 * Ends the process with a message and a code that is not 0 when its output cannot be written whole: on a full disk, and
 * when the reader of the pipe has gone, as in `workstreams access | head`. The command's own code would say that all of
 * it was written. To be called before anything is printed.
 */
export function wholeOutput() {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error) => {
      if (stream === process.stdout) report(error);
      process.exit(error.code === 'EPIPE' ? closedPipe : 1);
    });
    // Node's stream for a file takes a short write for a whole one: on a disk that fills up, the rest would be lost.
    if (isFile(stream)) Object.assign(stream, { _write: writeWhole(stream.fd) });
  }
}

/** @param {number} file */
function writeWhole(file) {
  /** @type {(chunk: Buffer, encoding: string, done: (error?: Error) => void) => void} */
  return (chunk, _encoding, done) => {
    try {
      writeFileSync(file, chunk);
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    done();
  };
}

/** @param {NodeJS.ErrnoException} error */
function report(error) {
  const why = error.code === 'EPIPE' ? 'its reader closed the pipe' : error.message;
  try {
    writeSync(2, `workstreams: the output is incomplete: ${why}\n`);
  } catch {}
}

/**
 * Pipes and terminals are Duplex, files are not. fstat would tell too; asked of a pipe, it makes a later realpathSync of
 * Node 20.20 leave links as they are.
 * @param {import('node:stream').Writable} stream
 */
function isFile(stream) {
  return !(stream instanceof Duplex);
}
