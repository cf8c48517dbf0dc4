import type { AlterTag, RowAccessSpec, TagSpec } from "../sql/parse-governance.ts";
import type { Context } from "./context.ts";
import { insufficientPrivileges, notFound } from "./errors.ts";
import type { Relation, TagValue } from "./model.ts";
import { owns } from "./access.ts";
import { requireColumn } from "./require-column.ts";
import { completePath, pathParts, type Path } from "./visible.ts";

/** The place of a policy or a tag. @throws SqlError 002003 when there is none */
function namedPath(context: Context, kind: string, parts: readonly string[]): Path {
  const path = completePath(context.session, parts, "ALTER TABLE");
  const schema = context.visible.schema(path.database, path.schema);
  if (schema?.named.has(JSON.stringify([kind, path.name])) !== true) {
    throw notFound(kind.charAt(0) + kind.slice(1).toLowerCase(), pathParts(path));
  }
  return path;
}

function sameTag(one: TagValue, other: Path): boolean {
  return one.tag.name === other.name && one.tag.schema === other.schema && one.tag.database === other.database;
}

/** Tags with others set or replaced. @throws SqlError 002003 for a tag that is not there */
export function withTags(
  context: Context,
  present: readonly TagValue[] = [],
  set: readonly TagSpec[] = [],
): readonly TagValue[] {
  return set.reduce<readonly TagValue[]>((tags, { name, value }) => {
    const tag = namedPath(context, "TAG", name);
    return [...tags.filter((each) => !sameTag(each, tag)), { tag, value }];
  }, present);
}

/** Tags without some. @throws SqlError 002003 for a tag that is not there */
export function withoutTags(
  context: Context,
  present: readonly TagValue[] = [],
  names: readonly (readonly string[])[] = [],
): readonly TagValue[] {
  const gone = names.map((name) => namedPath(context, "TAG", name));
  return present.filter((each) => !gone.some((tag) => sameTag(each, tag)));
}

/** The policy of a table, checked against its columns. @throws SqlError 002003, 000904 */
export function rowAccess(
  context: Context,
  { policy, columns }: RowAccessSpec,
  relation: Pick<Relation, "columns">,
): NonNullable<Relation["rowAccess"]> {
  for (const column of columns) requireColumn(relation.columns, column);
  return { policy: namedPath(context, "ROW ACCESS POLICY", policy), columns };
}

/** What CREATE says of a table's tags and its row access policy. @throws SqlError 002003, 000904 */
export function governanceFields(
  context: Context,
  options: { readonly tags?: readonly TagSpec[]; readonly rowAccess?: RowAccessSpec },
  relation: Pick<Relation, "columns">,
): Pick<Relation, "tags" | "rowAccess"> {
  return {
    ...(options.tags === undefined ? {} : { tags: withTags(context, [], options.tags) }),
    ...(options.rowAccess === undefined ? {} : { rowAccess: rowAccess(context, options.rowAccess, relation) }),
  };
}

/** ALTER TAG … SET or UNSET MASKING POLICY: columns with the tag are masked. @throws SqlError 002003, 003001 */
export function alterTag(context: Context, { name, policies }: AlterTag): string {
  const path = namedPath(context, "TAG", name);
  const schema = context.visible.requireSchema(path, "ALTER TAG");
  if (!owns(context.visible.roles, schema)) throw insufficientPrivileges("tag", path.name);
  const masks = policies.map((policy) => namedPath(context, "MASKING POLICY", policy));
  schema.tagMasks.set(path.name, masks);
  return "Statement executed successfully.";
}
