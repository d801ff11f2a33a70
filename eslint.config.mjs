import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';
import house from './tools/boundaries/house-rules.mjs';

const TESTS = [
  '**/*.spec.ts',
  '**/*.int-spec.ts',
  '**/*.e2e-spec.ts',
  '{apps,examples,libs}/*/test/**/*.ts',
  'libs/testing/**/*.ts',
];
const SPECS = TESTS.slice(0, 3);
const PLAIN_JS = ['**/*.{js,mjs,cjs}'];

/** Shapes that are refused everywhere. Flat config replaces a rule's options instead of merging them, hence the lists. */
const SHAPES = [
  { selector: 'TSEnumDeclaration', message: 'Use an `as const` list or a union instead of an enum.' },
  {
    selector: ':function[params.length>3]:not(MethodDefinition[kind="constructor"] > FunctionExpression)',
    message: 'Arguments after two go in one object: at most three parameters.',
  },
  {
    selector: 'ClassDeclaration:not(:has(> Decorator)) > ClassBody > MethodDefinition[kind="constructor"] > [params.length>3]',
    message: 'Arguments after two go in one object. Only what Nest injects is a list: at most three parameters.',
  },
  {
    selector: 'ClassDeclaration:has(> Decorator) > ClassBody > MethodDefinition[kind="constructor"] > [params.length>7]',
    message: 'A provider with more than seven dependencies holds two ideas.',
  },
];
const SKIPPED_TESTS = [
  {
    selector: 'MemberExpression[property.name=/^(skip|only|todo|failing)$/][object.name=/^(it|test|describe)$/]',
    message: 'A test runs, or it is deleted.',
  },
  { selector: 'CallExpression[callee.name=/^([xf](it|describe|test))$/]', message: 'A test runs, or it is deleted.' },
];
const AMBIENT_TIME = [
  { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: 'Domain code takes the time as an argument.' },
  { selector: 'CallExpression[callee.name="Date"]', message: 'Domain code takes the time as an argument.' },
];

const ENVIRONMENT = { object: 'process', property: 'env', message: 'Only libs/config and tools read the environment.' };
const AMBIENT_VALUES = [
  { object: 'Date', property: 'now', message: 'Domain code takes the time as an argument.' },
  { object: 'Math', property: 'random', message: 'Domain code takes its randomness as an argument.' },
];

const CLOCKS = ['setTimeout', 'setInterval', 'setImmediate'];
const timers = (message) => ({
  'no-restricted-globals': ['error', ...CLOCKS.map((name) => ({ name, message }))],
  'no-restricted-imports': ['error', { patterns: [{ regex: '^(node:)?timers(/promises)?$', message }] }],
});

export default defineConfig(
  { ignores: ['dist/', 'coverage/', '.curfew/', '**/probes/**'] },
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' } },
  {
    files: ['{apps,examples,libs,tools}/**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    // `project`, not `projectService`: one program for everything, a tenth faster here.
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    plugins: { house },
    rules: {
      'house/documented-exports': 'error',
      'house/file-names': 'error',
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true, named: true, defaultFrom: true } }],
      'no-restricted-properties': ['error', ENVIRONMENT],
      'no-restricted-syntax': ['error', ...SHAPES],
      eqeqeq: 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/consistent-type-exports': ['error', { fixMixedExportsWithInlineTypeSpecifier: true }],
      '@typescript-eslint/prefer-readonly': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // A Nest module is a class whose whole meaning is its decorator.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // It asks for `!` where a type is narrowed by `as`; here `!` is refused.
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
    },
  },
  {
    files: ['**/domain/**/*.ts'],
    ignores: TESTS,
    rules: {
      ...timers('Domain code waits for nothing.'),
      'no-restricted-properties': ['error', ENVIRONMENT, ...AMBIENT_VALUES],
      'no-restricted-syntax': ['error', ...SHAPES, ...AMBIENT_TIME],
    },
  },
  { files: ['libs/config/**/*.ts'], rules: { 'no-restricted-properties': 'off' } },
  // An example has its own way to be told where things are: it is no service of ours.
  { files: ['examples/*/src/**/*.ts'], rules: { 'no-restricted-properties': 'off' } },
  { files: ['tools/**/*.ts'], rules: { 'no-restricted-properties': 'off', 'no-console': 'off' } },
  {
    files: TESTS,
    rules: {
      // A describe block is a list of tests, not a function that does something.
      'max-lines-per-function': 'off',
      'no-restricted-syntax': ['error', ...SHAPES, ...SKIPPED_TESTS],
    },
  },
  { files: SPECS, rules: timers('A test waits for a signal or a condition, never for time to pass.') },
  {
    files: PLAIN_JS,
    extends: [tseslint.configs.strict, tseslint.configs.disableTypeChecked],
    rules: {
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],
      'no-restricted-syntax': ['error', ...SHAPES],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      'prefer-const': 'error',
      'no-var': 'error',
      eqeqeq: 'error',
    },
  },
  { files: ['**/*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
);
