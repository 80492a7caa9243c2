import { describe, expect, it } from "vitest";
import { compoundFile, type Storage } from "#test/unit/workers/documents/archive/compound-files.ts";
import { readMsg, zoneOffsetMinutes } from "#workers/documents/formats/msg/read-msg.ts";
import { type Properties, storage } from "./msg-storage.ts";

const sets = { common: "0820060000000000c000000000000046", appointment: "0220060000000000c000000000000046" };
/** Numbers of properties of appointments. */
const lid = {
  ...{ location: 0x8208, start: 0x820d, end: 0x820e, allDay: 0x8215 },
  ...{ repeats: 0x8232, rules: 0x8233, zone: 0x8234 },
};
type Named = Partial<Record<keyof typeof lid, string | number | Date | Buffer>>;

/** What a file says of its named properties, and these by the ids that it gives them. */
function named(values: Named): { names: Storage; properties: Properties } {
  const entry = (number: number, guid: number, at: number) => {
    const bytes = Buffer.alloc(8);
    bytes.writeUInt32LE(number);
    bytes.writeUInt16LE(guid << 1, 4);
    bytes.writeUInt16LE(at, 6);
    return bytes;
  };
  // Another set has a property of the same number, and the first GUIDs are not in the stream.
  const entries = [entry(0x820d, 3, 0), entry(0x820d, 1, 1)];
  const properties: Record<string, string | number | Date | Buffer> = { "8000": "of another set" };
  for (const [name, value] of Object.entries(values)) {
    properties[(0x8000 + entries.length).toString(16)] = value;
    entries.push(entry(lid[name as keyof typeof lid], 4, entries.length));
  }
  const streams = {
    "__substg1.0_00020102": Buffer.from(sets.common + sets.appointment, "hex"),
    "__substg1.0_00030102": Buffer.concat(entries),
  };
  return { names: { "__nameid_version1.0": streams }, properties };
}

/** Rules of a zone: minutes, and the days on which clocks change, as month, weekday, n-th and hour. */
function rules(bias: number, change?: { toStandard: readonly number[]; toSummer: readonly number[] }): Buffer {
  const bytes = Buffer.alloc(48);
  bytes.writeInt32LE(bias, 0);
  bytes.writeInt32LE(-60, 8);
  for (const [at, day = []] of [
    [14, change?.toStandard],
    [32, change?.toSummer],
  ] as const) {
    for (const [index, value] of day.entries()) bytes.writeUInt16LE(value, at + 2 + index * 2);
  }
  return bytes;
}
const berlin = rules(-60, { toStandard: [10, 0, 5, 3], toSummer: [3, 0, 5, 2] });
const sydney = rules(-600, { toStandard: [4, 0, 1, 3], toSummer: [10, 0, 1, 2] });

function read(values: Named, more: Properties = {}): string {
  const { names, properties } = named(values);
  const message = storage(32, { "001A": "IPM.Appointment", "0037": "Review", "0042": "Ada", ...properties, ...more });
  return readMsg(compoundFile({ ...message, ...names })).text;
}

it("gives the telephone, company and address of a saved contact", () => {
  const contact = { "001A": "IPM.Contact", "0037": "Ada", "1000": "Met in May" };
  const more = { "3A1C": "+49 1", "3A16": "Contoso", "3A15": "1 High St.\nBonn" };
  const { text } = readMsg(compoundFile(storage(32, { ...contact, ...more })));
  expect(text).toContain("Company: Contoso\nMobile phone: +49 1\nAddress: 1 High St. Bonn\n\nMet in May");
});

describe("a saved appointment", () => {
  it("gives its time by the clocks of its zone, its place, its organizer and how it repeats", () => {
    const times = { start: new Date("2026-11-02T08:00:00Z"), end: new Date("2026-11-02T09:30:00Z") };
    const inBerlin = { rules: berlin, zone: "(UTC+01:00) Berlin", repeats: "every Monday" };
    const more = { "5D02": "ada@contoso.com", "1000": "Bring the plan." };
    expect(read({ ...times, location: "Room 1", ...inBerlin }, more)).toBe(
      "# Review\n\nAda <ada@contoso.com>\nWhen: 2026-11-02 09:00 – 10:30 (UTC+01:00)\nWhere: Room 1\n" +
        "Organizer: Ada <ada@contoso.com>\n" +
        "Time zone of the appointment: (UTC+01:00) Berlin\nRepeats: every Monday\n\nBring the plan.",
    );
  });

  it("gives its time by UTC where its zone is not known, and its general times where it has no others", () => {
    const times = { "0060": new Date("2026-11-02T08:00:00Z"), "0061": new Date("2026-11-03T09:30:00Z") };
    expect(read({}, times)).toContain("When: 2026-11-02 08:00 – 2026-11-03 09:30 (UTC)");
    expect(read({ rules: Buffer.alloc(20) }, times)).toContain("(UTC)");
    expect(read({ rules: rules(2_000) }, times)).toContain("(UTC)");
    expect(read({}, { ...times, "001A": "IPM.Schedule.Meeting.Request" })).toContain("When: ");
    expect(read({}, { ...times, "001A": "IPM.Note" })).not.toContain("When: ");
    expect(read({}, {})).not.toContain("When: ");
  });

  it("of whole days has days, with or without the rules of its zone", () => {
    const days = { start: new Date("2026-11-01T23:00:00Z"), end: new Date("2026-11-03T23:00:00Z"), allDay: 1 };
    expect(read({ ...days, rules: berlin })).toContain("When: 2026-11-02 – 2026-11-03 (all day)");
    expect(read(days)).toContain("When: 2026-11-02 – 2026-11-03 (all day)");
    const west = { start: new Date("2026-11-02T08:00:00Z"), end: new Date("2026-11-03T08:00:00Z"), allDay: 1 };
    expect(read(west)).toContain("When: 2026-11-02 (all day)");
  });

  it("is told of an attached one too, by the names of the outer file", () => {
    const { names, properties } = named({ location: "Pier 4" });
    const inner = storage(24, { "001A": "IPM.Appointment", "0037": "Inner", ...properties });
    const attachment = { ...storage(8, {}), "__substg1.0_3701000D": inner };
    const outer = { ...storage(32, { "0037": "Outer" }), ...names, "__attach_version1.0_#00000000": attachment };
    expect(readMsg(compoundFile(outer)).text).toMatch(/# Inner\n\nWhere: Pier 4/);
  });

  it("with damaged names or times is a message without them", () => {
    const broken = { "__substg1.0_00020102": Buffer.alloc(3), "__substg1.0_00030102": Buffer.alloc(21, 0xff) };
    const message = storage(32, { "001A": "IPM.Appointment", "0037": "Review" });
    expect(readMsg(compoundFile({ ...message, "__nameid_version1.0": broken })).text).toBe("# Review");
    expect(read({ start: new Date("4501-01-01T00:00:00Z"), rules: berlin })).not.toContain("When: ");
  });
});

describe("the rules of a zone", () => {
  it.each([
    ["Berlin", berlin, "2026-03-29T00:59:00Z", 60],
    ["Berlin", berlin, "2026-03-29T01:00:00Z", 120],
    ["Berlin", berlin, "2026-10-25T00:59:00Z", 120],
    ["Berlin", berlin, "2026-10-25T01:00:00Z", 60],
    ["Sydney", sydney, "2026-01-15T00:00:00Z", 660],
    ["Sydney", sydney, "2026-04-04T16:00:00Z", 600],
    ["Sydney", sydney, "2026-10-03T16:00:00Z", 660],
    ["Kolkata", rules(-330), "2026-06-01T00:00:00Z", 330],
  ])("say how far clocks in %s are from UTC: %#", (_zone, bytes, at, minutes) => {
    expect(zoneOffsetMinutes(bytes, Date.parse(at))).toBe(minutes);
  });
});
