import { describe, expect, it } from "vitest";
import { ToolError } from "#common/errors.ts";
import { getMeHandler } from "#workers/tools/people/get-me.ts";
import { type FakeContextOptions, fakeContext } from "../fake-context.ts";

const hours = {
  daysOfWeek: ["monday", "tuesday"],
  startTime: "08:30:00.0000000",
  endTime: "17:00:00.0000000",
  timeZone: { name: "Tokyo Standard Time" },
};
const profile = {
  id: "87d349ed-44d7-43e1-9a83-5f2406dee5bd",
  displayName: "Hana Mori",
  mail: "hana@contoso.com",
  userPrincipalName: "hana@contoso.onmicrosoft.com",
  jobTitle: "",
  department: null,
  businessPhones: ["+81 3 5555 0100", null, " "],
  userType: "Member",
};
const schedule = (workingHours: unknown) => ({
  value: [{ scheduleId: "hana@contoso.com", availabilityView: "0000", workingHours }],
});

function contextWith(options: FakeContextOptions & { me?: object; schedules?: unknown; manager?: unknown } = {}) {
  const { me = profile, schedules = schedule(hours), manager, ...others } = options;
  return fakeContext({
    timeZone: "Asia/Tokyo",
    ownAddresses: ["hana@contoso.com"],
    answers: (path) => (path === "/me" ? me : path.endsWith("/manager") ? manager : schedules),
    ...others,
  });
}

async function tell(options: Parameters<typeof contextWith>[0] = {}) {
  return await getMeHandler.run({}, contextWith(options));
}

describe("get_me", () => {
  it("tells who the user is, and leaves out what nobody has entered", async () => {
    expect(await tell()).toEqual({
      id: profile.id,
      displayName: "Hana Mori",
      mail: "hana@contoso.com",
      userPrincipalName: "hana@contoso.onmicrosoft.com",
      businessPhones: ["+81 3 5555 0100"],
      workingHours: { days: ["monday", "tuesday"], start: "08:30", end: "17:00" },
    });
  });

  it("asks for the profile and the own schedule, and for that with Calendars.Read only", async () => {
    const both = contextWith();
    await getMeHandler.run({}, both);
    expect(both.calls.map(({ url }) => url.replace(/\?.*/, ""))).toEqual([
      "/me",
      "/users/u-me/manager",
      "/me/calendar/getSchedule",
    ]);
    const alone = contextWith({ scopes: ["User.Read"] });
    expect(await getMeHandler.run({}, alone)).not.toHaveProperty("workingHours");
    expect(alone.calls).toHaveLength(1);
  });

  it("names the manager, whom it asks for at once with the profile", async () => {
    const manager = { displayName: "Ren Aoki", mail: "ren@contoso.com", userPrincipalName: null, jobTitle: "CEO" };
    const output = await tell({ manager });
    expect(output.manager).toEqual({ displayName: "Ren Aoki", email: "ren@contoso.com", jobTitle: "CEO" });
    expect(output).not.toHaveProperty("incomplete");
  });

  it("says of the manager why there is none", async () => {
    const hidden = { displayName: null, mail: null, userPrincipalName: null, jobTitle: null };
    expect((await tell({ manager: hidden })).incomplete).toEqual({
      reason: "Of the user, the manager is not visible.",
    });
    const failed = await tell({ manager: new ToolError("unavailable", "Later.") });
    expect(failed.incomplete).toEqual({ reason: "Of the user, the manager could not be read." });
    expect((await tell({ scopes: ["User.Read", "Calendars.Read"] })).incomplete).toEqual({
      reason: "The manager is left out.",
      missingScopes: ["User.Read.All"],
    });
  });

  it("says nothing twice", async () => {
    const same = { ...profile, givenName: "Hana", surname: "Mori", userPrincipalName: profile.mail };
    const output = await tell({ me: same });
    for (const name of ["givenName", "surname", "userPrincipalName"]) expect(output).not.toHaveProperty(name);
    expect(await tell({ me: { ...same, surname: "Sato" } })).toMatchObject({ givenName: "Hana", surname: "Sato" });
  });

  it("names the zone of working hours that is not the user's", async () => {
    const output = await tell({ timeZone: "Europe/Berlin" });
    expect(output.workingHours?.timeZone).toBe("Asia/Tokyo");
  });

  it("says that a guest is one", async () => {
    expect((await tell({ me: { ...profile, userType: "Guest" } })).userType).toBe("Guest");
  });

  it.each([
    ["no address", { ownAddresses: [] }],
    [
      "no mailbox in Exchange Online",
      { schedules: { value: [{ error: { responseCode: "ErrorMailboxStoreUnavailable" } }] } },
    ],
    ["no working hours", { schedules: schedule(null) }],
    ["working hours of another form", { schedules: schedule({ ...hours, startTime: "unknownFutureValue" }) }],
  ])("answers without working hours for a user with %s", async (_who, options) => {
    const output = await tell(options);
    expect(output).toMatchObject({ displayName: expect.stringContaining("Hana") });
    expect(output).not.toHaveProperty("workingHours");
    expect(output).not.toHaveProperty("incomplete");
  });

  it("answers all the same when the schedule can't be had, and says so", async () => {
    expect(await tell({ schedules: new ToolError("rate_limited", "slow down") })).toMatchObject({
      displayName: "Hana Mori",
      incomplete: { reason: "The working hours could not be read; try again." },
    });
  });
});
