'use strict';
// The plugin that `validations` in cdk8s.yaml names. cdk8s requires it in its own process, so it is CommonJS.
exports.ManifestRules = class {
  /** @param {import('cdk8s-cli/plugins').ValidationContext} context */
  async validate(context) {
    const { run } = await import('./built.js');
    const judged = await run('validation', ({ ManifestRules }) => new ManifestRules().validate(context));
    // What could not be judged has not passed.
    if (!judged) context.report.submit('failure');
  }
};
