// Writes docs/metadata-format.md from the JSON Schema; with --print it prints the text instead.
import { readFileSync, writeFileSync } from "node:fs";

const schemaFile = new URL("../schema/table-metadata.v1.schema.json", import.meta.url);
const docsFile = new URL("../../../docs/metadata-format.md", import.meta.url);

const introduction = `# Table metadata

One file a table, \`metadata/schemas/<name>_metadata.json\`: what Snowflake said of the table, the settings that were
chosen, and the PostgreSQL table that follows from both. Written by \`extractor-cli\`, reviewed by people, read by
\`applier-cli\`; never edited by hand, which the fingerprints would show.

Keys stand in the order given here; columns, keys, indexes and findings take a line each. The same schema and the same
edition give the same bytes. Fields that a reader does not know are refused in \`target\` and kept elsewhere; a higher
major format version is refused. This page is printed from \`packages/metadata/schema/table-metadata.v1.schema.json\`.
`;

const nameOf = (ref) => ref.split("/").at(-1);
const code = (value) => `\`${JSON.stringify(value)}\``;
const link = (name) => `[${name}](#${name.toLowerCase()})`;

function typeText(node, later) {
  if (node.$ref !== undefined) return link(nameOf(node.$ref));
  if (node.const !== undefined) return `always ${code(node.const)}`;
  if (node.enum !== undefined) return `one of ${node.enum.map(code).join(", ")}`;
  if (node.type === "array") return `list of ${typeText(node.items, later)}`;
  if (Array.isArray(node.type)) return "text or list of text";
  if (node.type !== "object") return { string: "text", integer: "whole number", boolean: "true or false" }[node.type];
  if (node.properties === undefined) return `map from name to ${typeText(node.additionalProperties, later)}`;
  later.push(node);
  return link(node.title);
}

function section(node) {
  const later = [];
  const lines = [`## ${node.title}`, "", ...(node.description ? [node.description, ""] : [])];
  if (node.oneOf !== undefined) lines.push(...node.oneOf.map((branch) => branchLine(branch, later)), "");
  else if (node.enum !== undefined || node.properties === undefined) lines.push(`${typeText(node, later)}.`, "");
  else lines.push(...members(node, later), "");
  return [lines.join("\n"), ...later.map(section)].join("\n");
}

function members(node, later) {
  return Object.entries(node.properties).map(([name, member]) => {
    const optional = (node.required ?? []).includes(name) ? "" : ", optional";
    const pattern = member.pattern === undefined ? "" : ` matching \`${member.pattern}\``;
    const description = member.description ? `. ${member.description.replace(/\.$/, "")}` : "";
    return `- \`${name}\`: ${typeText(member, later)}${pattern}${optional}${description}.`;
  });
}

function branchLine(branch, later) {
  const { kind, ...rest } = branch.properties;
  const fields = Object.entries(rest).map(([name, member]) => {
    const optional = branch.required.includes(name) ? "" : ", optional";
    return ` with \`${name}\` (${typeText(member, later)}${optional})`;
  });
  return `- \`${kind.const}\`${fields.join("")}: ${branch.description.replace(/\.$/, "")}.`;
}

const schema = JSON.parse(readFileSync(schemaFile, "utf8"));
const sections = [introduction, section(schema), ...Object.values(schema.$defs).map(section)];
const page = `${sections.join("\n").trimEnd()}\n`;
if (process.argv.includes("--print")) process.stdout.write(page);
else writeFileSync(docsFile, page);
