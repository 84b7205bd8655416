// What the compiler cannot see: promises left alone, switches left open, and rooms of the house that reach into others.
// test/core/house.test.ts checks the direction of imports again, exactly: over resolved paths, however they are written.
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const TYPESCRIPT = ['agent/**/*.ts', 'hw/**/*.ts', 'broker-sim/**/*.ts', 'test/**/*.ts'];

/** One layer's files, and the imports (by regular expression) that it may not have. */
const layer = (files, ignores, message, ...regexes) => ({
  files,
  ignores,
  rules: {
    'no-restricted-imports': ['error', { patterns: regexes.map((regex) => ({ regex, message })) }],
  },
});

export default defineConfig(
  globalIgnores(['dist/', 'out/', 'node_modules/', 'test/fixtures/']),
  {
    // A rule that is wrong is tuned here, for everybody; no file switches one off for itself.
    linterOptions: { noInlineConfig: true },
    rules: {
      eqeqeq: 'error',
      'no-empty': 'error',
      'no-warning-comments': ['error', { terms: ['todo', 'fixme'], location: 'anywhere' }],
      'object-shorthand': 'error',
    },
  },
  {
    files: TYPESCRIPT,
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      'max-lines': ['error', { max: 300, skipBlankLines: false, skipComments: false }],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'a name is exported, never a default' },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      // `return refuse(code)` and `for (skip(); !end; skip())` mislead nobody.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // A number in a message needs no String() around it.
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      // It forgets that a getter may answer otherwise after an await or a call.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/no-empty-function': ['error', { allow: ['arrowFunctions'] }],
      // What a port asks for as a promise may be done at once, and a throw in it is still a rejection.
      '@typescript-eslint/require-await': 'off',
      // Types are structural here: what has an emitter's methods is an emitter.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // The compiler says it already (noUnusedLocals, noUnusedParameters).
      '@typescript-eslint/no-unused-vars': 'off',
    },
  },
  {
    // A declaration file describes a package as it is.
    files: ['**/*.d.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    files: ['agent/core/**/*.ts'],
    rules: {
      'no-restricted-globals': ['error', 'Date', 'Promise', 'globalThis', 'Intl'],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'chance is drawn outside the core' },
      ],
    },
  },
  layer(
    ['agent/core/**/*.ts'],
    [],
    'agent/core is pure: it imports agent/core alone',
    '^[^.]',
    '^(\\.\\./)+(shell|config|hw|broker-sim|test)/',
    '^(\\.\\./)+(main|cli|safe-off)\\.ts$',
  ),
  layer(
    ['agent/config/**/*.ts'],
    [],
    'agent/config imports the core, never what uses it',
    '^(\\.\\./)+(shell|hw|broker-sim|test)/',
    '^(\\.\\./)+(main|cli|safe-off)\\.ts$',
  ),
  layer(
    ['agent/shell/**/*.ts', 'agent/*.ts'],
    [],
    'the agent knows nothing of the simulator and the tests',
    '^(\\.\\./)+(broker-sim|test)/',
  ),
  layer(
    ['hw/**/*.ts'],
    ['hw/ports.ts'],
    'a driver imports hw/ports.ts, hw/native/load.ts, its own folder, node: and its native package',
    '^(\\.\\./)+(broker-sim|test)/',
    '^(\\.\\./)+agent/(?!core/playout/opus-decoder\\.ts$)',
  ),
  layer(
    ['broker-sim/**/*.ts'],
    [],
    'the simulator speaks to the agent over the wire: it imports only the wire, its vocabulary and the rule of a chain',
    '^(\\.\\./)+(hw|test)/',
    '^(\\.\\./)+agent/(?!core/(wire/|(trust/chain|vocabulary|limits|refusal|ed25519)\\.ts$))',
  ),
  {
    files: ['test/**/*.ts'],
    rules: {
      // node:test's own functions give promises that its runner awaits.
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            { from: 'package', package: 'node:test', name: ['test', 'it', 'describe', 'suite'] },
          ],
        },
      ],
      // A sample in a test is known to be there; a wrong one fails the test, which is what it is for.
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
);
