import { closeSync, openSync, readSync } from 'node:fs';
import type { Manifest } from '../lib/model/manifest.ts';

/** One rendered file of objects; one line of an object file. */
export interface ObjectFile {
  /** `prod/workrequests/workbench.k8s.yaml` */
  readonly path: string;
  readonly objects: readonly Manifest[];
}

/** What a yardstick did. */
export interface YardstickResult {
  readonly files: number;
  readonly objects: number;
  /** Processor time of reading the objects, which is not the yardstick's. */
  readonly readingSeconds: number;
}

/** Gives each file's objects to `write`, one file after the other, and counts the time of reading apart. */
export function forEachFile(source: string, write: (file: ObjectFile) => void): YardstickResult {
  const total = { files: 0, objects: 0, readingSeconds: 0 };
  let begun = process.cpuUsage();
  for (const line of linesOf(source)) {
    const file = JSON.parse(line) as ObjectFile;
    const reading = process.cpuUsage(begun);
    total.readingSeconds += (reading.user + reading.system) / 1e6;
    write(file);
    total.files += 1;
    total.objects += file.objects.length;
    begun = process.cpuUsage();
  }
  return total;
}

/** The lines of a file that is too large for one string. */
function* linesOf(path: string): Generator<string> {
  const descriptor = openSync(path, 'r');
  const buffer = Buffer.alloc(256 * 1024);
  let parts: Buffer[] = [];
  try {
    for (;;) {
      const size = readSync(descriptor, buffer);
      if (size === 0) return;
      let start = 0;
      for (;;) {
        const end = buffer.indexOf(10, start);
        if (end < 0 || end >= size) break;
        yield Buffer.concat([...parts, buffer.subarray(start, end)]).toString();
        parts = [];
        start = end + 1;
      }
      parts.push(Buffer.from(buffer.subarray(start, size)));
    }
  } finally {
    closeSync(descriptor);
  }
}
