import { describe, expect, it } from "vitest";
import { withImpliedScopes } from "#workers/auth/user-tokens.ts";

describe("a broader permission", () => {
  // proves M27
  it.each([
    ["Mail.ReadWrite", ["Mail.Read", "Mail.ReadBasic"]],
    ["Mail.Read", ["Mail.ReadBasic"]],
    ["Calendars.ReadWrite", ["Calendars.Read", "Calendars.ReadBasic"]],
    ["Chat.ReadWrite", ["Chat.Read", "Chat.ReadBasic"]],
  ])("%s is enough where a narrower one is asked for", (granted, implied) => {
    expect([...withImpliedScopes(new Set([granted]))]).toEqual(expect.arrayContaining([granted, ...implied]));
  });

  it("is never given by a narrower one", () => {
    expect(withImpliedScopes(new Set(["Mail.ReadBasic", "Chat.ReadBasic"]))).toEqual(
      new Set(["Mail.ReadBasic", "Chat.ReadBasic", "ChatMember.Read"]),
    );
  });

  it("is no name that every object has", () => {
    expect(withImpliedScopes(new Set(["constructor"]))).toEqual(new Set(["constructor"]));
  });
});
