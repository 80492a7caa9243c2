import { describe, expect, it } from "vitest";
import { catalog } from "#common/tools/catalog.ts";
import { readInput } from "#common/tools/define-tool.ts";
import { findMeetingAvailability, outlookFindAvailableTime } from "#common/tools/meeting-times.ts";
import { outlookEmailSearch } from "#common/tools/outlook-email-search.ts";

describe("a count above the most", () => {
  const names = ["limit", "maxCandidates"];
  const counted = catalog.flatMap((tool) =>
    names
      .filter((name) => name in tool.inputSchema.shape)
      .map((name) => ({ tool, title: `${tool.name} ${name}`, name })),
  );

  it.each(counted)("is the most, and said: $title", ({ tool, name }) => {
    const needed = "teamId" in tool.inputSchema.shape ? { teamId: "6f7ac3f8-0c0e-4b5b-a8d2-5d9a6e8e0001" } : {};
    const others = { query: "plan", name: "plan", ...needed, channelId: "19:abc@thread.tacv2" };
    const given = Object.fromEntries(Object.entries(others).filter(([one]) => one in tool.inputSchema.shape));
    const { parsed, note } = readInput(tool, { ...given, [name]: 100_000 });
    expect(parsed.error).toBeUndefined();
    const most = Number(parsed.data?.[name as keyof typeof parsed.data]);
    expect(most).toBeLessThan(1_000);
    expect(note).toBe(`${name}: ${most} is the most, and was taken.`);
  });

  it("says nothing where it is not above", () => {
    expect(readInput(outlookEmailSearch, { limit: 25 }).note).toBeUndefined();
  });

  it.each([{ limit: 0 }, { limit: "many" }, { offset: 100_000 }, { limit: 100, folder: "Inbox" }])(
    "takes no other mistake for one: %j",
    (input) => {
      expect(readInput(outlookEmailSearch, input).parsed.success).toBe(false);
    },
  );
});

describe("the length of a meeting", () => {
  it("may have the name that it has in the other tool", () => {
    expect(readInput(findMeetingAvailability, { durationMinutes: 45 }).parsed.data?.duration).toBe(45);
    expect(readInput(outlookFindAvailableTime, { duration: 45 }).parsed.data?.durationMinutes).toBe(45);
  });

  it("is refused where it is given twice", () => {
    expect(readInput(findMeetingAvailability, { duration: 30, durationMinutes: 45 }).parsed.success).toBe(false);
  });
});
