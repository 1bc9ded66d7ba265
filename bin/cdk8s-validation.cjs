'use strict';
// The plugin that `validations` in cdk8s.yaml names. cdk8s requires it in its own process; the program is TypeScript,
// so tsx is put before it when there is something to judge, and packages are loaded before tsx looks at every import.
const { setFlagsFromString } = require('node:v8');

exports.ManifestRules = class {
  async validate(context) {
    // See bin/workstreams.js.
    if (process.versions.v8.startsWith('11.')) setFlagsFromString('--interrupt-budget=500000');
    process.setSourceMapsEnabled(false);
    for (const name of ['zod', 'yaml', 'ajv/dist/2020.js', 'js-yaml']) require(name);
    const unregister = require('tsx/cjs/api').register();
    try {
      const { ManifestRules } = require('../lib/cli/validation-plugin.ts');
      await new ManifestRules(() => require('../lib/cli/excuses.ts').excuses).validate(context);
    } finally {
      unregister();
    }
  }
};
