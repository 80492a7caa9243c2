import { findMeetingAvailability } from "#common/tools/find-meeting-availability.ts";
import { dayAndTimes, rangesInTokyo } from "./free-ranges.ts";
import type { Scene } from "./scene.ts";
import { tomorrowInTokyo } from "./tomorrow-in-tokyo.ts";

/** When Hana and Kenji prepare the board meeting. */
const boardPreparation = () => ({ start: tomorrowInTokyo("13:00"), end: tomorrowInTokyo("14:30") });

/** An hour for three people, around what stands in their calendars. */
export async function findTimes({ screen, hero, ask, expect }: Scene): Promise<void> {
  const found = await ask({
    who: hero,
    words: "From tomorrow on, when can Hana, Kenji and I meet for an hour?",
    tool: findMeetingAvailability,
    args: { participants: ["Hana Mori", "Kenji Tanaka"], duration: 60, afterDateTime: "tomorrow" },
  });
  const free = "free" in found ? (found.free ?? []) : [];
  screen.table(["day", "all three are free"], free.map(dayAndTimes));
  const board = boardPreparation();
  const ranges = rangesInTokyo(free);
  expect("times that suit everybody should be found within a week", ranges.length > 0);
  expect(
    "no time that suits everybody should overlap the preparation of the board meeting",
    ranges.every(({ start, end }) => end <= board.start || start >= board.end),
  );
}
