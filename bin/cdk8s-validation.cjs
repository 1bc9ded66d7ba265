'use strict';
// The plugin that `validations` in cdk8s.yaml names. cdk8s requires it in its own process; the program is TypeScript.
const { load } = require('./program.cjs');

exports.ManifestRules = class {
  async validate(context) {
    const { exports: plugin, keep } = await load({ file: 'lib/cli/validation-plugin.ts' });
    await new plugin.ManifestRules().validate(context);
    keep();
  }
};
