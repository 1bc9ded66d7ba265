'use strict';
// The plugin that `validations` in cdk8s.yaml names. cdk8s requires it in its own process, so it is CommonJS.
exports.ManifestRules = class {
  /** @param {import('cdk8s-cli/plugins').ValidationContext} context */
  async validate(context) {
    const { built } = await import('./built.js');
    const validation = await built('validation');
    // What could not be judged has not passed.
    if (validation === undefined) context.report.submit('failure');
    else await new validation.ManifestRules().validate(context);
  }
};
