import { type ChildProcess, fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Answer, Question, WorkerSetting } from './messages.ts';

/** Bytes of heap after which a worker is replaced: modules that were loaded again are given back late. */
const mostHeap = 1_500_000_000;

/** A process that runs tests with one mutant after another, and is replaced when it hangs, dies or grows. */
export class WorkerProcess {
  #child: ChildProcess | undefined;
  readonly #setting: WorkerSetting;

  constructor(setting: WorkerSetting) {
    this.#setting = setting;
  }

  /** @returns the answer, or why there is none */
  async ask(question: Question, milliseconds: number): Promise<Answer | 'late' | 'died'> {
    const child = (this.#child ??= this.#start());
    const answer = await new Promise<(Answer & { heap: number }) | 'late' | 'died'>((done) => {
      const finish = (message: (Answer & { heap: number }) | 'late' | 'died') => {
        clearTimeout(timer);
        child.removeListener('message', finish);
        child.removeListener('exit', gone);
        done(message);
      };
      const gone = () => finish('died');
      const timer = setTimeout(() => finish('late'), milliseconds);
      child.on('message', finish);
      child.on('exit', gone);
      child.send(question);
    });
    if (typeof answer === 'string' || answer.heap > mostHeap) this.stop();
    return answer;
  }

  stop(): void {
    this.#child?.kill('SIGKILL');
    this.#child = undefined;
  }

  #start(): ChildProcess {
    return fork(join(import.meta.dirname, 'worker.ts'), [JSON.stringify(this.#setting)], {
      cwd: this.#setting.root,
      execArgv: [
        '--experimental-vm-modules',
        '--disable-warning=ExperimentalWarning',
        '--max-old-space-size=3000',
        '--import',
        pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href,
      ],
      // What tests print is of no interest here.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
  }
}
