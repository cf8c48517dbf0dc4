import { choice, flag, list, object, text, type SchemaNode } from "../tables/schema-parts.ts";
import { differenceCodes } from "./difference-codes.ts";

const PRIVILEGES = ["select", "insert", "update", "delete", "truncate", "references", "trigger", "maintain"];
const SEVERITIES = ["error", "warning", "ignore"];

/** The JSON Schema of `config/postgres.yaml`, published as `schema/postgres.v1.schema.json` for editors. */
export function postgresSchema(): SchemaNode {
  const target = targetKeys();
  const shared = Object.fromEntries(Object.entries(target).filter(([key]) => key !== "default" && key !== "database"));
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    $id: "urn:dp:schema:postgres:1",
    title: "config/postgres.yaml",
    ...object(
      "Where the tables stand in PostgreSQL, and what is there beside what the metadata says.",
      {
        version: { description: "Version of this file's format.", type: "integer", enum: [1], default: 1 },
        defaults: object("Inherited by every target: maps key by key, everything else whole.", shared),
        targets: {
          ...named("a target", object("One target.", target), {
            minLength: 1,
            maxLength: 63,
            pattern: "^[a-z0-9][a-z0-9_-]*$",
          }),
          description: "The places where the tables stand, by name: small letters, digits, underscores and dashes.",
          minProperties: 1,
        },
        delivery: object("Where bundles of rows come from.", {
          folder: text("Folder that bundles are read from.", { maxLength: 4096 }),
          signers: list("Files with the public keys whose signatures on bundles count.", text("A file."), {
            minItems: 1,
          }),
          identities: list("Files with the keys that open the parts.", text("A file."), { minItems: 1 }),
          receipts: text("Folder to leave receipts in, for the extractor.", { maxLength: 4096 }),
          signing_key: text("File with the key that signs receipts.", { maxLength: 4096 }),
          keep_days: {
            description:
              "Days after which `load --purge` may remove bundles that were applied or became needless, and tables that swaps took out. 30 when left out.",
            type: "integer",
            minimum: 1,
            maximum: 3650,
          },
        }),
      },
      ["targets"],
    ),
  };
}

function targetKeys(): Readonly<Record<string, SchemaNode>> {
  return {
    default: flag("Taken when no --target is said; at most one is.", false),
    database: text("Name of the database: a connection to any other is refused."),
    schemas: {
      ...named("a schema", text("Schema here.")),
      description: "Schema of the metadata: schema here. What is not named stays as the metadata says.",
    },
    ...tableSettings("of the tables and of the schemas that are made"),
    verify: verifyKeys(),
    protected: flag("true: what loses data is done only by a plan that was saved and reviewed.", false),
    tables: {
      ...named(
        "a table",
        object("One table.", {
          ...tableSettings("of this table"),
          indexes: list(
            "Further indexes; those of the metadata stay.",
            object(
              "One index.",
              {
                columns: list("PostgreSQL column names, in order.", text(""), { minItems: 1, uniqueItems: true }),
                unique: flag("Whether it is unique.", false),
                name: text("Name; made of table and columns when left out."),
                method: choice("Access method.", ["btree", "brin", "gin", "hash"], { default: "btree" }),
              },
              ["columns"],
            ),
          ),
        }),
      ),
      description: "Settings of single tables, by their name in tables.yaml; they win over those of the target.",
    },
  };
}

function tableSettings(whose: string): Readonly<Record<string, SchemaNode>> {
  return {
    owner: text(`Role: owner ${whose}. Nobody compares owners when left out.`),
    grants: {
      ...named("a role", list("Privileges.", choice("", PRIVILEGES), { uniqueItems: true })),
      description:
        "Role: its privileges on the tables; USAGE on their schemas comes with them. `public` is everybody. Nobody compares grants when left out.",
    },
    extra_grants: choice("What becomes of privileges that `grants` does not name.", ["keep", "revoke"], {
      default: "keep",
    }),
    tablespace: text("Tablespace of the tables; their indexes stay in the database's own."),
    foreign_keys: choice(
      "What the metadata's foreign keys become here: checked, not checked (PostgreSQL 18), or nothing; as the metadata says when left out.",
      ["enforced", "not_enforced", "omit"],
    ),
  };
}

function verifyKeys(): SchemaNode {
  const codes = differenceCodes.map((code): [string, SchemaNode] => [code, choice("", SEVERITIES)]);
  return object(
    "Difference, by the code that verify prints: error (exit 2), warning (told), ignore (not told).",
    Object.fromEntries(codes),
  );
}

/** A map whose keys are names of a kind of thing. */
function named(kind: string, value: SchemaNode, more: SchemaNode = {}): SchemaNode {
  return {
    type: "object",
    propertyNames: {
      title: kind,
      type: "string",
      minLength: 1,
      maxLength: 255,
      not: { const: "__proto__" },
      ...more,
    },
    additionalProperties: value,
  };
}
