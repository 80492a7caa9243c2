import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GraphRefusal } from "#test/fake-tenant/graph/graph-refusal.ts";
import { parseKql } from "#test/fake-tenant/graph/kql/kql-parser.ts";
import { filterProperties, parseFilter } from "#test/fake-tenant/graph/odata/filter-parser.ts";

const refusesOrParses = (parse: (text: string) => unknown, text: string) => {
  try {
    parse(text);
    return true;
  } catch (error) {
    return error instanceof GraphRefusal && error.status === 400;
  }
};

/** Any text of these pieces, and any other, is understood or refused. */
function expectAnAnswerToAnyText(parse: (text: string) => unknown, pieces: fc.Arbitrary<string>): void {
  const anyText = fc.oneof(
    fc.string(),
    fc.array(pieces).map((parts) => parts.join("")),
  );
  fc.assert(
    fc.property(anyText, (text) => refusesOrParses(parse, text)),
    { numRuns: 2000 },
  );
}

describe("the KQL parser", () => {
  const pieces = fc.constantFrom(
    '"',
    "(",
    ")",
    "AND",
    "OR",
    "NOT",
    "-",
    "+",
    ":",
    "from:",
    "received>=",
    "..",
    "*",
    "a",
    "会議",
    " ",
  );

  it("either understands a text or refuses it with 400, whatever it is", () => {
    expectAnAnswerToAnyText(parseKql, pieces);
  });

  it("keeps a quoted text in one literal", () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }).filter((text) => !text.includes('"')),
        (text) => {
          expect(parseKql(`"${text}"`)).toMatchObject({ kind: "text", phrase: true });
        },
      ),
    );
  });

  it("binds AND tighter than OR, and joins neighbours by AND", () => {
    expect(parseKql("a OR b AND c d")).toMatchObject({
      kind: "or",
      parts: [{ text: "a" }, { kind: "and", parts: [{ text: "b" }, { text: "c" }, { text: "d" }] }],
    });
  });
});

describe("the OData filter parser", () => {
  const pieces = fc.constantFrom(
    "subject",
    " eq ",
    "'x'",
    "'",
    "''",
    "(",
    ")",
    " and ",
    " or ",
    "not ",
    "contains(",
    ",",
    "/any(",
    "c:c",
    "2026-01-01",
    "true",
    " ",
  );

  it("either understands a text or refuses it with 400, whatever it is", () => {
    expectAnAnswerToAnyText(parseFilter, pieces);
  });

  it("reads any doubled-quote literal back as the text that was meant", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(parseFilter(`subject eq '${text.replaceAll("'", "''")}'`)).toMatchObject({
          kind: "compare",
          literal: { value: text },
        });
      }),
    );
  });

  it("lists properties in the order in which they are written", () => {
    expect(filterProperties(parseFilter("(a eq 1 or b eq 2) and not contains(c,'x') and a gt 3"))).toEqual([
      "a",
      "b",
      "c",
    ]);
  });
});
