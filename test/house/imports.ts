/**
 * Every way in which a TypeScript file reaches another module, read from its syntax tree: an import cannot hide in a
 * comment, behind a line break, or in a type.
 */
import ts from 'typescript';
import type { TreeFile } from './tree.ts';

/** Stands for an import whose target is computed while running. */
export const COMPUTED = '<computed>';

/** The module specifiers of a file as they are written, in order. */
export const importsOf = ({ path, text }: TreeFile): string[] => {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found = [
    ...source.referencedFiles.map(({ fileName }) => fileName),
    ...source.typeReferenceDirectives.map(({ fileName }) => fileName),
  ];
  const visit = (node: ts.Node): void => {
    const specifier = specifierOf(node);
    if (specifier !== undefined) found.push(literal(specifier));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
};

const specifierOf = (node: ts.Node): ts.Node | undefined => {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isExternalModuleReference(node)) return node.expression;
  if (ts.isImportTypeNode(node)) return node.argument;
  if (ts.isModuleDeclaration(node) && ts.isStringLiteral(node.name)) return node.name;
  if (!ts.isCallExpression(node)) return undefined;
  return isLoader(node.expression) ? (node.arguments[0] ?? node) : undefined;
};

/** `import()`, `require()`, `require.resolve()`, `import.meta.resolve()`. */
const isLoader = (callee: ts.Expression): boolean =>
  callee.kind === ts.SyntaxKind.ImportKeyword ||
  (ts.isIdentifier(callee) && callee.text === 'require') ||
  (ts.isPropertyAccessExpression(callee) &&
    callee.name.text === 'resolve' &&
    (ts.isMetaProperty(callee.expression) || callee.expression.getText() === 'require'));

const literal = (node: ts.Node): string => {
  if (ts.isLiteralTypeNode(node)) return literal(node.literal);
  return ts.isStringLiteralLike(node) ? node.text : COMPUTED;
};
