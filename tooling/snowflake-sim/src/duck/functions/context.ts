import { varchar, type SqlType } from "../carriers.ts";
import { compiled, nothing, textLiteral, type Compiled } from "../compile/compiled.ts";
import { castTo } from "../compile/cast.ts";
import { castOptions } from "../compile/expression.ts";
import type { FunctionCall, FunctionRule, FunctionTable } from "./rule.ts";

function text(of: (call: FunctionCall) => string | null): FunctionRule {
  return {
    compile: (call) => {
      const value = of(call);
      return value === null ? castTo(nothing, varchar, castOptions(call.scope)) : textLiteral(value);
    },
  };
}

function nowLocal({ environment }: FunctionCall): Compiled {
  const type: SqlType = { name: "TIMESTAMP_LTZ", scale: 9 };
  return compiled(`${String(environment.now)}000000::HUGEINT`, type, false);
}

function nowAs(type: SqlType): FunctionRule {
  return {
    parameters: ["any"],
    optional: 1,
    compile: (call, [digits]) => {
      const scale = digits?.literal === undefined ? 9 : Number(digits.literal);
      const wanted = "scale" in type && type.name !== "NUMBER" ? { ...type, scale } : type;
      return castTo(nowLocal(call), wanted, castOptions(call.scope));
    },
  };
}

const currentTimestamp = nowAs({ name: "TIMESTAMP_LTZ", scale: 9 });

/** What a session is and when. */
export const contextFunctions: FunctionTable = {
  CURRENT_USER: text(({ environment }) => environment.session.user),
  CURRENT_ROLE: text(({ environment }) => environment.session.role),
  CURRENT_SECONDARY_ROLES: text(() => '{"roles":"","value":""}'),
  CURRENT_WAREHOUSE: text(({ environment }) => environment.session.warehouse),
  CURRENT_DATABASE: text(({ environment }) => environment.session.database),
  CURRENT_SCHEMA: text(({ environment }) => environment.session.schema),
  CURRENT_SCHEMAS: text(({ environment }) => {
    const { database, schema } = environment.session;
    return JSON.stringify(database === null || schema === null ? [] : [`${database}.${schema}`]);
  }),
  CURRENT_ACCOUNT: text(({ environment }) => accountParts(environment.session.account).name),
  CURRENT_ACCOUNT_NAME: text(({ environment }) => accountParts(environment.session.account).name),
  CURRENT_ORGANIZATION_NAME: text(({ environment }) => accountParts(environment.session.account).organization),
  CURRENT_REGION: text(() => "AWS_EU_CENTRAL_1"),
  CURRENT_VERSION: text(() => "9.40.1"),
  CURRENT_CLIENT: text(() => "JavaScript"),
  CURRENT_SESSION: text(({ environment }) => environment.session.id),
  CURRENT_TIMESTAMP: currentTimestamp,
  LOCALTIMESTAMP: currentTimestamp,
  GETDATE: currentTimestamp,
  SYSTIMESTAMP: currentTimestamp,
  CURRENT_DATE: nowAs({ name: "DATE" }),
  CURRENT_TIME: nowAs({ name: "TIME", scale: 9 }),
  LOCALTIME: nowAs({ name: "TIME", scale: 9 }),
  SYSDATE: {
    compile: ({ environment }) =>
      compiled(`${String(environment.now)}000000::HUGEINT`, { name: "TIMESTAMP_NTZ", scale: 9 }, false),
  },
};

/** An account identifier is ORGANIZATION-NAME, or a locator alone. */
function accountParts(account: string): { organization: string; name: string } {
  const dash = account.indexOf("-");
  const upper = account.toUpperCase();
  if (dash < 0) return { organization: "SIMORG", name: upper };
  return { organization: upper.slice(0, dash), name: upper.slice(dash + 1).replaceAll("-", "_") };
}
