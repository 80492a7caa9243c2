// T9: path traversal in Graph requests — an ID stays one segment of a constant path and a value one query parameter;
// otherwise nothing is sent.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ToolError } from "#common/errors.ts";
import { binaryText } from "#test/support/binary-text.ts";
import { runs } from "#test/support/property-runs.ts";
import { graphPath } from "#workers/graph/graph-address.ts";

const origin = "https://graph.microsoft.com";

/** Ways out of a path segment that have worked somewhere (OWASP SSRF and path traversal cheat sheets). */
const tricks = [
  ..."/ \\ ? # @ : ; & = + % . , ! * ' ( ) [ ] { } < > | ^ ` ~ $".split(" "),
  " ",
  ...".. . ../ ..\\ ..;/ %2e%2e %2e%2e%2f .%2e %2E. %252e%252e %c0%ae %2f %5c %00 %0d%0a \0".split(" "),
  "\r\n",
  "\r\nHost: evil.test",
  "\t",
  "\n",
  ..."\u007f \u2025 \u2024\u2024 \uff0e\uff0e \uff0f \u2215 \u29f8".split(" "),
  "\ufeff",
  ..."\u202e @evil.test :80@evil.test //evil.test \\\\evil.test https://evil.test https:evil.test".split(" "),
  ..."[::ffff:169.254.169.254] 169.254.169.254 #@evil.test ?$expand= &$top=1 /$value /../../beta/me".split(" "),
  ..."/v1.0/users $batch __proto__".split(" "),
];

const ids = ["", "AAMkAGI2=", "b!x-y_z", "..", "a/b"];
const vectors = ids.flatMap((before) => tricks.flatMap((trick) => ids.map((after) => before + trick + after)));
const doubled = tricks.flatMap((first) => tricks.map((second) => first + second));

const build = (path: readonly string[]) => graphPath(origin, { path });

/** Undefined when every segment is in its place on the origin; otherwise what went wrong. */
function whereItLeads(segments: readonly string[]): string | undefined {
  const path = build(segments);
  const url = new URL(origin + path);
  if (url.origin !== origin) return `origin ${url.origin}`;
  if (url.search !== "" || url.hash !== "" || url.username !== "") return "it grew a query, a fragment or a user";
  const [empty, version, ...rest] = url.pathname.split("/");
  if (empty !== "" || version !== "v1.0" || rest.length !== segments.length) return `path ${url.pathname}`;
  return rest.every((segment, index) => decodeURIComponent(segment) === segments[index])
    ? undefined
    : "another segment";
}

/** Refused as the caller's mistake, or exactly in its place. */
function isSafe(segments: readonly string[]): boolean {
  try {
    return whereItLeads(segments) === undefined;
  } catch (error) {
    return error instanceof ToolError && error.code === "invalid_input";
  }
}

describe("T9: an id in a Graph path", () => {
  it(`stays one segment in its place: ${vectors.length + doubled.length} known tricks`, () => {
    expect(vectors.length + doubled.length).toBeGreaterThan(2_000);
    const escaped = [...vectors, ...doubled].filter((id) => !isSafe(["me", "messages", id, "attachments"]));
    expect(escaped).toEqual([]);
  });

  it("never leaves its place, whatever it is", () => {
    const piece = fc.oneof(fc.constantFrom(...tricks), binaryText({ maxLength: 6 }), fc.string({ maxLength: 8 }));
    const id = fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join(""));
    fc.assert(
      fc.property(id, id, (first, second) => isSafe(["drives", first, "items", second])),
      { numRuns: runs(100_000) },
    );
  });

  it("is refused where it makes the address longer than any, in the path or in the query", () => {
    const impossible = expect.objectContaining({ code: "invalid_input" });
    const long = "a".repeat(100_000);
    expect(() => build(["planner", "plans", long])).toThrow(impossible);
    expect(() => build(Array.from({ length: 10 }, () => "a".repeat(3_900)))).toThrow(impossible);
    const $filter = `conversationId eq '${long}'`;
    expect(() => graphPath(origin, { path: ["me", "messages"], query: { $filter } })).toThrow(impossible);
    const longest = "長".repeat(2_000);
    expect(graphPath(origin, { path: ["me", "messages"], query: { $search: longest } })).toContain("%E9%95%B7");
  });

  it("is encoded as Microsoft's SDKs encode it, with nothing of a function left", () => {
    expect(build(["me", "messages", "AAMk/x+y=="])).toBe("/v1.0/me/messages/AAMk%2Fx%2By%3D%3D");
    expect(build(["drives", "b!x-y", "items", "search(q='a')"])).toBe(
      "/v1.0/drives/b!x-y/items/search%28q%3D%27a%27%29",
    );
    expect(build(["drives", "d", "root:", "It's (1).txt"])).toBe("/v1.0/drives/d/root:/It%27s%20%281%29.txt");
  });

  it("has its own characters where it is the search below a drive's root, and only the text is encoded", () => {
    const path = (text: string) => build(["me", "drive", "root", `search(q='${text}')`]);
    expect(path("it''s 50% = a/b?#")).toBe("/v1.0/me/drive/root/search(q='it''s%2050%25%20%3D%20a%2Fb%3F%23')");
    expect(build(["me", "drive", "root", "x(q='a')"])).toBe("/v1.0/me/drive/root/x%28q%3D%27a%27%29");
  });

  it.each(["", ".", "..", "\ud800"])("is refused as the caller's mistake: %j", (id) => {
    expect(() => build(["me", "messages", id])).toThrowError(ToolError);
  });

  it("is a bug when there is no segment at all", () => {
    expect(() => build([])).toThrowError(/keep its place/);
  });
});

describe("T9: a value in a Graph query", () => {
  it("comes back as itself, and adds no other parameter", () => {
    const text = fc.oneof(fc.constantFrom(...tricks), binaryText(), fc.string());
    fc.assert(
      fc.property(text, text, (search, filter) => {
        const path = graphPath(origin, {
          path: ["me", "messages"],
          query: { $search: search, $filter: filter, $top: 25 },
        });
        const { searchParams, pathname, hash } = new URL(origin + path);
        expect(pathname).toBe("/v1.0/me/messages");
        expect(hash).toBe("");
        expect([...searchParams]).toEqual([
          ["$search", search.toWellFormed()],
          ["$filter", filter.toWellFormed()],
          ["$top", "25"],
        ]);
      }),
      { numRuns: runs(20_000) },
    );
  });

  it("writes spaces as %20 and leaves $ in names", () => {
    const path = graphPath(origin, { path: ["me", "messages"], query: { $search: '"a b+c"', $skip: undefined } });
    expect(path).toBe("/v1.0/me/messages?$search=%22a%20b%2Bc%22");
  });
});
