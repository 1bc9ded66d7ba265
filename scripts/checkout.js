// Loads the program of a checkout (decision 0015): built from the sources as they are, with what V8 compiled of it on an
// earlier run. Plain JavaScript, for it runs before anything can load TypeScript.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { getHeapCodeStatistics } from 'node:v8';
import { Script } from 'node:vm';
import { folder, freshBuild, program, put } from './build.js';

/** Of a kept file: the SHA-256 of all that follows, and the bytes of bytecode that V8 had when it was kept. */
const [digestBytes, countBytes] = [32, 8];

/**
 * @param {'commands' | 'validation' | 'main'} part
 * @param {string} use what the part is run for
 * @returns {Promise<{ exported: () => Promise<any>, keep: () => void }>} what the part exports, and a function that keeps
 * what was compiled, to be called when the work is done: V8 compiles a function when it is first called
 * @throws {Error} with the place where a source has an error
 */
export async function load(part, use) {
  const code = await freshBuild();
  const file = join(folder, ['compiled', part, use].filter(Boolean).join('-'));
  // V8 checks its own version and flags, and of the program only the length.
  const seal = createHash('sha256').update(`${process.version} ${process.arch} `).update(code).digest();
  const kept = read(file, seal);
  const script = new Script(code.toString(), { filename: program, ...kept });
  const known = kept === undefined || script.cachedDataRejected === true ? 0 : kept.bytecode;
  const module = { exports: /** @type {Record<string, () => Promise<any>>} */ ({}) };
  const run = script.runInThisContext();
  run(module.exports, createRequire(program), module, program, dirname(program));
  const keep = () => {
    const bytecode = getHeapCodeStatistics().bytecode_and_metadata_size;
    // A run that ended early compiled little: what one after it adds is kept too.
    if (known > 0 && bytecode < known * 1.2) return;
    write(file, seal, bytecode, script.createCachedData());
  };
  return { exported: () => /** @type {() => Promise<any>} */ (module.exports[part])(), keep };
}

/**
 * What an earlier run kept. V8 runs it without looking at it, so nothing is taken that is not whole.
 * @param {string} file
 * @param {Buffer} seal of the program and the V8 that it must be of
 */
function read(file, seal) {
  try {
    const content = readFileSync(file);
    const sealed = content.subarray(digestBytes);
    if (!content.subarray(0, digestBytes).equals(digestOf(seal, sealed))) return undefined;
    return {
      bytecode: Number(sealed.readBigUInt64LE()),
      cachedData: sealed.subarray(countBytes),
    };
  } catch {
    return undefined;
  }
}

/**
 * A folder that cannot be written costs time, and nothing else.
 * @param {string} file
 * @param {Buffer} seal
 * @param {number} bytecode
 * @param {Buffer} compiled
 */
function write(file, seal, bytecode, compiled) {
  const count = Buffer.alloc(countBytes);
  count.writeBigUInt64LE(BigInt(bytecode));
  const sealed = Buffer.concat([count, compiled]);
  try {
    put(file, Buffer.concat([digestOf(seal, sealed), sealed]));
  } catch {}
}

/**
 * @param {Buffer} seal
 * @param {Buffer} content
 */
function digestOf(seal, content) {
  return createHash('sha256').update(seal).update(content).digest();
}
