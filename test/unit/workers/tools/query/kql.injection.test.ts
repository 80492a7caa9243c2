// T11: injection into KQL or OData — a caller's text stays one literal; operators come from an allow-list only.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ToolError } from "#common/errors.ts";
import { runs } from "#test/support/property-runs.ts";
import { textOf } from "#test/support/text-of.ts";
import { refusedAs } from "#test/support/tool-error-of.ts";
import { checkKql } from "#workers/tools/query/check-kql.ts";
import { literalWords, messageKql, searchParameter } from "#workers/tools/query/kql.ts";
import { allOf, equals, timeFilters } from "#workers/tools/query/odata.ts";
import { readKql, readSearchParameter } from "./kql-reader.ts";

const numRuns = runs(100_000);

/** Text that tries to leave its place: any characters, with those that mean something in KQL and OData often. */
const hostile = textOf(
  [
    ...['"', '""', '\\"', "\\", "'", "''", "(", ")", " OR ", " AND ", " NOT ", "from:", "received>=2026-01-01", "*"],
    ...[":", "&$top=999", "$filter=", "\r\n", "%22", "“", "\u0000"],
  ],
  12,
);

/** The words that an index keeps of a text. */
function wordsIn(text: string): string[] {
  return text.match(/[\p{L}\p{N}]+/gu) ?? [];
}

const names = { to: "recipients", time: "received", isTimeGiven: false } as const;

describe("text in KQL", () => {
  it("stays one literal with all its words, whatever the text", () => {
    fc.assert(
      fc.property(hostile, hostile, (sender, recipient) => {
        const afterMs = Date.UTC(2026, 0, 2);
        const kql = messageKql({ sender, recipient, afterMs }, names);
        const nodes = readKql(readSearchParameter(searchParameter(kql)));
        const [from, and, to, alsoAnd, received] = nodes;
        return (
          nodes.length === 5 &&
          and?.kind === "operator" &&
          alsoAnd?.kind === "operator" &&
          from?.kind === "restriction" &&
          from.property === "from" &&
          from.isPhrase &&
          wordsIn(from.value).join() === wordsIn(sender).join() &&
          to?.kind === "restriction" &&
          to.property === "recipients" &&
          to.isPhrase &&
          wordsIn(to.value).join() === wordsIn(recipient).join() &&
          received?.kind === "restriction" &&
          received.value === "2026-01-01"
        );
      }),
      { numRuns },
    );
  });

  it.each([
    ["anna.o'brien+x@sub-domain.contoso.com", "anna.o'brien+x@sub-domain.contoso.com"],
    ["RE: 50% (final)", "RE: 50% (final)"],
    ['5" screen \\ "big"', "5 screen big"],
    ["Müller & Söhne", "Müller & Söhne"],
  ])("is not escaped more than necessary: %s", (text, words) => {
    expect(literalWords(text)).toBe(words);
  });
});

describe("a caller's own KQL", () => {
  it("is refused, or can't escape its parentheses", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        let checked: ReturnType<typeof checkKql>;
        try {
          checked = checkKql(text);
        } catch (error) {
          return error instanceof ToolError && error.code === "invalid_input";
        }
        const kql = messageKql({ kql: checked, sender: "x" }, names);
        const nodes = readKql(readSearchParameter(searchParameter(kql)));
        return (
          !kql.includes('\\"') && nodes.length === 3 && nodes[0]?.kind === "group" && nodes[2]?.kind === "restriction"
        );
      }),
      { numRuns },
    );
  });

  it.each([
    "budget",
    "budget report",
    '"project review"',
    "subject:budget AND (from:anna OR from:bob)",
    'from:"anna schmidt" NOT subject:"out of office"',
    "subject:(budget report)",
    "received>=2026-01-01",
    "received:2026-01-01..2026-02-01",
    "hasattachments:true importance:high",
    "size>1000000",
    "cat -dog +bird",
    "budget*",
    "offer NEAR(n=5) final",
    '"RE: budget"',
    "or and not in small letters",
    "予算 OR бюджет",
    'subject:"a (b" c',
  ])("is accepted unchanged: %s", (text) => {
    expect(checkKql(text)).toBe(text);
  });

  it.each([
    ["budget (", 8, "never closed"],
    ["budget )", 8, "closes nothing"],
    ['say "hello', 5, "never closed"],
    ["AND budget", 1, "needs a term before it"],
    [':")"', 2, "missing before this double quote"],
    ['subject::")"', 10, "missing before this double quote"],
    ["budget OR", 10, "missing at the end"],
    ["budget AND OR x", 12, "needs a term before it"],
    ["()", 2, "missing before this )"],
    ["a NOT", 6, "missing at the end"],
    ["from: anna", 1, "has no value"],
    ['from:""', 6, "nothing between these quotes"],
    ['"final offer"x', 14, "space is missing after"],
    ['5"x"', 2, "space is missing before"],
    ["sender:anna", 1, "is not a property of mail"],
    ["meet at 10:30", 9, "is not a property of mail"],
    ["“budget”", 1, "straight quotes"],
    ['say \\"hello\\"', 5, "can't be escaped"],
    ["sent>2026-01-01 sent<2026-02-01", 17, "ignores a second"],
  ])("is refused with the position of the mistake: %s", (text, character, reason) => {
    expect(() => checkKql(text)).toThrow(
      refusedAs("invalid_input", new RegExp(`^query: at character ${character}: .*${reason.replace(/[()]/g, "\\$&")}`)),
    );
  });
});

describe("text in an OData filter", () => {
  it("stays one unchanged literal, whatever the text", () => {
    fc.assert(
      fc.property(hostile, (value) => {
        const filter = allOf([
          ...timeFilters("receivedDateTime", { afterMs: 0 }),
          equals("from/emailAddress/address", value),
        ]);
        const read =
          /^receivedDateTime ge 1970-01-01T00:00:00Z and from\/emailAddress\/address eq '((?:[^']|'')*)'$/s.exec(
            filter,
          );
        return read?.[1]?.replaceAll("''", "'") === value;
      }),
      { numRuns },
    );
  });
});
