/** Compiles a line of text as though it were a file of the core, under the core's own tsconfig. */
import { join } from 'node:path';
import ts from 'typescript';
import { ROOT } from './tree.ts';

const CONFIG = join(ROOT, 'agent/core/tsconfig.json');
const PROBE = join(ROOT, 'agent/core/probe.ts');

export const coreOptions = (): ts.CompilerOptions => {
  const { config, error } = ts.readConfigFile(CONFIG, (path) => ts.sys.readFile(path)) as {
    config: unknown;
    error?: ts.Diagnostic;
  };
  if (error !== undefined) throw new Error(ts.flattenDiagnosticMessageText(error.messageText, ' '));
  return ts.parseJsonConfigFileContent(config, ts.sys, join(ROOT, 'agent/core'), undefined, CONFIG)
    .options;
};

/** What the compiler says of each of these texts, in the same order; `types` stands in for the core's own. */
export const compileInCore = (
  texts: readonly string[],
  types: string[] = coreOptions().types ?? ['*'],
): string[][] => {
  const options = { ...coreOptions(), types, noEmit: true, composite: false, incremental: false };
  const probes = new Map(texts.map((text, index) => [PROBE.replace('.ts', `-${index}.ts`), text]));
  const disk = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...disk,
    fileExists: (path) => probes.has(path) || disk.fileExists(path),
    readFile: (path) => probes.get(path) ?? disk.readFile(path),
    getSourceFile: (path, target, ...rest) => {
      const text = probes.get(path);
      return text === undefined
        ? disk.getSourceFile(path, target, ...rest)
        : ts.createSourceFile(path, text, target);
    },
  };
  const platform = join(ROOT, 'agent/core/platform.d.ts');
  const program = ts.createProgram([platform, ...probes.keys()], options, host);
  return [...probes.keys()].map((path) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(path))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' ')),
  );
};
