import { outlookFindAvailableTime } from "#common/tools/meeting-times.ts";
import { dayAndTimes, rangesInTokyo, tomorrowInTokyo } from "#test/demo/story/tokyo-days.ts";
import { calendarsRefused, colleague, type ToolTests } from "./tool-tests.ts";

const room = "room.fuji@aozora-coffee.example";

export const tests: ToolTests = {
  /** An hour for two people in a room, around what the room is booked for. */
  async demo({ screen, hero, ask, expect }) {
    const words = "When is the Fuji room free for an hour with Hana, from tomorrow on?";
    const args = { participants: [colleague("hana.mori"), room], durationMinutes: 60, afterDateTime: "tomorrow" };
    const { now, ...found } = await ask({ who: hero, words, tool: outlookFindAvailableTime, args });
    const free = "free" in found ? (found.free ?? []) : [];
    screen.table(["day", "free"], free.map(dayAndTimes));
    const interviews = { start: tomorrowInTokyo("10:00"), end: tomorrowInTokyo("12:00") };
    const ranges = rangesInTokyo(free);
    expect("the time should be told in Tokyo's zone", now?.endsWith("+09:00 (Asia/Tokyo)") === true);
    expect("a time for all three should be found within a week", ranges.length > 0);
    expect(
      "no time should overlap the interviews in the room",
      ranges.every(({ start, end }) => end <= interviews.start || start >= interviews.end),
    );
  },
  questions: [
    {},
    { participants: [colleague("room.fuji")], durationMinutes: 60 },
    { participants: [colleague("kenji.tanaka"), colleague("room.fuji")], afterDateTime: "tomorrow", maxCandidates: 40 },
    { participants: [colleague("room.fuji")], timeZone: "Europe/Berlin" },
  ],
  roundTrips: { median: 2.3, most: 2.5 },
  conformance: {
    args: { participants: ["room.fuji@aozora-coffee.example"], durationMinutes: 60, detail: "full" },
    answers: /"email":"room\.fuji@aozora-coffee\.example","availability":"free"/,
  },
  ownCall: () => ({}),
  refusal: calendarsRefused,
};
