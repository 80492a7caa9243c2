import { describe, expect, it } from "vitest";
import { extractedText } from "./extracted-text.ts";

const component = (kind: string, ...lines: string[]) => [`BEGIN:${kind}`, ...lines, `END:${kind}`];
const calendar = (...lines: string[]) => `${component("VCALENDAR", ...lines).join("\r\n")}\r\n`;
const event = (...lines: string[]) => calendar(...component("VEVENT", ...lines));
const textOf = async (...lines: string[]) => (await extractedText(event(...lines))).text;

describe("an event", () => {
  it("of a file that ends in its middle is damaged", async () => {
    const whole = event("SUMMARY:Lunch", "DTSTART:20260302T120000Z");
    expect(await extractedText(whole)).not.toHaveProperty("incomplete");
    const { text, incomplete } = await extractedText(whole.slice(0, whole.indexOf("DTSTART")));
    expect(text).toBe("# Lunch");
    expect(incomplete).toMatch(/damaged/);
    expect((await extractedText("BEGIN:VCALENDAR\r\nVERS")).incomplete).toMatch(/damaged/);
  });

  it("is joined and unescaped, without what only programs read", async () => {
    const text = await extractedText(
      calendar(
        ...["VERSION:2.0", "METHOD:REQUEST", "X-A:1"],
        ...component(
          "VEVENT",
          ...["UID:0400", "SUMMARY:Lun", " ch\\, at \\\\noon\\; all", "DESCRIPTION:One\\nTwo\\NThree"],
          ...["X-ALT-DESC;FMTTYPE=text/html:<p hidden>no", "ATTACH;ENCODING=BASE64;VALUE=BINARY:AAAA"],
          ...["STATUS:CONFIRMED", "COMMENT:"],
          ...component("VALARM", "TRIGGER:-PT15M", "DESCRIPTION:REMINDER"),
        ),
      ),
    );
    expect(text).toEqual({
      detectedType: "text/calendar",
      text: "METHOD:REQUEST\n\n# Lunch, at \\noon; all\nDESCRIPTION:One\n  Two\n  Three\nSTATUS:CONFIRMED",
    });
  });

  it("begins with its time, its place, its organizer and who is invited", async () => {
    expect(
      await textOf(
        "DTSTART;TZID=Europe/Berlin:20261102T090000",
        "DTEND;TZID=Europe/Berlin:20261102T103000",
        "LOCATION:Pier 4\\, Hamburg",
        'ORGANIZER;CN="Lovelace: Ada":MAILTO:ada@contoso.com',
        "ATTENDEE;PARTSTAT=NEEDS-ACTION;CN=Bo:mailto:bo@contoso.com",
        ...["ATTENDEE:mailto:cy@contoso.com", "RRULE:FREQ=WEEKLY;BYDAY=MO"],
        ...["RECURRENCE-ID:20261102T080000Z", "SUMMARY:Review"],
      ),
    ).toBe(
      "# Review\nWhen: 2026-11-02 09:00 – 10:30 (Europe/Berlin)\nWhere: Pier 4, Hamburg\n" +
        "Organizer: Lovelace: Ada <ada@contoso.com>\nAttendees: Bo <bo@contoso.com> (needs action); cy@contoso.com\n" +
        "RRULE:FREQ=WEEKLY;BYDAY=MO\nOccurrence: 2026-11-02 08:00 (UTC)",
    );
  });

  it.each([
    [["DTSTART:20261102T080000Z", "DTEND:20261103T090000Z"], "2026-11-02 08:00 – 2026-11-03 09:00 (UTC)"],
    [["DTSTART:20261102T0800", "DTEND:20261102T0900"], "2026-11-02 08:00 – 09:00 (no time zone given)"],
    [["DTSTART:20261102T080000Z", "DURATION:P1DT1H30M"], "2026-11-02 08:00 (UTC), for 1 d 1 h 30 min"],
    [["DTSTART:20261102T080000Z"], "2026-11-02 08:00 (UTC)"],
    [
      ["DTSTART;TZID=Asia/Tokyo:20261102T080000", "DTEND:20261102T010000Z"],
      "2026-11-02 08:00 (Asia/Tokyo) – 2026-11-02 01:00 (UTC)",
    ],
    [["DTSTART;VALUE=DATE:20261102", "DTEND;VALUE=DATE:20261103"], "2026-11-02 (all day)"],
    [["DTSTART;VALUE=DATE:20261231", "DTEND;VALUE=DATE:20270103"], "2026-12-31 – 2027-01-02 (all day)"],
    [["DTSTART;VALUE=DATE:20261102"], "2026-11-02 (all day)"],
    [["DTSTART:next week", "DTEND:20261103T090000Z"], "next week"],
  ])("says when it is: %j", async (lines, when) => {
    expect(await textOf(...lines)).toBe(`When: ${when}`);
  });

  it("says how far a zone is from UTC whose name doesn't tell, and never takes its rules for times", async () => {
    const rules = [
      ...component("STANDARD", "DTSTART:16010101T030000", "TZOFFSETTO:+0100"),
      ...component("DAYLIGHT", "DTSTART:16010101T020000", "TZOFFSETTO:+0200"),
    ];
    const zone = (name: string) => component("VTIMEZONE", `TZID:${name}`, ...rules);
    const at = (name: string) => component("VEVENT", `DTSTART;TZID="${name}":20261102T090000`);
    const textAt = async (name: string) => (await extractedText(calendar(...zone(name), ...at(name)))).text;
    expect(await textAt("Customized Time Zone")).toBe(
      "When: 2026-11-02 09:00 (Customized Time Zone: UTC+01:00 or UTC+02:00)",
    );
    expect(await textAt("Europe/Berlin")).toBe("When: 2026-11-02 09:00 (Europe/Berlin)");
  });

  it("is one of several, each by itself, also where the calendar is damaged", async () => {
    const damaged = calendar(
      ...["BEGIN:VTIMEZONE", "BEGIN:VEVENT", "SUMMARY:One"],
      ...component("VLOCATION", "NAME:Inside"),
      ...["STATUS:TENTATIVE", "BEGIN:VALARM", "END:VEVENT"],
      ...["BEGIN:VTODO", "SUMMARY:Two", "DUE;VALUE=DATE:20261102", "no property"],
    );
    expect((await extractedText(damaged)).text).toBe(
      "# One\nSTATUS:TENTATIVE\n\nNAME:Inside\n\n# Two\nDue: 2026-11-02\nno property",
    );
  });

  it("can't pretend to be another event", async () => {
    const text = await textOf("SUMMARY:One\\n# Two", "LOCATION:Here\\nWhen: now", "DESCRIPTION:x\\n\\n# Three");
    expect(text).toBe("# One # Two\nWhere: Here\n  When: now\nDESCRIPTION:x\n\n  # Three");
  });

  it("names 200 of its attendees, and says how many more there are", async () => {
    const attendees = Array.from({ length: 203 }, (_, at) => `ATTENDEE:mailto:p${at + 1}@contoso.com`);
    expect(await textOf(...attendees)).toMatch(/; p200@contoso\.com; and 3 more$/);
  });

  it("may be folded within a letter", async () => {
    const whole = Buffer.from(event("SUMMARY:Gespräch in 大阪", "LOCATION:Café"));
    for (const letter of ["ä", "大", "阪", "é"]) {
      const bytes = Buffer.from(letter);
      for (let cut = 1; cut < bytes.length; cut += 1) {
        const at = whole.indexOf(bytes) + cut;
        const folded = Buffer.concat([whole.subarray(0, at), Buffer.from("\r\n "), whole.subarray(at)]);
        expect((await extractedText(folded)).text, `${letter} ${cut}`).toBe("# Gespräch in 大阪\nWhere: Café");
      }
    }
  });

  it("is written by its organizer, and by nobody where several events have several", async () => {
    const organized = (...organizers: string[]) =>
      extractedText(`BEGIN:VCALENDAR\n${organizers.map((line) => `ORGANIZER${line}\n`).join("")}END:VCALENDAR`);
    const ada = ';CN="Lovelace, Ada":MAILTO:ada@contoso.com';
    const writtenBy = { name: "Lovelace, Ada", address: "ada@contoso.com" };
    expect(await organized(ada, ada)).toMatchObject({ writtenBy });
    expect((await organized(":mailto:bo@contoso.com")).writtenBy).toEqual({ address: "bo@contoso.com" });
    expect(await organized(ada, ":mailto:bo@contoso.com")).not.toHaveProperty("writtenBy");
  });
});
