import ts from "typescript";

/** The TypeScript examples of a Markdown text. */
export function examples(markdown: string): readonly string[] {
  return [...markdown.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = ""]) => code);
}

const claim = /^\s*\n\s*\/\/ (=>|throws) ([^\n]*(?:\n\s*\/\/ {3,}[^\n]*)*)/;

function statements(node: ts.Node): readonly ts.ExpressionStatement[] {
  const inner: ts.ExpressionStatement[] = [];
  ts.forEachChild(node, (child) => {
    inner.push(...statements(child));
  });
  return ts.isExpressionStatement(node) ? [node, ...inner] : inner;
}

/** What an example claims, to be put in the statement's place: `// => value` and `// throws CODE` on the next line. */
function assertion(statement: ts.ExpressionStatement, source: string): string | undefined {
  const found = claim.exec(source.slice(statement.end));
  if (found === null) return undefined;
  const [, kind, text = ""] = found;
  const expression = statement.expression.getText();
  const expected = text.replace(/\n\s*\/\/ {3,}/g, " ");
  return kind === "=>"
    ? `same(${expression}, ${expected});`
    : `throws(() => ${expression}, ${JSON.stringify(expected)});`;
}

export interface Example {
  readonly program: string;
  readonly claims: number;
}

/** An example as a program that fails when a claim does not hold; the claims are type-checked with it. */
export function checkedProgram(source: string): Example {
  const file = ts.createSourceFile("example.ts", source, ts.ScriptTarget.ES2022, true);
  let program = source;
  let claims = 0;
  for (const statement of [...statements(file)].sort((one, other) => other.end - one.end)) {
    const text = assertion(statement, source);
    if (text === undefined) continue;
    claims += 1;
    program = program.slice(0, statement.getStart()) + text + program.slice(statement.end);
  }
  return { program: `import { same, throws } from "./claims.mjs";\n${program}`, claims };
}
