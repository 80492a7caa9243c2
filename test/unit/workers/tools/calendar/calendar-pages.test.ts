import { expect, it } from "vitest";
import { callTool } from "../call-tool.ts";
import { fakeContext } from "../fake-context.ts";

const next = "https://graph.test/v1.0/me/calendarView?$skip=1";
const event = (id: string) => ({ id, subject: "Lunch" });

/** The requests of a search without dates, in order: the coming year has two pages, the past one has one. */
async function requestsOf(input: object): Promise<string[]> {
  const context = fakeContext({
    scopes: ["Calendars.Read"],
    answers: (_path, { query = {} }) =>
      String(query.$orderby).endsWith("desc")
        ? { value: [event("past")] }
        : { value: [event("soon")], "@odata.nextLink": next },
    pages: { [next]: { value: [event("later")] } },
  });
  const { events } = await callTool("outlook_calendar_search", { detail: "full", ...input }, context);
  expect(events.map(({ id }) => id)).toEqual(["soon", "later", "past"]);
  return context.calls.map(({ method, url }) =>
    method === "NEXT" ? "more to come" : url.includes("desc") ? "past" : "to come",
  );
}

it("asks side by side for what is to come and what is over when events are compared with a query", async () => {
  expect(await requestsOf({ query: "lunch" })).toEqual(["to come", "past", "more to come"]);
  expect(await requestsOf({})).toEqual(["to come", "more to come", "past"]);
});
