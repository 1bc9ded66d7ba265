import { join } from 'node:path';
import { PackedPackage } from '../test/support/packed.ts';
import { medianRun, runChild, type Usage } from './child.ts';

/** What a command takes before it does anything, in an installed package. */
export interface StartUp extends Usage {
  /** `lint --help` */
  readonly command: string;
}

const commands = ['--version', '--help', 'lint --help', 'synth --help', 'plan --help', 'explain --help'];

/** Packs the package, installs it into an empty folder, and starts it there. @returns the slowest first */
export function measureStartUp(work: string, runs: number): StartUp[] {
  const packed = new PackedPackage();
  try {
    const folder = join(work, 'installed');
    packed.installIn(folder);
    const program = join(folder, 'node_modules/workstreams/bin/workstreams.js');
    return commands
      .map((command): StartUp => {
        const once = () => runChild([program, ...command.split(' ')]);
        const { seconds, processorSeconds, peakBytes } = medianRun(Array.from({ length: runs }, once));
        return { command, seconds, processorSeconds, peakBytes };
      })
      .sort((a, b) => b.processorSeconds - a.processorSeconds);
  } finally {
    packed.dispose();
  }
}
