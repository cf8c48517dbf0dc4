import { compilationError } from "../faults.ts";
import type { Compiled } from "../compile/compiled.ts";
import { compileExpression } from "../compile/expression.ts";
import type { Scope } from "../compile/scope.ts";
import type { Call, Expression } from "../syntax/ast.ts";
import { aggregates, aggregateCall } from "./aggregates.ts";
import { contextFunctions } from "./context.ts";
import { conversions } from "./conversions.ts";
import { dateFunctions } from "./dates.ts";
import { general } from "./general.ts";
import { files } from "./files.ts";
import { numbers } from "./numbers.ts";
import { periods } from "./periods.ts";
import { applyRule, type FunctionCall, type FunctionTable } from "./rule.ts";
import { semiStructured } from "./semi-structured.ts";
import { texts } from "./texts.ts";

const functions: FunctionTable = {
  ...general,
  ...contextFunctions,
  ...conversions,
  ...dateFunctions,
  ...files,
  ...numbers,
  ...periods,
  ...semiStructured,
  ...texts,
};

/** Functions whose first argument is the bare name of a date part. */
const partFirst = new Set([
  "DATEADD",
  "TIMEADD",
  "TIMESTAMPADD",
  "DATEDIFF",
  "TIMEDIFF",
  "TIMESTAMPDIFF",
  "DATE_PART",
  "DATE_TRUNC",
]);

function argumentOf(scope: Scope, name: string, expression: Expression, index: number): Compiled {
  const bare = index === 0 && partFirst.has(name) && expression.kind === "column" && expression.parts.length === 1;
  if (!bare) return compileExpression(scope, expression);
  const [value = ""] = expression.parts;
  return compileExpression(scope, { kind: "string", value, start: expression.start, end: expression.end });
}

/** @throws SqlError 002140 for functions that are not known */
export function callFunction(scope: Scope, syntax: Call): Compiled {
  const name = syntax.name.at(-1) ?? "";
  const rule = syntax.name.length === 1 ? functions[name] : undefined;
  const isAggregate = syntax.name.length === 1 && Object.hasOwn(aggregates, name);
  if (rule === undefined && !isAggregate) {
    throw compilationError("002140", "42601", `Unknown function ${syntax.name.join(".")}.`);
  }
  const found = syntax.arguments.map((argument, index) => argumentOf(scope, name, argument, index));
  const call: FunctionCall = { scope, environment: scope.environment, syntax, name, arguments: found };
  return rule === undefined ? aggregateCall(call) : applyRule(call, rule);
}
