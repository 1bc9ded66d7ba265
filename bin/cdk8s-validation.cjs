'use strict';
// The plugin that `validations` in cdk8s.yaml names. cdk8s requires it in its own process; the program is TypeScript.
const { start } = require('./program.cjs');

exports.ManifestRules = class {
  async validate(context) {
    const file = 'lib/cli/validation-plugin.ts';
    const started = await start({ file }, ({ ManifestRules }) => new ManifestRules().validate(context));
    // What could not be judged has not passed.
    if (!started) context.report.submit('failure');
  }
};
