// T9: path traversal by a resource uri — whatever stands in any place of any form is refused with words for the
// caller, or asked for as an ID that Graph does not know.

import { describe, expect, it } from "vitest";
import { ToolError } from "#common/errors.ts";
import { readResource } from "#common/tools/read-resource.ts";
import { uriForms } from "#common/tools/resource-uri/resource-uri.ts";
import { fakeContext } from "#test/unit/workers/tools/fake-context.ts";
import { graphPath } from "#workers/graph/graph-address.ts";
import { readResourceHandler } from "#workers/tools/resources/read-resource.ts";
import { tricks } from "./path-tricks.ts";
import { placesOf, uriWith } from "./uri-places.ts";

const long = (length: number) => "1".repeat(length);
const odd: readonly string[] = [
  ...tricks,
  ...tricks.map(encodeURIComponent),
  ...[100, 1_000, 4_900, 100_000].map(long),
  `%${"25".repeat(2_000)}`,
  "%F0%9F".repeat(600),
  "\ud83d",
  "\udc00x",
  "%ED%A0%BD",
  "\0",
  "a%00b",
  "\u202e\u200b",
  "%E2%80%AE",
  "予算",
  "constructor",
  "__proto__",
  "🗂️",
];

/** How the reading of a uri ends at a Graph that knows nothing, and whether Graph was asked. */
async function outcomeOf(uri: string): Promise<{ code: string; isAsked: boolean }> {
  const scopes = ["Mail.Read", "Mail.Read.Shared", "Calendars.Read", "Calendars.Read.Shared", "Files.Read.All"];
  const more = ["Sites.Read.All", "Chat.Read", "ChannelMessage.Read.All", "Tasks.Read", "Notes.Read", "Notes.Read.All"];
  const context = fakeContext({
    scopes: [
      ...scopes,
      ...more,
      "OnlineMeetings.Read",
      "OnlineMeetingTranscript.Read.All",
      "OnlineMeetingRecording.Read.All",
    ],
    answers(_path, request) {
      graphPath("https://graph.microsoft.com", request);
      return undefined;
    },
  });
  const input = readResource.inputSchema.safeParse({ uri });
  if (!input.success) return { code: "invalid_input", isAsked: false };
  try {
    await readResourceHandler.run(input.data, context);
    return { code: "answered", isAsked: context.calls.length > 0 };
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    expect(error.message.length).toBeLessThan(1_500);
    return { code: error.code, isAsked: context.calls.length > 0 };
  }
}

describe.each(Object.entries(uriForms))("a uri of the kind %s", (kind, { text }) => {
  it("is asked for where its ids can be ids", async () => {
    expect(await outcomeOf(uriWith(kind, undefined, ""))).toEqual({ code: "not_found", isAsked: true });
  });

  it.each(placesOf(text))("is refused in words, or not found, whatever stands for %s", async (place) => {
    const codes = new Set<string>();
    for (const one of odd) codes.add((await outcomeOf(uriWith(kind, place, one))).code);
    codes.delete("not_found");
    expect([...codes]).toEqual(["invalid_input"]);
  });
});
