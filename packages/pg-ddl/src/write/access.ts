import type { RoleGrants } from "../diff/access.ts";
import { type Draft, draft, objectOf } from "../draft.ts";
import type { PgSchemaUsage, QualifiedName } from "../model.ts";
import { quoteIdentifier, quoteQualified } from "../quote.ts";
import { joinSql, sql, type SqlText } from "../sql-text.ts";

/** `ALTER TABLE … OWNER TO`; sequences of identities go with it, and the privileges that the old owner had. */
export function changeOwner(table: QualifiedName, owner: string, standing: boolean): Draft {
  return draft({
    phase: "tables",
    action: "alter",
    object: objectOf("table", table),
    sql: sql`ALTER TABLE ${quoteQualified(table)} OWNER TO ${quoteIdentifier(owner)}`,
    lock: standing ? "ACCESS EXCLUSIVE" : null,
    details: [`${standing ? "~" : "+"} owner ${quoteIdentifier(owner)}`],
    rank: -1,
  });
}

/** `ALTER TABLE … SET TABLESPACE`: copies the table's files. */
export function moveTable(table: QualifiedName, tablespace: string): Draft {
  return draft({
    phase: "tables",
    action: "alter",
    object: objectOf("table", table),
    sql: sql`ALTER TABLE ${quoteQualified(table)} SET TABLESPACE ${quoteIdentifier(tablespace)}`,
    lock: "ACCESS EXCLUSIVE",
    rewrites: true,
    details: [`~ tablespace ${quoteIdentifier(tablespace)}`],
  });
}

// The closed list of what can be granted on a table; nothing else gets into a statement (manual, "Privileges").
const privileges: Readonly<Record<string, SqlText>> = {
  SELECT: sql`SELECT`,
  INSERT: sql`INSERT`,
  UPDATE: sql`UPDATE`,
  DELETE: sql`DELETE`,
  TRUNCATE: sql`TRUNCATE`,
  REFERENCES: sql`REFERENCES`,
  TRIGGER: sql`TRIGGER`,
  MAINTAIN: sql`MAINTAIN`,
};

function privilegeSql(name: string): SqlText {
  const known = privileges[name];
  if (known === undefined) throw new RangeError(`${JSON.stringify(name)} is no privilege on a table`);
  return known;
}

function access(table: QualifiedName, role: string, { text, detail }: { text: SqlText; detail: string }): Draft {
  return draft({
    phase: "access",
    action: "alter",
    object: objectOf("grant", table, role),
    sql: text,
    lock: null,
    hazards: detail.startsWith("-") ? ["REVOKES_ACCESS"] : [],
    details: [detail],
  });
}

/** `GRANT … ON … TO`, all privileges of one role. */
export function grant(table: QualifiedName, { role, privileges: names }: RoleGrants): Draft {
  const list = joinSql(names.map(privilegeSql), ", ");
  return access(table, role, {
    text: sql`GRANT ${list} ON ${quoteQualified(table)} TO ${quoteIdentifier(role)}`,
    detail: `+ ${list} for ${quoteIdentifier(role)}`,
  });
}

const withOption = " WITH GRANT OPTION";

/** `REVOKE … ON … FROM`; of a privilege that stays only the option to hand it on, where that is all that is too much. */
export function revoke(table: QualifiedName, { role, column, privileges: names }: RoleGrants): readonly Draft[] {
  const whole = names.filter((name) => !name.endsWith(withOption));
  const options = names
    .filter((name) => name.endsWith(withOption))
    .map((name) => name.slice(0, -withOption.length))
    .filter((name) => !whole.includes(name));
  const from = sql`ON ${quoteQualified(table)} FROM ${quoteIdentifier(role)}`;
  const listOf = (list: readonly string[]): SqlText =>
    joinSql(
      list.map((name) =>
        column === undefined ? privilegeSql(name) : sql`${privilegeSql(name)} (${quoteIdentifier(column)})`,
      ),
      ", ",
    );
  const detail = (list: readonly string[], what: string): string =>
    `- ${what}${listOf(list)} for ${quoteIdentifier(role)}`;
  return [
    ...(whole.length === 0
      ? []
      : [access(table, role, { text: sql`REVOKE ${listOf(whole)} ${from}`, detail: detail(whole, "") })]),
    ...(options.length === 0
      ? []
      : [
          access(table, role, {
            text: sql`REVOKE GRANT OPTION FOR ${listOf(options)} ${from}`,
            detail: detail(options, "grant option for "),
          }),
        ]),
  ];
}

/** `GRANT USAGE ON SCHEMA`: without it no privilege on a table in it is of use. */
export function grantUsage({ schema, role }: PgSchemaUsage): Draft {
  return draft({
    phase: "access",
    action: "alter",
    object: { kind: "schema", schema, name: schema, part: role },
    sql: sql`GRANT USAGE ON SCHEMA ${quoteIdentifier(schema)} TO ${quoteIdentifier(role)}`,
    lock: null,
    details: [`~ schema ${quoteIdentifier(schema)}: usage for ${quoteIdentifier(role)}`],
  });
}
