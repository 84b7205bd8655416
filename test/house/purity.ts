/** What the core may not touch though ECMAScript offers it: clocks, chance, the event loop, the machine, the locale. */
import ts from 'typescript';
import type { TreeFile } from './tree.ts';

const IMPURE_GLOBALS = new Set(
  [
    'Atomics Buffer Date FinalizationRegistry Function Intl Promise WeakRef',
    'clearImmediate clearInterval clearTimeout console crypto eval fetch global globalThis',
    'navigator performance process queueMicrotask require self setImmediate setInterval',
    'setTimeout structuredClone window',
  ].flatMap((line) => line.split(' ')),
);

/** Methods that ask the machine's language or place. */
const LOCALE_METHODS = /^(?:toLocale\w*|localeCompare)$/;

/** What the core declares of the platform, and nothing else (`agent/core/platform.d.ts`). */
const DECLARED = new Set(['TextDecoder', 'TextEncoder']);

/** What a file of the core does that is not pure, a sentence each. */
export const impurities = ({ path, text }: TreeFile): string[] => {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const impurity = impurityOf(node);
    if (impurity !== undefined) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      found.push(`${path}:${line + 1}: ${impurity}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
};

const impurityOf = (node: ts.Node): string | undefined => {
  if (ts.isAwaitExpression(node)) return 'awaits';
  if (node.kind === ts.SyntaxKind.AsyncKeyword) return 'is asynchronous';
  if (ts.isClassDeclaration(node) && isDeclared(node) && !DECLARED.has(node.name?.text ?? '')) {
    return `declares ${node.name?.text ?? 'a class'}`;
  }
  if (ts.isFunctionDeclaration(node) && isDeclared(node)) return 'declares a function';
  if (!ts.isIdentifier(node)) return undefined;
  if (isMemberName(node)) return LOCALE_METHODS.test(node.text) ? node.text : undefined;
  if (IMPURE_GLOBALS.has(node.text)) return node.text;
  return node.text === 'Math' && !isPureMath(node)
    ? 'Math.random, or Math by another name'
    : undefined;
};

const isDeclared = (node: ts.HasModifiers): boolean =>
  node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword) ?? false;

/** The name in `thing.name`, `{ name: … }`, a method or a field: it is not the global of that name. */
const isMemberName = (node: ts.Identifier): boolean => {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  if (ts.isQualifiedName(parent)) return parent.right === node;
  return (
    (ts.isPropertyAssignment(parent) ||
      ts.isPropertySignature(parent) ||
      ts.isPropertyDeclaration(parent) ||
      ts.isMethodDeclaration(parent) ||
      ts.isMethodSignature(parent)) &&
    parent.name === node
  );
};

const isPureMath = (node: ts.Identifier): boolean =>
  ts.isPropertyAccessExpression(node.parent) &&
  node.parent.expression === node &&
  node.parent.name.text !== 'random';
