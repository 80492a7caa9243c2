// T11: injection into Microsoft Search — a caller's query can't override the restrictions that the connector adds.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ToolError } from "#common/errors.ts";
import { runs } from "#test/support/property-runs.ts";
import { textOf } from "#test/support/text-of.ts";
import { planFileSearch } from "#workers/tools/files/file-query.ts";
import { planFolderSearch } from "#workers/tools/files/find-folders.ts";
import { checkKql, fileVocabulary } from "#workers/tools/query/check-kql.ts";
import { type KqlNode, readKql } from "../query/kql-reader.ts";

const numRuns = runs(100_000);
const site = "https://contoso.sharepoint.com/sites/a";

/** Text that tries to leave its place: what means something in KQL and in query templates, and anything else. */
const hostile = textOf(
  [
    ...['"', '""', '\\"', "(", ")", " OR ", " AND ", " NOT ", "path:", "author:x", "{searchTerms}", "{", "}", "*"],
    ...['path:"https://contoso.sharepoint.com/sites/b"', "{User.Name}", "NEAR(n=5)", "\r\n", "“", "\u0000", "word"],
  ],
  10,
);

/** As Microsoft Search fills it in: as text. */
function filled({ queryString, queryTemplate }: { queryString: string; queryTemplate: string | undefined }): KqlNode[] {
  return readKql(queryTemplate?.replaceAll("{searchTerms}", () => queryString) ?? queryString);
}

function isOperator(node: KqlNode | undefined): boolean {
  return node?.kind === "operator" && node.value === "AND";
}

/** A group of one restriction for each of these properties, joined by OR, and nothing else. */
function isAnyOf(node: KqlNode | undefined, ...properties: string[]): boolean {
  if (node?.kind !== "group" || node.nodes.length !== properties.length * 2 - 1) return false;
  return node.nodes.every((inner, at) =>
    at % 2 === 0
      ? inner.kind === "restriction" && inner.property.toLowerCase() === properties[at / 2]
      : inner.kind === "operator" && inner.value === "OR",
  );
}

/** A group with nothing in it but one phrase, or word, of this property. */
function isOnly(node: KqlNode | undefined, property: string): boolean {
  return (
    node?.kind === "group" &&
    node.nodes.length === 1 &&
    node.nodes[0]?.kind === "restriction" &&
    node.nodes[0].property.toLowerCase() === property
  );
}

describe("a query for files", () => {
  it("is refused, or stays in its parentheses beside all restrictions, whatever query and author are", () => {
    fc.assert(
      fc.property(hostile, hostile, (query, author) => {
        let kql: ReturnType<typeof checkKql>;
        try {
          kql = checkKql(query.replace(/[{}]/g, " "), fileVocabulary);
        } catch (error) {
          return error instanceof ToolError && error.code === "invalid_input";
        }
        const [own, and, type, alsoAnd, by, lastAnd, places, ...rest] = filled(
          planFileSearch({ kql, fileType: "pdf", author, places: [site], shown: {} }),
        );
        return (
          own?.kind === "group" &&
          [and, alsoAnd, lastAnd].every(isOperator) &&
          isOnly(type, "filetype") &&
          isOnly(by, "author") &&
          isAnyOf(places, "path", "documentlink", "parentlink") &&
          rest.length === 0
        );
      }),
      { numRuns },
    );
  });
});

describe("a folder's name", () => {
  it("becomes nothing but prefixes of words, whatever it is", () => {
    fc.assert(
      fc.property(hostile, (name) => {
        const [own, , document, , container, , places, ...rest] = filled(planFolderSearch(`x ${name}`, [site]));
        return (
          own?.kind === "group" &&
          own.nodes.every((node, at) =>
            at % 2 === 0 ? node.kind === "word" && /^[\p{L}\p{M}\p{N}]+\*$/u.test(node.value) : isOperator(node),
          ) &&
          isOnly(document, "isdocument") &&
          isAnyOf(container, "iscontainer", "contenttypeid") &&
          isAnyOf(places, "path", "documentlink", "parentlink") &&
          rest.length === 0
        );
      }),
      { numRuns },
    );
  });
});

describe("KQL for files", () => {
  it.each([
    "budget",
    'title:"annual report" AND (author:anna OR filetype:xlsx)',
    "LastModifiedTime>=2026-01-01 LastModifiedTime<=2026-02-01",
    "RefinableString01:x",
    "AuthorOWSUSER:Adventure",
    '"10:30"',
  ])("is accepted unchanged: %s", (text) => {
    expect(checkKql(text, fileVocabulary)).toBe(text);
  });

  it.each(["subject:budget", "meet at 10:30", "budget )"])("is refused with a message about files: %s", (text) => {
    expect(() => checkKql(text, fileVocabulary)).toThrow(/^query: at character \d+: .*(?:files|closes nothing)/);
  });
});
