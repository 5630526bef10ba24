import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join, posix } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

/**
 * Style as a test: sizes, names, docstrings and texts that must not be in the repository. It reads what git tracks or
 * would track, starts nothing, and each failure names the rule, the place and the way out. What a linter can tell from
 * one file is in eslint.config.mjs, import directions in .dependency-cruiser.cjs.
 */
const ROOT = join(__dirname, '..');
const LINES_MAX = 500;
const LINES_USUAL = 350;
const LINES_MEDIAN = 110;
const FUNCTION_LINES_MAX = 70;

const BINARY = /\.(png|jpg|gif|ico|pdf|gz|zip|woff2?)$/;
const NAME = /^\.?[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/;
const NAMES_BY_CUSTOM =
  /^(Chart\.yaml|NOTES\.txt|_helpers\.tpl|(README|ARCHITECTURE|CHANGELOG|CONTRIBUTING|SECURITY|LICENSE|NOTICE)(\.md)?|Dockerfile)$/;
const EXACT_VERSION = /^(\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?|\$.+)$/;

const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: ROOT })
  .toString()
  .split('\0')
  // Deleted in the working tree but not yet in a commit: still listed.
  .filter((file) => file !== '' && existsSync(join(ROOT, file)));
const contents = new Map(
  files.filter((file) => !BINARY.test(file)).map((file) => [file, readFileSync(join(ROOT, file), 'utf8')]),
);
const text = (file: string): string => contents.get(file) ?? '';
const isSpec = (file: string): boolean => file.endsWith('.spec.ts');
const codeFiles = files.filter((file) => /\.(ts|mjs|cjs)$/.test(file) && !file.endsWith('.d.ts'));
const trees = new Map(
  codeFiles.map((file) => [file, ts.createSourceFile(file, text(file), ts.ScriptTarget.Latest, true)]),
);
const json = (file: string): Record<string, unknown> => JSON.parse(text(file)) as Record<string, unknown>;

/** Lines of a text as an editor numbers them; a last line break ends a line and begins none. */
const lineCount = (content: string): number => content.replace(/\n$/, '').split('\n').length;

/** Fails with every violation below the rule and the way out. */
function expectNone(violations: readonly string[], rule: string, wayOut: string): void {
  const list = violations.map((violation) => `  - ${violation}`).join('\n');
  expect(violations, `${rule}\n${list}\nWay out: ${wayOut}\n`).toEqual([]);
}

/** Every match of `pattern` (global) in the files, as `file:line  match`. */
function occurrences(among: readonly string[], pattern: RegExp): string[] {
  return among.flatMap((file) =>
    [...text(file).matchAll(pattern)].map(
      (match) => `${file}:${lineCount(text(file).slice(0, match.index + 1))}  ${match[0].trim()}`,
    ),
  );
}

function everyNode(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  node.forEachChild((child) => everyNode(child, visit));
}

const escaped = (literal: string): string => literal.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

describe('sizes', () => {
  const sizes = codeFiles.map((file) => ({ file, lines: lineCount(text(file)) })).sort((a, b) => a.lines - b.lines);

  it('keeps every code file within the hard stop', () => {
    expectNone(
      sizes.filter(({ lines }) => lines > LINES_MAX).map(({ file, lines }) => `${file} has ${lines} lines`),
      `A code file has at most ${LINES_MAX} lines.`,
      'split it where one part could be explained without the other; give each part a name that says what it does.',
    );
  });

  it('keeps nine files in ten, and the median, small', () => {
    const large = sizes.filter(({ lines }) => lines > LINES_USUAL);
    expectNone(
      large.length * 10 > sizes.length ? large.map(({ file, lines }) => `${file} has ${lines} lines`) : [],
      `At least nine code files in ten have at most ${LINES_USUAL} lines; ${large.length} of ${sizes.length} have more.`,
      'split these files.',
    );
    const median = sizes[Math.floor(sizes.length / 2)];
    expect(
      median?.lines,
      `The median code file has at most ${LINES_MEDIAN} lines (now: ${median?.file}). Way out: split the largest files.`,
    ).toBeLessThanOrEqual(LINES_MEDIAN);
  });

  it('keeps functions short enough to be read at once', () => {
    expectNone(
      codeFiles.flatMap(longFunctions),
      `A function has at most ${FUNCTION_LINES_MAX} lines (aim at 30).`,
      'take out the steps that can be named, each as a function with plain arguments. (The callback of a `describe` is a container and does not count.)',
    );
  });
});

function longFunctions(file: string): string[] {
  const tree = trees.get(file);
  const found: string[] = [];
  if (!tree) return found;
  const line = (position: number): number => tree.getLineAndCharacterOfPosition(position).line + 1;
  everyNode(tree, (node) => {
    if (!ts.isFunctionLike(node) || isDescribeCallback(node)) return;
    const lines = line(node.end) - line(node.getStart()) + 1;
    if (lines > FUNCTION_LINES_MAX) {
      found.push(`${file}:${line(node.getStart())} ${functionName(node)} has ${lines} lines`);
    }
  });
  return found;
}

function isDescribeCallback(node: ts.Node): boolean {
  return ts.isCallExpression(node.parent) && /^describe\b/.test(node.parent.expression.getText());
}

function functionName(node: ts.SignatureDeclaration): string {
  if (node.name) return node.name.getText();
  return ts.isVariableDeclaration(node.parent) ? node.parent.name.getText() : 'an unnamed function';
}

describe('names', () => {
  it('writes file and folder names in kebab-case', () => {
    const wrong = files.filter((file) =>
      file.split('/').some((part) => !NAME.test(part) && !NAMES_BY_CUSTOM.test(part)),
    );
    expectNone(
      wrong,
      'File and folder names are kebab-case: lower-case words joined by hyphens, e.g. `open-database.ts`.',
      '`git mv` it; the kind of a file goes before its ending, e.g. `jobs.controller.ts`.',
    );
  });

  it('has every app and lib in nest-cli.json and in the imports of package.json', () => {
    const projects = json('nest-cli.json')['projects'] as Record<string, { root: string; entryFile: string }>;
    const folders = new Set(files.map((file) => /^(?:apps|libs)\/[^/]+(?=\/)/.exec(file)?.[0]).filter(Boolean));
    const mapped = Object.values(projects).map(({ root }) => root);
    const entries = Object.values(projects).map(({ root, entryFile }) =>
      entryFile.startsWith(root) ? `${entryFile}.ts` : `${root}/${entryFile}.ts`,
    );
    const names = Object.values(json('package.json')['imports'] as Record<string, { source: string }>);
    const imported = names.map(({ source }) => posix.normalize(source));
    const libs = [...folders].filter((folder) => folder?.startsWith('libs/')).map((folder) => `${folder}/index.ts`);
    expectNone(
      [
        ...entries.filter((entry) => !contents.has(entry)).map((entry) => `nest-cli.json names ${entry}: no such file`),
        ...[...folders]
          .filter((folder) => !mapped.includes(folder ?? ''))
          .map((folder) => `nest-cli.json lacks ${folder}`),
        ...imported.filter((file) => !contents.has(file)).map((file) => `package.json imports ${file}: no such file`),
        ...libs.filter((lib) => !imported.includes(lib)).map((lib) => `the imports of package.json lack ${lib}`),
      ],
      'nest-cli.json is the map of the projects and the imports of package.json are the way to the libs.',
      'add, correct or remove the entry; an app has a main.ts, a lib an index.ts.',
    );
  });
});

describe('docstrings', () => {
  it('describes every function and class that a lib exports', () => {
    const indexes = codeFiles.filter((file) => /^libs\/[^/]+\/index\.ts$/.test(file));
    expectNone(
      indexes.flatMap((index) => {
        const exported = exportsOf(index);
        // Of an overloaded function one signature carries the docstring.
        const described = new Set(exported.filter((one) => one.described).map(({ name }) => name));
        return exported.filter(({ name }) => !described.has(name)).map(({ place }) => place);
      }),
      "Every function and class that a lib's index.ts exports has a docstring (`/** … */`).",
      'say what it gives, with shapes, units and errors; or do not export it from the index.',
    );
  });
});

interface Exported {
  readonly name: string;
  readonly place: string;
  readonly described: boolean;
}

/** Functions and classes that a module exports itself or by `export … from './…'`. */
function exportsOf(file: string): Exported[] {
  return (trees.get(file)?.statements ?? []).flatMap((statement): Exported[] => {
    if (!ts.isExportDeclaration(statement)) return ownExports(file, statement);
    if (!statement.moduleSpecifier || !ts.isStringLiteral(statement.moduleSpecifier)) return [];
    const all = exportsOf(besides(file, statement.moduleSpecifier.text));
    const clause = statement.exportClause;
    if (!clause || !ts.isNamedExports(clause)) return all;
    const named = clause.elements.map((element) => (element.propertyName ?? element.name).text);
    return all.filter(({ name }) => named.includes(name));
  });
}

function ownExports(file: string, statement: ts.Statement): Exported[] {
  if (!ts.canHaveModifiers(statement)) return [];
  const isExported = ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;
  const described = ts.getJSDocCommentsAndTags(statement).length > 0;
  const names = ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement) ? [statement.name] : [];
  if (ts.isVariableStatement(statement)) {
    const functions = statement.declarationList.declarations.filter(
      ({ initializer }) => initializer && (ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer)),
    );
    names.push(...functions.map(({ name }) => (ts.isIdentifier(name) ? name : undefined)));
  }
  const line = lineCount(text(file).slice(0, statement.getStart() + 1));
  return names
    .filter((name) => name !== undefined && isExported)
    .map((name) => ({ name: name?.text ?? '', place: `${file}:${line} ${name?.text}`, described }));
}

/** The source file that a relative import of `file` means. */
const besides = (file: string, specifier: string): string =>
  posix.join(posix.dirname(file), specifier).replace(/\.js$/, '.ts');

describe('imports', () => {
  it('reaches other libs by their name only', () => {
    const libOf = (file: string): string | undefined => /^libs\/[^/]+(?=\/)/.exec(file)?.[0];
    const wrong = codeFiles.flatMap((file) =>
      ts
        .preProcessFile(text(file), true, true)
        .importedFiles.map(({ fileName }) => fileName)
        .filter((specifier) => {
          if (/^#\w+\//.test(specifier)) return true;
          const target = specifier.startsWith('.') ? libOf(besides(file, specifier)) : undefined;
          return target !== undefined && target !== libOf(file) && !file.startsWith('test/');
        })
        .map((specifier) => `${file} imports ${specifier}`),
    );
    expectNone(
      wrong,
      "What lies behind a lib's index.ts is its own affair.",
      "export it from the lib's index.ts and import it from #costing, #database, #health, #jobs or #platform.",
    );
  });
});

// One letter of each word stands in brackets so that these patterns do not find themselves.
describe('texts that must not be here', () => {
  const tracked = [...contents.keys()];

  it('holds no note for later and no switched-off check', () => {
    expectNone(
      [
        ...occurrences(
          codeFiles,
          /\b(T[O]DO|FIXM[E]|XX[X])\b|esl[i]nt-disable|@ts-(ignor[e]|nochec[k])|\bas an[y]\b(?=\s*[;,)\]}])/g,
        ),
        ...occurrences(codeFiles, /\b(it|test|describe|suite|bench|context|ctx)(\.\w+)*\.(only|skip|todo|fails)\b/g),
        ...occurrences(codeFiles.filter(isSpec), /^\s*(x(it|test|describe)|f(it|describe))\(/gm),
      ],
      'Code is finished, and every test runs: no notes for later, no switched-off lint or compiler check, no `any` cast.',
      'do it now or file an issue; type the value (`unknown` and a check) and satisfy the rule, or argue for a change of the rule in its own file.',
    );
  });

  it('names no package registry', () => {
    expectNone(
      [
        ...occurrences(
          tracked,
          /\b(registr[y]\.(npmj[s]|yarnpk[g])\.\w+|npm\.pkg\.git[h]ub\.com|[\w.-]*(artifactor[y]|verdacci[o])[\w-]*\.[\w.-]+|(de[b]|securit[y]|archiv[e]|ft[p])\.(debia[n]|ubunt[u])\.\w+)/g,
        ),
        ...occurrences(['package-lock.json'], /"resolved":.*/g),
      ],
      'The registry is the affair of the machine that installs: no tracked file names its host, package-lock.json holds no `resolved`.',
      'take the host out; `.npmrc` has omit-lockfile-registry-resolved=true: run `npm install --package-lock-only`.',
    );
  });

  it('holds no absolute path of a machine', () => {
    // Short ones such as /app or /root stand for themselves in images and prose.
    const own = [ROOT, join(dirname(ROOT), 'shared'), homedir()].filter((path) => path.split(/[/\\]/).length > 2);
    const anyone = String.raw`(?<![\w.:/-])/(?:home|Users)/[\w.-]+(?=/)`;
    expectNone(
      occurrences(tracked, new RegExp(`${own.map((path) => `${escaped(path)}(?![\\w-])`).join('|')}|${anyone}`, 'g')),
      'A checkout works wherever it lies and whoever runs it.',
      'start from PROJECT_ROOT of #platform, from __dirname, or from a temporary folder.',
    );
  });
});

describe('tests', () => {
  it('checks something in every spec', () => {
    const specs = codeFiles.filter(isSpec);
    expectNone(
      specs.filter((file) => !/\b(expect|assert)[\w.]*(<[^>]*>)?\(/.test(text(file))),
      'A spec that expects nothing passes whatever the code does.',
      'say with `expect` what must hold, or delete the spec.',
    );
  });
});

describe('packages', () => {
  it('pins every version', () => {
    const manifest = json('package.json');
    const groups = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies', 'overrides'];
    const loose = groups.flatMap((group) =>
      Object.entries((manifest[group] ?? {}) as Record<string, unknown>)
        .flatMap(([name, version]): [string, unknown][] =>
          typeof version === 'string' ? [[name, version]] : Object.entries((version ?? {}) as Record<string, unknown>),
        )
        .filter(([, version]) => !EXACT_VERSION.test(String(version)))
        .map(([name, version]) => `package.json ${group}: ${String(name)} ${String(version)}`),
    );
    expectNone(
      loose,
      'package.json names exact versions: what was tested is what is installed.',
      '`npm install --save-exact NAME@VERSION` (.npmrc has save-exact=true).',
    );
  });
});

describe('documents', () => {
  const documents = [...contents.keys()].filter((file) => file.endsWith('.md') || file.startsWith('.ci/'));

  it('names only commands that exist', () => {
    const scripts = json('package.json')['scripts'] as Record<string, string>;
    const wrong = documents.flatMap((file) => [
      ...[...text(file).matchAll(/\bnpm run (?:-s )?([\w:-]+)/g)]
        .filter(([, name]) => !((name ?? '') in scripts))
        .map(([command]) => `${file}: ${command}`),
      ...[...text(file).matchAll(/\b(?:node|bash) ((?:tools|\.ci|bench|dist)\/[\w./-]+)/g)]
        .filter(([, path]) => !sourceOf(path ?? '').some((source) => contents.has(source)))
        .map(([command]) => `${file}: ${command}`),
    ]);
    expectNone(wrong, 'A document names only commands that exist.', 'correct the document, or add the script.');
  });

  it('links only to files that exist', () => {
    const wrong = documents.flatMap((file) =>
      [...text(file).matchAll(/\]\((?!\w+:|#)([^)#\s]+)/g)]
        .filter(([, target]) => !existsSync(join(ROOT, dirname(file), target ?? '')))
        .map(([, target]) => `${file} -> ${target}`),
    );
    expectNone(wrong, 'A relative link in a document leads to a file of this repository.', 'correct the link.');
  });

  it('is called by the name that people look for', () => {
    const present = files.filter((file) => !file.includes('/')).map((file) => basename(file));
    const missing = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md'].filter(
      (file) => !present.includes(file),
    );
    expectNone(missing, 'The four documents a newcomer looks for exist.', 'write it.');
  });
});

/** A built file's source, or the file itself. */
const sourceOf = (path: string): string[] => [path, path.replace(/^dist\//, '').replace(/\.js$/, '.ts')];
