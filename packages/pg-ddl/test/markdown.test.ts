import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";

import {
  fromMetadata,
  markdownCode,
  markdownFence,
  markdownText,
  plan,
  planTargets,
  printPlan,
  visible,
} from "../src/index.ts";
import { column, document, hostile } from "./documents.ts";

/** As a page of pull requests shows it, with all HTML let through. */
function html(markdown: string): string {
  return micromark(markdown, { extensions: [gfm()], htmlExtensions: [gfmHtml()], allowDangerousHtml: true }).replaceAll(
    "<!-- -->",
    "",
  );
}

function plainText(rendered: string): string {
  const entities: Readonly<Record<string, string>> = { "&lt;": "<", "&gt;": ">", "&quot;": '"', "&amp;": "&" };
  return rendered.replaceAll(/&(?:lt|gt|quot|amp);/g, (entity) => entities[entity] ?? entity);
}

const nasty = [
  "`",
  "``",
  "|",
  "\\",
  "\\|",
  "\n",
  "\r\n",
  "\u001b[31m",
  "\u202e",
  "<b>",
  "<img src=x onerror=alert(1)>",
  "<!--",
  "-->",
  "&amp;",
  "&#96;",
  "[a](http://x.example)",
  "![i](x)",
  "http://x.example",
  "www.x.example",
  "@channel",
  "#12",
  "**b**",
  "_i_",
  "~~s~~",
  "```",
  "~~~",
  "- ",
  "# ",
  "1. ",
  "> ",
  "| --- |",
  "</code>",
  "</details>",
  "$x$",
  " ",
  "a",
  "Ü",
  "名",
  "a@b.example",
  "::error::x",
  "\t",
  "\0",
  "\u2028",
];
const texts = fc.array(fc.constantFrom(...nasty), { minLength: 1, maxLength: 6 }).map((parts) => parts.join(""));
const runs = { seed: 20260401, numRuns: 400 };

describe("text of others in Markdown", () => {
  test("a name is read as code, in a line, a list, a heading and a table, and ends nothing", () => {
    fc.assert(
      fc.property(texts, (text) => {
        const code = markdownCode(text);
        const said = (rendered: string): string => plainText(rendered.replaceAll("&#x27;", "'"));
        const shown = `<code>${visible(text)}</code>`;
        expect(said(html(code))).toBe(`<p>${shown}</p>`);
        expect(said(html(`- ${code}: x`))).toBe(`<ul>\n<li>${shown}: x</li>\n</ul>`);
        expect(said(html(`### ${code}`))).toBe(`<h3>${shown}</h3>`);
        const table = said(html(`| a | b |\n| --- | --- |\n| ${code} | x |`));
        expect(table).toContain(`<tr>\n<td>${shown}</td>\n<td>x</td>\n</tr>`);
      }),
      runs,
    );
  });

  test("a sentence stays a sentence: no tags, no links, no calls", () => {
    fc.assert(
      fc.property(texts, (text) => {
        const marked = markdownText(`x${text}`);
        expect(plainText(html(marked).trim())).toBe(`<p>${visible(`x${text}`).trimEnd()}</p>`);
        expect(html(`- ${marked}`).match(/<(?!\/?(?:ul|li)>)[a-z]/g)).toBeNull();
        expect(marked).not.toMatch(/[@#][\p{L}\p{N}]/u);
      }),
      runs,
    );
  });

  test("code cannot end its fence", () => {
    fc.assert(
      fc.property(texts, (text) => {
        const rendered = html(`${markdownFence(`SELECT 1\n${text}\n;`, "sql")}\n\nafter`);
        expect(rendered).toMatch(/^<pre><code class="language-sql">SELECT 1\n[^]*\n;\n<\/code><\/pre>\n<p>after<\/p>$/);
        expect(rendered.match(/<(?!\/?(?:pre|code|p)\b)[a-z!]/g)).toBeNull();
      }),
      runs,
    );
  });
});

test("a plan prints nothing that cannot be seen and no tag of others, whatever names and comments hold", () => {
  fc.assert(
    fc.property(
      texts.filter((text) => !text.includes("\0") && Buffer.byteLength(text) < 60),
      texts,
      (name, raw) => {
        const comment = raw.replaceAll("\0", "");
        const table = document("odd", {
          comment,
          columns: [column(name, "text", { comment, default: { kind: "string", value: comment } })],
        });
        const planned = plan(fromMetadata([table]), { schemas: [], tables: [] }, planTargets([table]));
        for (const format of ["sql", "md", "text"] as const)
          expect(printPlan(planned, { format })).not.toMatch(/[\p{Cf}\p{Zl}\p{Zp}]|(?!\n)\p{Cc}/u);
        const tags = html(printPlan(planned, { format: "md" })).match(/<[a-z!][a-z0-9]*/g) ?? [];
        expect(tags.filter((tag) => !/^<(?:p|strong|h3|pre|code|ul|li)$/.test(tag))).toEqual([]);
      },
    ),
    { ...runs, numRuns: 150 },
  );
});

test("what does not fit into the limit is counted, never cut in the middle", () => {
  const planned = plan(fromMetadata([hostile]), { schemas: [], tables: [] }, planTargets([hostile]));
  const whole = printPlan(planned, { format: "md" });
  const cut = printPlan(planned, { format: "md", limit: 400 });
  expect(printPlan(planned, { format: "md", limit: whole.length + 500 })).toBe(whole);
  expect(cut.length).toBeLessThanOrEqual(400);
  expect(cut).toMatch(
    /^\*\*Plan: [^]*\*\*1 more parts of this plan are not shown here: print it as sql or json to see all\.\*\*\n$/,
  );
});
