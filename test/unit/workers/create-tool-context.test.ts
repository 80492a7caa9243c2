import { expect, it } from "vitest";
import { graphToken } from "./auth/obo-fixture.ts";
import { contextMaker } from "./run-fixture.ts";
import { fakeContext } from "./tools/fake-context.ts";

/** Calls of a person whose own schedule has this zone, all with one token. */
function callsOf(timeZone: unknown) {
  const { graph, calls } = fakeContext({ answers: () => ({ value: [{ workingHours: { timeZone } }] }) });
  const limits: (number | undefined)[] = [];
  const graphClient = {
    forCall(_call: unknown, _use: unknown, limitMs?: number) {
      limits.push(limitMs);
      return graph;
    },
  };
  const token = graphToken(["Calendars.ReadBasic"], { person: { addresses: ["yuki@aozora.test"] } });
  return { call: contextMaker({ graphClient }, token), calls, limits };
}

it("asks for the user's zone in the first call with a token, within seconds, and in no later one", async () => {
  const { call, calls, limits } = callsOf({ name: "Tokyo Standard Time" });
  expect(await call().timeZone()).toBe("Asia/Tokyo");
  expect(await call().timeZone()).toBe("Asia/Tokyo");
  expect(calls.map(({ url }) => url)).toEqual(["/me/calendar/getSchedule"]);
  expect(limits.filter((limit) => limit !== undefined)).toEqual([5_000]);
  expect((await call().clock()).zone).toBe("Asia/Tokyo");
});

it("takes UTC for a zone that is not known, and says so", async () => {
  const { call } = callsOf({ name: null, bias: 7 });
  expect(await call().timeZone()).toBe("UTC");
  expect((await call().clock()).now).toContain("not known");
});
