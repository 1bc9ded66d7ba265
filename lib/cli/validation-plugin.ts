import type { Validation, ValidationContext } from 'cdk8s-cli/plugins';
import { failureReport, today } from './report.ts';
import { judgeWritten, type WrittenFinding } from './written.ts';

/**
 * The rules on manifests as a validation plugin of cdk8s: `cdk8s synth` runs it on what lies in the output folder,
 * and ends with 2 where something is wrong. `main.ts` has refused what is wrong in our own input before that; this
 * is about every file there, also of another program in `app`, or of a hand.
 */
export class ManifestRules implements Validation {
  async validate({ manifests, report }: ValidationContext): Promise<void> {
    const root = process.cwd();
    const day = today();
    try {
      const found = await judgeWritten(root, manifests, day, async () =>
        (await import('./excuses.ts')).excuses(root, day),
      );
      for (const { rule, file, object, told } of found) {
        report.addViolation({
          ruleName: rule.id,
          recommendation: rule.what,
          fix: rule.fix,
          violatingResources: [{ resourceName: object, locations: [told], manifestPath: file }],
        });
      }
      report.submit(found.some(isGrave) ? 'failure' : 'success', { Manifests: String(manifests.length) });
    } catch (error) {
      // cdk8s would print a stack trace: what could not be judged has not passed.
      process.stderr.write(failureReport(error));
      report.submit('failure');
    }
  }
}

function isGrave({ level }: WrittenFinding): boolean {
  return level === 'error';
}
