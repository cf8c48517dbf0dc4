import { join } from "node:path";

import ts from "typescript";

/** Tells whether a package still compiles with one file's text exchanged; such a change could not be committed. */
export function compilerOf(folder) {
  const { config } = ts.readConfigFile(join(folder, "tsconfig.json"), ts.sys.readFile);
  const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, folder);
  let exchanged = { path: "", text: "", version: 0 };
  const service = ts.createLanguageService({
    getCompilationSettings: () => options,
    getScriptFileNames: () => fileNames.filter((one) => one.startsWith(join(folder, "src"))),
    getScriptVersion: (path) => (path === exchanged.path ? String(exchanged.version) : "0"),
    getScriptSnapshot: (path) => {
      const text = path === exchanged.path ? exchanged.text : ts.sys.readFile(path);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => folder,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: ts.sys.fileExists,
    readFile: ts.sys.readFile,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
  });
  return (file, text) => {
    const path = join(folder, file);
    exchanged = { path, text, version: exchanged.version + 1 };
    // Elsewhere such a change is seen only through types that follow from values.
    const others = text.includes("as const") ? fileNames : [];
    const files = [path, ...others.filter((one) => one.startsWith(join(folder, "src")) && one !== path)];
    return files.every(
      (one) => service.getSyntacticDiagnostics(one).length + service.getSemanticDiagnostics(one).length === 0,
    );
  };
}
