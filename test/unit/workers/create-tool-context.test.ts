import { expect, it } from "vitest";
import { createToolContextFactory } from "#workers/create-tool-context.ts";
import { createUnreadableItems } from "#workers/run.ts";
import { graphToken, patient } from "./auth/obo-fixture.ts";
import { consentUrl, errorReply, mailSearch } from "./run-fixture.ts";
import { fakeContext, fakeDocuments } from "./tools/fake-context.ts";

/** Calls of a person whose own schedule has this zone, all with one token. */
function callsOf(timeZone: unknown) {
  const { graph, calls, cursor } = fakeContext({ answers: () => ({ value: [{ workingHours: { timeZone } }] }) });
  const limits: (number | undefined)[] = [];
  const token = graphToken(["Calendars.ReadBasic"], { person: { addresses: ["yuki@aozora.test"] } });
  const createContext = createToolContextFactory({
    graphClient: {
      forCall(_call, _use, limitMs) {
        limits.push(limitMs);
        return graph;
      },
    },
    onBehalfOf: { exchange: async () => token, drop: () => undefined },
    documentsFor: () => fakeDocuments(() => Promise.reject(new Error("no document here"))),
    cursorFor: () => cursor,
    adminConsentUrl: () => consentUrl,
    cloud: "public",
    now: () => Date.parse("2026-11-24T10:30:00Z"),
  });
  const call = () =>
    createContext(mailSearch({ signal: patient(), reply: errorReply().reply }), {
      tool: "outlook_email_search",
      workload: "outlook",
      token,
      notes: { graphAnswered: () => undefined },
      shown: [],
      unreadableItems: createUnreadableItems(),
    });
  return { call, calls, limits };
}

it("asks for the user's zone in the first call with a token, within seconds, and in no later one", async () => {
  const { call, calls, limits } = callsOf({ name: "Tokyo Standard Time" });
  expect(await call().timeZone()).toBe("Asia/Tokyo");
  expect(await call().timeZone()).toBe("Asia/Tokyo");
  expect(calls.map(({ url }) => url)).toEqual(["/me/calendar/getSchedule"]);
  expect(limits.filter((limit) => limit !== undefined)).toEqual([5_000]);
  expect((await call().clock()).zone).toBe("Asia/Tokyo");
});

// proves R1
it("takes UTC for a zone that is not known, and says so", async () => {
  const { call } = callsOf({ name: null, bias: 7 });
  expect(await call().timeZone()).toBe("UTC");
  expect((await call().clock()).now).toContain("not known");
});
