import ts from "typescript";

/**
 * One small change of a source file: what a slip of the hand, or a change made without thinking, could look like.
 * `wording`: of a sentence for people, which decides nothing.
 * @typedef {{ start: number, end: number, text: string, kind: string, line: number, before: string, wording: boolean }} Mutant
 */

const comparisons = {
  "===": ["!=="],
  "!==": ["==="],
  "<": ["<=", ">="],
  "<=": ["<", ">"],
  ">": [">=", "<="],
  ">=": [">", "<"],
};
const arithmetic = {
  "+": ["-"],
  "-": ["+"],
  "*": ["/"],
  "/": ["*"],
  "<<": [">>"],
  ">>>": ["<<"],
  "^": ["&"],
  "%": ["*"],
};
const either = new Set(["&&", "||", "??"]);

/** Calls that may be forgotten: what they are called on is of the same kind as what they return. */
const leftOut = new Set(
  "filter sort reverse slice trim trimEnd trimStart toLowerCase toUpperCase replace replaceAll padStart padEnd normalize concat toReversed toSorted".split(
    " ",
  ),
);

/** A type, an import, or a directive: nothing that runs. */
function isInert(node) {
  return (
    ts.isTypeNode(node) ||
    ts.isImportDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined)
  );
}

/** Arguments of an error: not changed at all. */
function isMessage(node) {
  return (
    (ts.isNewExpression(node) && /Error$|^Error$/.test(node.expression.getText())) ||
    (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.SuperKeyword)
  );
}

function propertyName(node) {
  return ts.isPropertyAssignment(node.parent) && node.parent.initializer === node
    ? node.parent.name.getText()
    : undefined;
}

const sentences = new Set(["reason", "sentence", "description", "hint"]);

/** In a definition with a sentence, `when` is prose too; elsewhere it names a condition. */
function isSentence(node) {
  if (!node.text.includes(" ")) return false;
  const name = propertyName(node);
  if (name !== "when") return sentences.has(name);
  return node.parent.parent.properties.some((property) => property.name?.getText() === "sentence");
}

/** Every text that stands under a property name in the file, so that a value can be exchanged for another real one. */
function valuesByProperty(file) {
  const found = new Map();
  const visit = (node) => {
    if (ts.isStringLiteral(node)) {
      const name = propertyName(node);
      if (name !== undefined) found.set(name, (found.get(name) ?? new Set()).add(node.text));
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return new Map([...found].map(([name, values]) => [name, [...values]]));
}

function ofString(node, values) {
  if (isSentence(node)) return [["wording", '""']];
  const name = propertyName(node);
  const others = name === undefined ? [] : (values.get(name) ?? []);
  const exchanged = [];
  if (others.length > 1) {
    const at = others.indexOf(node.text);
    for (const step of [1, others.length - 1]) exchanged.push(others[(at + step) % others.length]);
  }
  const replaced = [...new Set(exchanged)].map((text) => ["another value", JSON.stringify(text)]);
  return [...replaced, ["text", node.text === "" ? '"changed"' : '""']];
}

function ofPattern(text) {
  const [, body, flags] = /^\/(.*)\/([a-z]*)$/s.exec(text);
  const changed = new Set();
  if (body.startsWith("^")) changed.add(`/${body.slice(1)}/${flags}`);
  if (body.endsWith("$") && !body.endsWith("\\$")) changed.add(`/${body.slice(0, -1)}/${flags}`);
  for (const { index, 0: sign } of body.matchAll(/(?<=[\])}a-z])[+*](?!\?)/g)) {
    changed.add(`/${body.slice(0, index)}${sign === "+" ? "*" : "+"}${body.slice(index + 1)}/${flags}`);
  }
  for (const { index } of body.matchAll(/(?<=[\])a-z])\?/g))
    changed.add(`/${body.slice(0, index)}${body.slice(index + 1)}/${flags}`);
  for (const { index, 1: low, 2: high } of body.matchAll(/\{(\d+),(\d+)\}/g)) {
    const rest = body.slice(index + `{${low},${high}}`.length);
    changed.add(`/${body.slice(0, index)}{${low},${String(Number(high) + 1)}}${rest}/${flags}`);
    changed.add(`/${body.slice(0, index)}{${low},${String(Math.max(Number(low), Number(high) - 1))}}${rest}/${flags}`);
  }
  for (const flag of flags) changed.add(`/${body}/${flags.replace(flag, "")}`);
  changed.delete(text);
  return [...changed].map((replacement) => ["pattern", replacement]);
}

function ofNumber(node) {
  const suffix = ts.isBigIntLiteral(node) ? "n" : "";
  const value = BigInt(
    Number.isInteger(Number(node.text)) || suffix === "n" ? node.text.replace(/n$/, "").replaceAll("_", "") : 0,
  );
  return [value + 1n, value - 1n].map((changed) => ["number", `(${String(changed)}${suffix})`]);
}

function ofBinary(node) {
  const [left, operator, right] = [node.left, node.operatorToken, node.right].map((part) => part.getText());
  const replaced = [...(comparisons[operator] ?? []), ...(arithmetic[operator] ?? [])];
  const changes = replaced.map((other) => ["operator", `(${left} ${other} ${right})`]);
  if (!either.has(operator)) return changes;
  return [...changes, ["one side", `(${left})`], ["one side", `(${right})`]];
}

/** The other ways a node could read, as `[kind, text]`. */
function alternatives(node, values) {
  if (ts.isStringLiteral(node)) return ofString(node, values);
  if (ts.isNoSubstitutionTemplateLiteral(node) || ts.isTemplateExpression(node)) return [["text", '""']];
  if (ts.isNumericLiteral(node) || ts.isBigIntLiteral(node)) return ofNumber(node);
  if (node.kind === ts.SyntaxKind.TrueKeyword) return [["truth", "false"]];
  if (node.kind === ts.SyntaxKind.FalseKeyword) return [["truth", "true"]];
  if (node.kind === ts.SyntaxKind.NullKeyword) return [["null", "undefined"]];
  if (ts.isRegularExpressionLiteral(node)) return ofPattern(node.text);
  if (ts.isBinaryExpression(node)) return ofBinary(node);
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) {
    return [["not", `(${node.operand.getText()})`]];
  }
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.MinusToken)
    return [["sign", node.operand.getText()]];
  if (
    ts.isCallExpression(node) &&
    ts.isPropertyAccessExpression(node.expression) &&
    leftOut.has(node.expression.name.text)
  ) {
    return [["call left out", node.expression.expression.getText()]];
  }
  if (ts.isExpressionStatement(node) && !isMessage(node.expression)) return [["statement left out", ";"]];
  if (ts.isCaseClause(node))
    return [["case left out", node.getText().replace(node.expression.getText(), '("no such case" as never)')]];
  return [];
}

function conditionOf(node) {
  if (ts.isIfStatement(node) || ts.isWhileStatement(node)) return node.expression;
  return ts.isConditionalExpression(node) ? node.condition : undefined;
}

/** What can be dropped from a list: an element of an array, a property of an object. */
function dropped(node) {
  if (ts.isArrayLiteralExpression(node)) return node.elements.map((element) => ["element left out", element]);
  if (ts.isObjectLiteralExpression(node)) return node.properties.map((property) => ["property left out", property]);
  return [];
}

/** All mutants of a source text. @returns {Mutant[]} */
export function mutantsOf(fileName, source) {
  const file = ts.createSourceFile(fileName, source, ts.ScriptTarget.ES2022, true);
  const values = valuesByProperty(file);
  const mutants = [];
  const add = (kind, start, end, text) => {
    const before = source.slice(start, end);
    const line = file.getLineAndCharacterOfPosition(start).line + 1;
    if (text !== before) mutants.push({ start, end, text, kind, line, before, wording: kind === "wording" });
  };
  const visit = (node) => {
    if (isInert(node) || isMessage(node)) return;
    for (const [kind, text] of alternatives(node, values)) {
      const isName = (ts.isStringLiteral(node) || ts.isNumericLiteral(node)) && node.parent.name === node;
      if (!isName) add(kind, node.getStart(), node.end, text);
    }
    const condition = conditionOf(node);
    if (condition !== undefined) {
      add("always", condition.getStart(), condition.end, "(true as boolean)");
      add("never", condition.getStart(), condition.end, "(false as boolean)");
    }
    for (const [kind, item] of dropped(node)) {
      const comma = /^\s*,/.exec(source.slice(item.end))?.[0].length ?? 0;
      add(kind, item.getStart(), item.end + comma, "");
    }
    // The type beside a value says nothing at run time.
    ts.forEachChild(node, visit);
  };
  visit(file);
  return mutants;
}
