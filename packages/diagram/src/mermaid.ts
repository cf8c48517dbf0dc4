import type { Attribute, Entities, Relationship } from "./entities.ts";

/**
 * Mermaid reads a `%%` as a comment and refuses `%` and `\` in names; inside quotes it knows HTML's entities, written
 * with `#` (Mermaid manual, "Entity Codes").
 */
function quoted(text: string): string {
  const codes = text.replace(/[^\p{L}\p{N} _.,:()[\]@/+='!?*~^|-]/gu, (character) => {
    return `#${String(character.codePointAt(0) ?? 0)};`;
  });
  return `"${codes}"`;
}

/** A word of an attribute's line; what it cannot hold becomes `_`, and the true name follows as a comment. */
function word(text: string): string {
  const safe = text.replace(/[^\p{L}\p{N}_()[\],-]/gu, "_");
  return /^[\p{L}_]/u.test(safe) ? safe : `_${safe}`;
}

/** Comments know no entities and end at the next quotation mark, so that these signs become wide ones. */
const wide: Readonly<Record<string, string>> = { '"': "＂", "%": "％", "<": "＜", ">": "＞", "`": "｀" };

function comment(text: string): string {
  return `"${text.replace(/["%<>`]/g, (sign) => wide[sign] ?? sign)}"`;
}

function attributeLine({ name, type, nullable, marks }: Attribute): string {
  const notes = [...(word(name) === name ? [] : [name]), ...(nullable ? [] : ["not null"])];
  const parts = [word(type), word(name), marks.join(", "), notes.length === 0 ? "" : comment(notes.join(", "))];
  return `    ${parts.filter((part) => part !== "").join(" ")}`;
}

function relationshipLine({ from, to, label, optional, single, enforced }: Relationship): string {
  const child = single ? "|o" : "}o";
  const parent = optional ? "o|" : "||";
  return `  ${from} ${child}${enforced ? "--" : ".."}${parent} ${to} : ${quoted(label)}`;
}

/** Mermaid's `erDiagram`, as GitHub and GitLab draw it. */
export function mermaidText({ entities, relationships }: Entities): string {
  const boxes = entities.flatMap(({ id, label, attributes }) =>
    attributes.length === 0
      ? [`  ${id}[${quoted(label)}]`]
      : [`  ${id}[${quoted(label)}] {`, ...attributes.map(attributeLine), "  }"],
  );
  return `${["erDiagram", ...boxes, ...relationships.map(relationshipLine)].join("\n")}\n`;
}
