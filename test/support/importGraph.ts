import { readdir, readFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { join, posix } from 'node:path';
import ts from 'typescript';

export interface Import {
  /** A file of ours by its path from the checkout's root, or a package's name, or `node:…`. */
  readonly to: string;
  readonly ours: boolean;
  /** Gone once types are stripped. */
  readonly typeOnly: boolean;
}

export interface SourceFile {
  /** From the checkout's root, with slashes. */
  readonly path: string;
  readonly imports: readonly Import[];
  readonly readsEnvironment: boolean;
  /** Names that others can use: what is exported, and the members of exported classes and interfaces. */
  readonly offers: readonly string[];
}

export type ImportGraph = ReadonlyMap<string, SourceFile>;

const SOURCE = /\.(ts|tsx|mjs|js)$/;
const ENDINGS = ['', '.ts', '.tsx', '/index.ts', '/index.tsx'];

/** The graph of everything under `folders` of a checkout. */
export async function readImportGraph(checkout: string, folders: readonly string[]): Promise<ImportGraph> {
  const files = new Map<string, string>();
  for (const folder of folders) {
    for (const entry of await readdir(join(checkout, folder), { recursive: true, withFileTypes: true })) {
      const path = posix.join(entry.parentPath.slice(checkout.length + 1).replaceAll('\\', '/'), entry.name);
      if (!entry.isFile() || !SOURCE.test(path) || path.startsWith('web/dist/')) continue;
      files.set(path, await readFile(join(checkout, path), 'utf8'));
    }
  }
  return buildImportGraph(files);
}

/** @param files source text by path */
export function buildImportGraph(files: ReadonlyMap<string, string>): ImportGraph {
  return new Map([...files].map(([path, text]) => [path, readSource(path, text, files)]));
}

function readSource(path: string, text: string, files: ReadonlyMap<string, string>): SourceFile {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const imports: Import[] = [];
  const offers: string[] = [];
  let readsEnvironment = false;

  const add = (specifier: ts.Node | undefined, typeOnly: boolean): void => {
    if (specifier !== undefined && ts.isStringLiteralLike(specifier)) imports.push(resolve(path, specifier.text, typeOnly, files));
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, isTypeOnly(node.importClause));
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal, true);
    else if (ts.isCallExpression(node) && isLoading(node.expression)) add(node.arguments[0], false);
    // A worker's or a process's entry: new URL('./entry.ts', import.meta.url).
    else if (ts.isNewExpression(node) && node.expression.getText() === 'URL' && node.arguments?.[1]?.getText() === 'import.meta.url') {
      if (ts.isStringLiteralLike(node.arguments[0]!) && SOURCE.test(node.arguments[0].text)) add(node.arguments[0], false);
    }
    if (isEnvironment(node)) readsEnvironment = true;
    if (isExported(node)) offers.push(...namesOf(node));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { path, imports, readsEnvironment, offers };
}

function resolve(from: string, specifier: string, typeOnly: boolean, files: ReadonlyMap<string, string>): Import {
  if (specifier.startsWith('.')) {
    const base = posix.join(posix.dirname(from), specifier);
    const ending = ENDINGS.find((candidate) => files.has(base + candidate));
    return { to: base + (ending ?? ''), ours: true, typeOnly };
  }
  const [scope = '', name] = specifier.split('/');
  const packageName = scope.startsWith('@') ? `${scope}/${name}` : scope;
  const to = isBuiltin(specifier) ? (specifier.startsWith('node:') ? specifier : `node:${specifier}`) : packageName;
  return { to, ours: false, typeOnly };
}

/** `import { type A }` is not: the module is still loaded (`verbatimModuleSyntax`). */
function isTypeOnly(clause: ts.ImportClause | undefined): boolean {
  return clause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
}

function isLoading(callee: ts.Expression): boolean {
  return callee.kind === ts.SyntaxKind.ImportKeyword || callee.getText() === 'require' || callee.getText() === 'import.meta.resolve';
}

/** `process.env`, `process['env']`, `const { env } = process`, and `env` from `node:process`. */
function isEnvironment(node: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(node)) return node.name.text === 'env' && isProcess(node.expression);
  if (ts.isElementAccessExpression(node)) {
    return ts.isStringLiteralLike(node.argumentExpression) && node.argumentExpression.text === 'env' && isProcess(node.expression);
  }
  const taken = (element: ts.BindingElement | ts.ImportSpecifier): boolean => (element.propertyName ?? element.name).getText() === 'env';
  if (ts.isVariableDeclaration(node) && ts.isObjectBindingPattern(node.name)) {
    return node.initializer !== undefined && isProcess(node.initializer) && node.name.elements.some(taken);
  }
  if (!ts.isImportDeclaration(node) || !/^'(node:)?process'$/.test(node.moduleSpecifier.getText().replaceAll('"', "'"))) return false;
  const names = node.importClause?.namedBindings;
  return names !== undefined && ts.isNamedImports(names) && names.elements.some(taken);
}

function isProcess(node: ts.Expression): boolean {
  return ['process', 'globalThis.process'].includes(node.getText());
}

function isExported(node: ts.Node): boolean {
  return (
    ts.isExportDeclaration(node) ||
    (ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword))
  );
}

function namesOf(node: ts.Node): string[] {
  if (ts.isExportDeclaration(node)) {
    return node.exportClause !== undefined && ts.isNamedExports(node.exportClause)
      ? node.exportClause.elements.map((element) => element.name.text)
      : [];
  }
  if (ts.isVariableStatement(node)) return node.declarationList.declarations.map((declaration) => declaration.name.getText());
  const own = ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node) ? [node.name?.text ?? ''] : [];
  const members = ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node) ? [...node.members] : [];
  return [...own, ...members.filter(isPublic).map((member) => member.name?.getText() ?? '')];
}

function isPublic(member: ts.ClassElement | ts.TypeElement): boolean {
  if (member.name === undefined || ts.isPrivateIdentifier(member.name)) return false;
  const modifiers = ts.canHaveModifiers(member) ? (ts.getModifiers(member) ?? []) : [];
  return !modifiers.some((modifier) => modifier.kind === ts.SyntaxKind.PrivateKeyword);
}
