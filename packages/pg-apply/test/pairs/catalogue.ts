import type { TableMetadata, TargetTable } from "@dp/metadata";
import type { PgConnection } from "@dp/pg-client";

/** A table as a catalogue of its own query says it, in lines. */
async function linesOf(db: PgConnection, { schema, table }: TargetTable): Promise<readonly string[]> {
  const rows = await db.query<{ line: string }>(
    `WITH t AS (SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = $1 AND c.relname = $2 AND c.relkind = 'r')
     SELECT concat_ws(' ', 'column', a.attname, format_type(a.atttypid, a.atttypmod),
                      CASE WHEN a.attnotnull THEN 'not null' END, nullif(a.attidentity::text, ''),
                      CASE WHEN a.atthasdef THEN 'default' END, col_description(t.oid, a.attnum)) AS line
     FROM t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
     UNION ALL SELECT 'comment ' || obj_description(t.oid, 'pg_class') FROM t WHERE obj_description(t.oid, 'pg_class') IS NOT NULL
     UNION ALL SELECT pg_get_constraintdef(k.oid) FROM t JOIN pg_constraint k ON k.conrelid = t.oid AND k.contype <> 'n'
     UNION ALL SELECT 'unique index (' || (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY k.place)
                        FROM unnest(i.indkey::smallint[]) WITH ORDINALITY AS k (attnum, place)
                        JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.attnum) || ')'
               FROM t JOIN pg_index i ON i.indrelid = t.oid
               WHERE i.indisunique AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u'))
     UNION ALL SELECT 'invalid index' FROM t JOIN pg_index i ON i.indrelid = t.oid WHERE NOT i.indisvalid`,
    [schema, table],
  );
  return rows.map(({ line }) => line);
}

function joined(columns: readonly string[]): string {
  return columns.join(", ");
}

/** The same lines from the metadata. */
function expectedLines(target: TargetTable): readonly string[] {
  const { columns, primaryKey, uniqueKeys, foreignKeys, indexes, comment } = target;
  const primary = primaryKey?.enforced === false ? undefined : primaryKey;
  const inKey = (name: string): boolean =>
    primaryKey?.enforced !== false && primaryKey?.columns.includes(name) === true;
  return [
    ...columns.map((column) => {
      const { name, type, nullable, identity, default: value, comment: text } = column;
      const words = [
        nullable && identity === undefined && !inKey(name) ? [] : "not null",
        identity ? "d" : [],
        value ? "default" : [],
      ];
      return ["column", name, type, ...words.flat(), text ?? []].flat().join(" ");
    }),
    ...(comment === undefined ? [] : [`comment ${comment}`]),
    ...(primaryKey === undefined || primaryKey.enforced === false
      ? []
      : [`PRIMARY KEY (${joined(primaryKey.columns)})`]),
    ...uniqueKeys
      .filter(
        ({ enforced, columns: own }) => enforced !== false && !(primary && joined(own) === joined(primary.columns)),
      )
      .map((key) => `UNIQUE (${joined(key.columns)})`),
    ...foreignKeys.map(({ columns: own, references, onDelete }) => {
      const parent = `${references.schema}.${references.table}(${joined(references.columns)})`;
      return `FOREIGN KEY (${joined(own)}) REFERENCES ${parent}${onDelete === undefined ? "" : ` ON DELETE ${onDelete}`}`;
    }),
    ...indexes.filter(({ unique }) => unique === true).map((index) => `unique index (${joined(index.columns)})`),
  ];
}

/** Lines in which the catalogue is not as the metadata says; columns that are kept may be there and hold no NOT NULL. */
export async function catalogueFaults(
  db: PgConnection,
  metadata: readonly TableMetadata[],
): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const { target } of metadata) {
    const [found, expected] = [[...(await linesOf(db, target))], expectedLines(target)];
    for (const line of expected) {
      const place = found.indexOf(line);
      if (place === -1) faults.push(`missing in ${target.table}: ${line}`);
      else found.splice(place, 1);
    }
    const kept = /^column \S+ .*\[not in the source\]/;
    faults.push(...found.filter((line) => !kept.test(line)).map((line) => `more in ${target.table}: ${line}`));
    faults.push(
      ...found
        .filter((line) => line.includes(" not null ") && !/ not null (d|default) /.test(line))
        .map((line) => `refuses rows: ${line}`),
    );
  }
  return faults;
}
