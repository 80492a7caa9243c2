import { describe, expect, it } from "vitest";
import { lacking, refusedAs } from "#test/support/tool-error-of.ts";
import type { timesInShort } from "#workers/tools/calendar/find-times.ts";
import { callTool } from "../call-tool.ts";
import { bad, bob, hoursIn, me, type OfficePerson, office, thursday } from "./office.ts";

type Short = ReturnType<typeof timesInShort>;

async function find(
  input: Record<string, unknown>,
  people: Readonly<Record<string, OfficePerson>> = {},
  options: Parameters<typeof office>[1] = {},
) {
  const { context } = office(people, options);
  return (await callTool("find_meeting_availability", input, context)) as Short;
}

describe("free times", () => {
  it("are ranges over all the time that was asked for, in the user's zone, around what is taken", async () => {
    const people = {
      [me]: { taken: [["2026-11-26T09:00:00Z", "2026-11-26T10:00:00Z", "2"]] },
      [bob]: { taken: [["2026-11-27T08:00:00Z", "2026-11-27T16:00:00Z", "3"]] },
    } as const;
    expect(await find({ participants: [bob], duration: 45 }, people)).toEqual({
      free: [
        "Tue 2026-11-24 11:30–17:00",
        "Wed 2026-11-25 09:00–17:00",
        "Thu 2026-11-26 09:00–10:00, 11:00–17:00",
        "Mon 2026-11-30 09:00–17:00",
        "Tue 2026-12-01 09:00–11:30",
      ],
      searched: {
        after: "2026-11-24T11:30:00+01:00 (Europe/Berlin)",
        before: "2026-12-01T11:30:00+01:00 (Europe/Berlin)",
      },
    });
  });

  it("leave out what is shorter than the meeting, and end at midnight where nights count too", async () => {
    const people = { [me]: { taken: [["2026-11-26T08:30:00Z", "2026-11-26T22:00:00Z", "2"]] } } as const;
    expect((await find({ duration: 60, ...thursday }, people)).free).toEqual([]);
    expect((await find({ duration: 60, workingHoursOnly: false, ...thursday }, people)).free).toEqual([
      "Thu 2026-11-26 00:00–09:30, 23:00–24:00",
    ]);
  });

  it("say which times somebody may be elsewhere", async () => {
    const people = { [bob]: { taken: [["2026-11-26T09:00:00Z", "2026-11-26T10:00:00Z", "1"]] } } as const;
    expect(await find({ participants: [bob], ...thursday }, people)).toMatchObject({
      free: ["Thu 2026-11-26 09:00–10:00, 11:00–17:00"],
      tentative: [`Thu 2026-11-26 10:00–11:00 ${bob} tentative`],
    });
  });

  it("are the same by either tool, which both take either name for the length", async () => {
    const asked = { participants: [bob], ...thursday };
    expect(await callTool("outlook_find_available_time", asked, office().context)).toEqual(await find(asked));
  });

  it("of a person's week take no more than 1,500 characters, however many meetings it has", async () => {
    const taken = ["24", "25", "26", "27", "30"].flatMap((day) =>
      ["08:30", "09:30", "11:00", "12:30", "14:00", "15:30"].map(
        (time) => [`2026-11-${day}T${time}:00Z`, `2026-11-${day}T${time.slice(0, 3)}45:00Z`, "2"] as const,
      ),
    );
    const week = await find({ participants: [bob], duration: 15 }, { [bob]: { taken } });
    expect(week.free).toHaveLength(6);
    expect(JSON.stringify(week).length).toBeLessThan(1_500);
  });
});

it("no list is called free where somebody's calendar can't be read, and it is said who is left out", async () => {
  const people = { [bad]: { error: "ErrorMailRecipientNotFound" } };
  const found = await find({ participants: [bob, bad], ...thursday }, people);
  expect(found).not.toHaveProperty("free");
  expect(found.freeExceptForWhoIsLeftOut).toEqual(["Thu 2026-11-26 09:00–17:00"]);
  expect(found.incomplete?.reason).toBe(`Not taken into account: ${bad} (unknown_mailbox).`);
});

describe("where nothing is free", () => {
  it.each([
    ["busy", "2"],
    ["oof", "3"],
  ])("it is said who and what is in the way, and when most can come: %s", async (state, digit) => {
    const day = [["2026-11-26T08:00:00Z", "2026-11-26T16:00:00Z", digit]] as const;
    const at = (time: string) => ({ dateTime: `2026-11-26T${time}:00.0000000`, timeZone: "UTC" });
    const items = [
      { subject: "Fair", start: at("08:00"), end: at("12:00") },
      { subject: "Doctor", isPrivate: true, start: at("12:00"), end: at("16:00") },
    ];
    const people = { [bob]: { taken: day, items } };
    const found = await find({ participants: [bob, "eva@contoso.com"], duration: 240, ...thursday }, people);
    expect(found.free).toEqual([]);
    expect(found.inTheWay).toEqual([`Thu 2026-11-26 09:00–17:00 ${bob} ${state}: Fair`]);
    expect(found.suitsMost).toEqual([
      `Thu 2026-11-26 09:00–13:00 without ${bob}`,
      `Thu 2026-11-26 13:00–17:00 without ${bob}`,
    ]);
    expect(found.note).toMatch(/^No time suits everybody/);
  });

  it("working hours that have nothing in common are told in the user's zone", async () => {
    const people = { [bob]: { hours: hoursIn("Pacific Standard Time") } };
    const found = await find({ participants: [bob], ...thursday }, people);
    expect(found.workingHours).toEqual([
      "me@contoso.com: Thu 2026-11-26 09:00–17:00",
      `${bob}: Thu 2026-11-26 00:00–02:00, 18:00–24:00`,
    ]);
    expect(found.note).toContain("workingHoursOnly false");
  });
});

describe("participants by name", () => {
  const kenji = { displayName: "Kenji Tanaka", mail: "kenji@contoso.com" };
  const scopes = ["Calendars.Read", "People.Read", "User.Read.All"];
  const named = (users: readonly object[]) => {
    const { context } = office({}, { scopes });
    const get = context.graph.get;
    context.graph.get = (request, schema) =>
      ["users", "people"].includes(request.path.at(-1) ?? "")
        ? Promise.resolve(schema.parse({ value: request.path[0] === "users" ? users : [] }))
        : get(request, schema);
    return async (participants: string[]) =>
      (await callTool("find_meeting_availability", { participants, ...thursday }, context)) as Short;
  };

  it("are those who have the name, and said", async () => {
    const found = await named([kenji])(["Kenji Tanaka", "KENJI@contoso.com"]);
    expect(found.searched.meant).toEqual({ "Kenji Tanaka": "kenji@contoso.com" });
    expect(found.free).toHaveLength(1);
  });

  it("are refused where several or nobody has it, so that no time looks free without them", async () => {
    const other = { displayName: "Kenji Ono", mail: "ono@contoso.com" };
    const several = refusedAs("invalid_input", "kenji@contoso.com, ono@contoso.com");
    await expect(named([kenji, other])(["Kenji"])).rejects.toEqual(several);
    const nobody = refusedAs("invalid_input", 'nobody was found for "Nobody Here"');
    await expect(named([])(["Nobody Here"])).rejects.toEqual(nobody);
    await expect(find({ participants: ["Kenji"] })).rejects.toEqual(lacking("People.Read"));
  });
});
