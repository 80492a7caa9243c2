import { findMeetingAvailability } from "#common/tools/meeting-times.ts";
import { dayAndTimes, rangesInTokyo, tomorrowInTokyo } from "#test/demo/story/tokyo-days.ts";
import { calendarsRefused, colleague, type ToolTests } from "./tool-tests.ts";

/** When Hana and Kenji prepare the board meeting. */
const boardPreparation = () => ({ start: tomorrowInTokyo("13:00"), end: tomorrowInTokyo("14:30") });

export const tests: ToolTests = {
  /** An hour for three people, around what stands in their calendars. */
  async demo({ screen, hero, ask, expect }) {
    const words = "From tomorrow on, when can Hana, Kenji and I meet for an hour?";
    const args = { participants: ["Hana Mori", "Kenji Tanaka"], duration: 60, afterDateTime: "tomorrow" };
    const found = await ask({ who: hero, words, tool: findMeetingAvailability, args });
    const free = "free" in found ? (found.free ?? []) : [];
    screen.table(["day", "all three are free"], free.map(dayAndTimes));
    const board = boardPreparation();
    const ranges = rangesInTokyo(free);
    expect("times that suit everybody should be found within a week", ranges.length > 0);
    expect(
      "no time that suits everybody should overlap the preparation of the board meeting",
      ranges.every(({ start, end }) => end <= board.start || start >= board.end),
    );
  },
  questions: [
    { participants: [] },
    { participants: [colleague("kenji.tanaka")] },
    { participants: [colleague("daniel.costa"), colleague("yuki.sato")], duration: 60 },
    { participants: [colleague("kenji.tanaka")], afterDateTime: "tomorrow", maxCandidates: 20 },
    { participants: [colleague("priya.nair")], afterDateTime: "next monday", beforeDateTime: "来週の金曜日" },
    { participants: [colleague("daniel.costa")], workingHoursOnly: false },
    { participants: [colleague("kenji.tanaka")], timeZone: "Europe/Berlin" },
    { participants: ["lena.vogt@nordlys-kaffe.example"], duration: 45 },
    { participants: [colleague("warehouse.old"), colleague("mei.lin")] },
    {
      participants: ["kenji.tanaka", "yuki.sato", "daniel.costa", "priya.nair", "mei.lin"].map(colleague),
      duration: 90,
      beforeDateTime: "in 14 days",
    },
  ],
  roundTrips: { median: 2.3 },
  conformance: {
    args: { participants: ["hana.mori@aozora-coffee.example"], duration: 60 },
    answers: /"free":\["/,
  },
  ownCall: () => ({}),
  refusal: calendarsRefused,
};
