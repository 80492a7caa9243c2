import { describe, expect, it } from "vitest";
import { ToolError, type ToolErrorCode } from "#common/errors.ts";
import { fakeContext } from "#test/unit/workers/tools/fake-context.ts";
import type { PersonFacts } from "#workers/auth/graph-token.ts";
import { createSignedInPerson } from "#workers/graph/signed-in-person.ts";
import type { GraphRequest } from "#workers/tools/tool-context.ts";

const everything = ["User.Read", "Calendars.Read", "Calendars.ReadBasic", "MailboxSettings.Read"];
const withoutSettings = ["User.Read", "Calendars.Read", "Calendars.ReadBasic"];
const tokyo = { name: "Tokyo Standard Time" };

interface Account {
  me?: unknown;
  setting?: unknown;
  /** The zone of the working hours per address, or an error. */
  zones?: Readonly<Record<string, unknown>>;
}

/** A person with this account, seen from one call after the other. */
function personWith({ me, setting, zones = {} }: Account, scopes: readonly string[] = withoutSettings) {
  const facts: PersonFacts = {};
  const { graph, calls } = fakeContext({
    answers(path, request: GraphRequest & { body?: { schedules: string[] } }) {
      if (path === "/me") return me;
      if (path === "/me/mailboxSettings/timeZone") return setting;
      const [address = ""] = request.body?.schedules ?? [];
      const timeZone = zones[address];
      return timeZone instanceof Error ? timeZone : { value: [timeZone ? { workingHours: { timeZone } } : {}] };
    },
  });
  const call = (signInName?: string) =>
    createSignedInPerson({
      facts,
      graph: () => graph,
      grantedScopes: new Set(scopes),
      signInName: () => signInName,
      now: () => Date.parse("2026-11-24T10:30:00Z"),
    });
  return { call, facts, asked: () => calls.splice(0).map(({ url }) => url.replace(/\?.*/, "")) };
}

const me = { mail: "yuki@aozora.test", userPrincipalName: "ysato@aozora.test" };
const schedule = "/me/calendar/getSchedule";

describe("a person's time zone", () => {
  it("is asked for once, and by no later call with the same facts", async () => {
    const { call, asked } = personWith({ me, zones: { "yuki@aozora.test": tokyo } });
    const first = call("yuki@aozora.test");
    expect(await Promise.all([first.timeZone(), first.timeZone()])).toEqual(["Asia/Tokyo", "Asia/Tokyo"]);
    expect(asked()).toEqual([schedule]);
    expect(await call().timeZone()).toBe("Asia/Tokyo");
    expect(asked()).toEqual([]);
  });

  it("comes from the mailbox where its settings may be read, by one request", async () => {
    const { call, asked } = personWith({ me, setting: { value: "Singapore Standard Time" } }, everything);
    expect(await call("yuki@aozora.test").timeZone()).toBe("Asia/Singapore");
    expect(asked()).toEqual(["/me/mailboxSettings/timeZone"]);
  });

  it("comes from the schedule where the mailbox names a zone of its own making", async () => {
    const setting = { value: "Customized Time Zone" };
    const { call } = personWith({ me, setting, zones: { "yuki@aozora.test": tokyo } }, everything);
    expect(await call("yuki@aozora.test").timeZone()).toBe("Asia/Tokyo");
  });

  it("comes from the mail address where the sign-in name is none", async () => {
    const { call, asked } = personWith({ me, zones: { "yuki@aozora.test": tokyo } });
    expect(await call("ysato@aozora.test").timeZone()).toBe("Asia/Tokyo");
    expect(asked()).toEqual([schedule, "/me", schedule]);
  });

  it.each<ToolErrorCode>(["not_found", "forbidden", "rate_limited", "unavailable", "deadline_exceeded"])(
    "is unknown, and no failure, where Graph says %s",
    async (code) => {
      const refused = new ToolError(code, "Graph said no.");
      const { call } = personWith({ me, zones: { "yuki@aozora.test": refused, "ysato@aozora.test": refused } });
      expect(await call("yuki@aozora.test").timeZone()).toBeNull();
    },
  );

  it.each<ToolErrorCode>(["sign_in_required", "claims_challenge"])("is not looked for after %s", async (code) => {
    const refused = new ToolError(code, "Sign in again.");
    const { call } = personWith({ me, zones: { "yuki@aozora.test": refused } });
    await expect(call("yuki@aozora.test").timeZone()).rejects.toBe(refused);
  });

  it("is asked for again after a failure that may pass, and not after one that stays", async () => {
    const passing = personWith({ me, zones: { "yuki@aozora.test": new ToolError("rate_limited", "Later.") } });
    await passing.call("yuki@aozora.test").timeZone();
    expect(passing.facts).not.toHaveProperty("timeZone");
    const staying = personWith({ me: {}, zones: { "yuki@aozora.test": new ToolError("not_found", "No mailbox.") } });
    await staying.call("yuki@aozora.test").timeZone();
    expect(staying.facts).toHaveProperty("timeZone", null);
  });

  it("needs no User.Read where the sign-in name is a mail address", async () => {
    const { call } = personWith({ zones: { "yuki@aozora.test": tokyo } }, ["Calendars.ReadBasic"]);
    expect(await call("yuki@aozora.test").timeZone()).toBe("Asia/Tokyo");
  });
});

describe("a person's own addresses", () => {
  it("are asked for once, mail address first", async () => {
    const { call, asked } = personWith({ me });
    expect(await call().addresses()).toEqual(["yuki@aozora.test", "ysato@aozora.test"]);
    expect(await call().addresses()).toHaveLength(2);
    expect(asked()).toEqual(["/me"]);
  });

  it("are the sign-in name alone where the profile can't be read", async () => {
    expect(await personWith({ me }, []).call("yuki@aozora.test").addresses()).toEqual(["yuki@aozora.test"]);
    const failing = personWith({ me: new ToolError("unavailable", "Later.") });
    expect(await failing.call("yuki@aozora.test").addresses()).toEqual(["yuki@aozora.test"]);
    expect(failing.facts).toEqual({});
  });
});
