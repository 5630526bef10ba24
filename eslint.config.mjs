// What the linter holds and why. Import directions are in .dependency-cruiser.cjs; sizes, names and forbidden text are
// in test/tidy.spec.ts. Inline switches are off (`noInlineConfig`): whoever needs an exception argues for it here.
import tseslint from 'typescript-eslint';

const TYPESCRIPT = ['**/*.ts'];
const SPECS = ['**/*.spec.ts', 'test/**/*.ts'];

const SQL_OPENING =
  /^\s*(?:(?:--[^\n]*\n|\/\*[^]*?\*\/)\s*)*(?:(?:SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|COPY|WITH|TRUNCATE|MERGE|EXPLAIN|VACUUM|ANALYZE|LOCK TABLE|SET LOCAL|SAVEPOINT)\s|(?:select\s+[^]+?\s+from|insert\s+into|update\s+[\w."]+\s+set|delete\s+from|copy\s+[\w."(]+[^]*?\s(?:from|to)\s+std|(?:create|alter|drop)\s+(?:table|view|index|function|schema|type|role))\s?)/;

/** The text that a string or template begins with; '' for every other node. */
function openingText(node) {
  if (node.type === 'TemplateLiteral') return node.quasis[0].value.cooked ?? '';
  return node.type === 'Literal' && typeof node.value === 'string' ? node.value : '';
}

const isSql = (node) => SQL_OPENING.test(openingText(node));
const always = () => true;

/** The project's own rules: what is forbidden (selector -> further condition), and a message with reason and way out. */
const HOUSE_RULES = {
  'environment-only-in-platform': {
    message:
      'Only libs/platform reads the environment, so that every setting is parsed, checked and documented in one place. Way out: take the value from `readConfig()` of #platform (a new setting goes into libs/platform/config.ts); handing it on whole to a child process, `{ ...process.env, NAME: value }`, is allowed.',
    forbidden: {
      "MemberExpression[object.name='process'][property.name='env']": (node) => node.parent.type !== 'SpreadElement',
      "MemberExpression[object.name='process'][property.value='env']": always,
      "VariableDeclarator[init.name='process'] > ObjectPattern > Property[key.name='env']": always,
      "ImportDeclaration[source.value=/^(node:)?process$/] > ImportSpecifier[imported.name='env']": always,
    },
  },
  'leases-by-database-clock': {
    message:
      "Leases and job times use the database's clock: machines' clocks differ, and a fast one would steal a living worker's task. Way out: compare and write `now()` in the statement in libs/database/sql, and read the time that it returns.",
    forbidden: {
      "MemberExpression[object.name='Date'][property.name='now']": always,
      "NewExpression[callee.name='Date'][arguments.length=0]": always,
      "CallExpression[callee.name='Date']": always,
    },
  },
  'costing-without-clock': {
    message:
      "A cost must be the same whenever it is computed: libs/costing knows no clock. Way out: take the date as an argument (the snapshot's `asOf`).",
    forbidden: {
      "MemberExpression[object.name='Date'][property.name='now']": always,
      "NewExpression[callee.name='Date'][arguments.length=0]": always,
      "CallExpression[callee.name='Date']": always,
    },
  },
  'sql-only-in-database': {
    message:
      'Only libs/database holds SQL (also migrations, test, bench and tools), so that a schema change is one folder to read. Way out: write the statement as a function in libs/database/sql that takes the client first, export it from #database and call that.',
    forbidden: {
      Literal: isSql,
      TemplateLiteral: isSql,
      "CallExpression[callee.property.name='query'] > Literal.arguments:first-child": (node) =>
        openingText(node) !== '' && !isSql(node),
      "CallExpression[callee.property.name='query'] > TemplateLiteral.arguments:first-child": (node) => !isSql(node),
    },
  },
  'exit-only-in-mains': {
    message:
      'Only a main.ts or a tool ends the process: elsewhere it skips `finally`, leaves connections open and cuts off output. Way out: throw a CostingError with its exitCode, or set `process.exitCode` and return.',
    forbidden: {
      "CallExpression[callee.object.name='process'][callee.property.name=/^(exit|abort|reallyExit)$/]": always,
      "ImportDeclaration[source.value=/^(node:)?process$/] > ImportSpecifier[imported.name='exit']": always,
    },
  },
  'console-only-in-tools': {
    message:
      'console is for tools: a command owns stdout (with --json exactly one document), and services log by the logger. Way out: `writeLine` and `writeRemark` (apps/cli/output.ts) in a command, the logger in api and worker.',
    forbidden: { "MemberExpression[object.name='console']": always },
  },
  'output-through-one-place': {
    message:
      'Lines of the command line pass `printable`, so that no text from the database or a file reaches a terminal raw. Way out: writeLine, writeRemark or printJson of apps/cli/output.ts.',
    forbidden: {
      "CallExpression[callee.property.name='write'][callee.object.object.name='process'][callee.object.property.name=/^std(out|err)$/]":
        always,
    },
  },
  'random-from-a-seed': {
    message:
      'Random data must come again the same: a figure or fault found once has to be found again. Way out: a seeded generator whose seed is an argument and is printed (randomUUID of node:crypto for names that only must differ).',
    forbidden: { "MemberExpression[object.name='Math'][property.name='random']": always },
  },
  'sessions-are-session-clients': {
    message:
      'A session begins with the settings of SessionClient: with another default of the server, database or role a statement means something else, fails, or ends the session. Way out: `database.connect`, `connectClient`, the pool of `openDatabase`, or `new SessionClient`.',
    forbidden: { 'NewExpression[callee.name=/^(Client|Pool)$/]': always },
  },
  'generated-code-only-in-formula': {
    message:
      'Code is made from text only by the formula compiler, which writes nothing but slots, numbers and whitelisted operators. Way out: call the compiler of #costing, or write the code.',
    forbidden: {
      "NewExpression[callee.name='Function']": always,
      'CallExpression[callee.name=/^(eval|Function)$/]': always,
      'ImportDeclaration[source.value=/^(node:)?vm$/]': always,
    },
  },
};

/** `Client` is a connection of its holder's own, which no pool waits for. */
const CLIENT_TYPES = new Set(['ClientBase', 'PoolClient']);

/** Whether an expression of this type leads to a pool: the pool itself, or an object that has it as `pool`. */
const leadsToPool = (type) =>
  type.symbol?.name === 'Pool' || type.getProperty?.('pool')?.declarations?.[0]?.type?.getText() === 'Pool';

/**
 * A function that is handed a connection waits for nothing else while it has it. Functions that each hold one connection
 * of a pool and wait for a second one wait for each other as soon as there are as many of them as connections.
 */
const oneConnectionAtATime = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    const { parserServices } = context.sourceCode;
    const holders = [];
    const enter = (node) => {
      const isHolder = node.params.some((parameter) =>
        CLIENT_TYPES.has(parserServices.getTypeAtLocation(parameter).symbol?.name),
      );
      holders.push(isHolder);
    };
    const leave = () => void holders.pop();
    const check = (node) => {
      if (!holders.includes(true) || !leadsToPool(parserServices.getTypeAtLocation(node))) return;
      context.report({
        node,
        message:
          'A function that has a connection must not ask its pool for another one: with as many of them at once as the pool has connections all of them wait for ever. Way out: use the connection that it has, or do this before it is taken or after it is given back.',
      });
    };
    const FUNCTION = ':matches(FunctionDeclaration, FunctionExpression, ArrowFunctionExpression)';
    return {
      [FUNCTION]: enter,
      [`${FUNCTION}:exit`]: leave,
      'MemberExpression[computed=false]': check,
      ':matches(CallExpression, NewExpression) > Identifier.arguments': check,
      'ReturnStatement > Identifier, VariableDeclarator > Identifier.init': check,
    };
  },
};

/** A linter rule out of one entry of HOUSE_RULES. */
function houseRule({ message, forbidden }) {
  return {
    meta: { type: 'problem', schema: [] },
    create: (context) =>
      Object.fromEntries(
        Object.entries(forbidden).map(([selector, condition]) => [
          selector,
          (node) => void (condition(node) && context.report({ node, message })),
        ]),
      ),
  };
}

const house = {
  rules: {
    ...Object.fromEntries(Object.entries(HOUSE_RULES).map(([name, rule]) => [name, houseRule(rule)])),
    'one-connection-at-a-time': oneConnectionAtATime,
  },
};

/** Switches one house rule on for `files`, except in `ignores`. */
const holds = (rule, files, ignores = []) => ({ files, ignores, rules: { [`house/${rule}`]: 'error' } });

const EVERYWHERE = ['**/*.{ts,mjs,cjs}'];
const NOT_IN_COSTING =
  'libs/costing is pure, so that the same code runs in a worker thread, a browser or a test: no Node, no clock, no input or output. Way out: do it in the caller and hand plain data in (Uint8Array and DataView for bytes).';

export default tseslint.config(
  { ignores: ['dist/', 'coverage/', '.data/', 'node_modules/', 'clients/typescript/openapi.d.ts'] },
  { linterOptions: { noInlineConfig: true } },
  {
    files: EVERYWHERE,
    plugins: { house },
    rules: {
      curly: ['error', 'multi-line'],
      eqeqeq: 'error',
      'no-constant-condition': ['error', { checkLoops: false }],
      'no-debugger': 'error',
      'no-dupe-else-if': 'error',
      'no-fallthrough': 'error',
      'no-self-compare': 'error',
      'no-sparse-arrays': 'error',
      'no-template-curly-in-string': 'error',
      'no-unmodified-loop-condition': 'error',
      'no-unreachable': 'error',
      'no-unsafe-finally': 'error',
      'no-useless-escape': 'error',
      'no-var': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
    },
  },
  {
    // Plain JavaScript has no compiler that would tell of a name that does not exist.
    files: ['**/*.{mjs,cjs}'],
    languageOptions: {
      globals: Object.fromEntries(
        [...Object.getOwnPropertyNames(globalThis), 'module', 'require', '__dirname'].map((name) => [name, 'readonly']),
      ),
    },
    rules: { 'no-undef': 'error', 'no-unused-vars': 'error' },
  },
  {
    files: TYPESCRIPT,
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      // A promise nobody waits for loses its error; so does one returned out of a `try`.
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/return-await': ['error', 'in-try-catch'],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // The rule leaves files with decorators alone, whose metadata need the imports as values.
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      // An interface may ask for a promise that one implementation has at once.
      '@typescript-eslint/require-await': 'off',
      // Classes with a toString of their own may stand in a template; no-base-to-string finds the others.
      '@typescript-eslint/restrict-template-expressions': 'off',
      // The compiler says it already (noUnusedLocals, noUnusedParameters).
      '@typescript-eslint/no-unused-vars': 'off',
    },
  },
  {
    // Response bodies and mocks are `any` by their libraries' types; a wrong use fails the test itself.
    files: SPECS,
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['libs/costing/**/*.ts'],
    ignores: SPECS,
    rules: {
      'no-restricted-globals': [
        'error',
        ...['process', 'Buffer', 'console', 'performance', 'fetch', 'require', '__dirname', '__filename', 'global'],
        ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'],
      ].map((entry) => (entry === 'error' ? entry : { name: entry, message: NOT_IN_COSTING })),
    },
  },
  // The formula compiler's whole point; `generated-code-only-in-formula` keeps it there.
  { files: ['libs/costing/formula/**/*.ts'], rules: { '@typescript-eslint/no-implied-eval': 'off' } },
  holds('environment-only-in-platform', EVERYWHERE, ['libs/platform/**', 'tools/*.mjs']),
  holds('leases-by-database-clock', ['libs/jobs/**/*.ts'], SPECS),
  holds('costing-without-clock', ['libs/costing/**/*.ts'], SPECS),
  holds('sql-only-in-database', TYPESCRIPT, ['libs/database/**', 'migrations/**', 'test/**', 'bench/**', 'tools/**']),
  holds('one-connection-at-a-time', ['apps/**/*.ts', 'libs/**/*.ts'], SPECS),
  holds(
    'sessions-are-session-clients',
    ['apps/**/*.ts', 'libs/**/*.ts'],
    [...SPECS, 'libs/database/embedded/server.ts'],
  ),
  holds('exit-only-in-mains', EVERYWHERE, ['apps/*/main.ts', 'bench/**/main.ts', 'tools/**']),
  holds('console-only-in-tools', EVERYWHERE, ['tools/**']),
  holds('output-through-one-place', ['apps/cli/**/*.ts'], ['apps/cli/output.ts']),
  holds('random-from-a-seed', EVERYWHERE, ['tools/*.mjs']),
  holds('generated-code-only-in-formula', EVERYWHERE, ['libs/costing/formula/**']),
);
