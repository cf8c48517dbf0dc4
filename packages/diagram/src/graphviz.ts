import type { Attribute, Entities, Entity, Relationship } from "./entities.ts";

function escaped(text: string): string {
  const names: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text.replace(/[&<>"]/g, (character) => names[character] ?? character);
}

function row({ name, type, nullable, marks }: Attribute): string {
  const left = `<TD ALIGN="LEFT">${escaped(name)}${nullable ? "" : " *"}</TD>`;
  const middle = `<TD ALIGN="LEFT"><FONT COLOR="#57606a">${escaped(type)}</FONT></TD>`;
  return `<TR>${left}${middle}<TD ALIGN="LEFT">${marks.join(" ")}</TD></TR>`;
}

function node({ id, label, attributes }: Entity): string {
  const title = `<TR><TD COLSPAN="3" BGCOLOR="#ddf4ff"><B>${escaped(label)}</B></TD></TR>`;
  const rows = attributes.map(row).join("");
  return `  ${id} [label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="4">${title}${rows}</TABLE>>];`;
}

function edge({ from, to, label, optional, single, enforced }: Relationship): string {
  const ends = [`arrowtail=${single ? "teeodot" : "crowodot"}`, `arrowhead=${optional ? "teeodot" : "teetee"}`];
  const style = enforced ? "" : " style=dashed";
  return `  ${from} -> ${to} [dir=both ${ends.join(" ")}${style} label=<${escaped(label)}>];`;
}

/** The graph in Graphviz' language; a name only ever stands as escaped HTML-like text. */
export function graphvizText({ entities, relationships }: Entities): string {
  const font = 'fontname="Helvetica" fontsize=11';
  const style = [`  graph [rankdir=LR nodesep=0.4 ranksep=1.2];`, `  node [shape=plain ${font}];`, `  edge [${font}];`];
  return ["digraph {", ...style, ...entities.map(node), ...relationships.map(edge), "}"].join("\n");
}
