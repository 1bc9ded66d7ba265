import { type FileHandle, open as openFile } from 'node:fs/promises';
import { archiveLine } from '../operations/archive.ts';
import type { Letter } from './letter.ts';
import { OpenLetters } from './open-letters.ts';
import { CannotOperate } from '../operations/cannot-operate.ts';
import type { Place, Repairable } from './place.ts';
import type { Selection } from './selection.ts';
import { type Request, type SessionResult, settleLetters } from './session.ts';

/** Lines that are kept in memory before they are written. */
const together = 200;

/** A file of JSON Lines with all that brings dead letters back. Only its owner may read it. */
class ArchiveFile {
  readonly #file: FileHandle;
  #lines: string[] = [];
  count = 0;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  /** @throws CannotOperate where the file is there already, or cannot be made */
  static async create(path: string): Promise<ArchiveFile> {
    try {
      return new ArchiveFile(await openFile(path, 'wx', 0o600));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new CannotOperate(
        code === 'EEXIST'
          ? `${path} is there already: name another file`
          : `${path} cannot be written (${code ?? 'error'})`,
      );
    }
  }

  async add(place: Place, letter: Letter): Promise<void> {
    this.#lines.push(archived(place, letter));
    this.count += 1;
    if (this.#lines.length >= together) await this.#write();
  }

  /** Returns when all lines are on the disk. */
  async sync(): Promise<void> {
    await this.#write();
    await this.#file.sync();
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  async #write(): Promise<void> {
    const text = this.#lines.join('');
    this.#lines = [];
    if (text !== '') await this.#file.appendFile(text);
  }
}

/** Open letters as lines of an archive, each with its end. They stay open. */
export async function* archivedLines(place: Place, selection: Selection): AsyncGenerator<string> {
  const open = await OpenLetters.of(place);
  try {
    for await (const letter of open.selected(selection)) yield archived(place, letter);
  } finally {
    await open.close();
  }
}

/** Writes open letters to a file, and leaves them open. @returns how many */
export async function archive(place: Place, selection: Selection, path: string): Promise<number> {
  const open = await OpenLetters.of(place);
  try {
    const file = await ArchiveFile.create(path);
    try {
      for await (const letter of open.selected(selection)) await file.add(place, letter);
      await file.sync();
      return file.count;
    } finally {
      await file.close();
    }
  } finally {
    await open.close();
  }
}

/** Writes open letters to a file, and settles each once it is on the disk. */
export async function archiveAndSettle(
  place: Repairable,
  request: Request,
  path: string,
  onBatch: (settled: number) => void,
): Promise<SessionResult> {
  const file = await ArchiveFile.create(path);
  try {
    return await settleLetters(place, request, {
      decide: async (letter) => {
        await file.add(place, letter);
        return { as: 'archived', write: [] };
      },
      beforeSettling: async () => await file.sync(),
      onBatch,
    });
  } finally {
    await file.close();
  }
}

/** Gives open letters up. */
export async function discard(
  place: Repairable,
  request: Request,
  onBatch: (settled: number) => void,
): Promise<SessionResult> {
  return await settleLetters(place, request, {
    decide: () => Promise.resolve({ as: 'discarded', write: [] }),
    onBatch,
  });
}

/** The line of an archive, as `replay` reads it too, and beside it what people look for. */
function archived({ contract }: Place, letter: Letter): string {
  const line = {
    ...(JSON.parse(archiveLine(letter.delivery)) as object),
    ...{ environment: contract.environment, contract: contract.contract, primaryTopic: contract.topic },
    ...{ class: letter.class, reason: letter.reason, redriven: letter.redriven },
  };
  return `${JSON.stringify(line)}\n`;
}
