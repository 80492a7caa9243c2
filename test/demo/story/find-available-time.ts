import { outlookFindAvailableTime } from "#common/tools/outlook-find-available-time.ts";
import { dayAndTimes, rangesInTokyo } from "./free-ranges.ts";
import type { Scene } from "./scene.ts";
import { tomorrowInTokyo } from "./tomorrow-in-tokyo.ts";

const room = "room.fuji@aozora-coffee.example";

/** An hour for two people in a room, around what the room is booked for. */
export async function findAvailableTime({ screen, hero, ask, expect }: Scene): Promise<void> {
  const { now, ...found } = await ask({
    who: hero,
    words: "When is the Fuji room free for an hour with Hana, from tomorrow on?",
    tool: outlookFindAvailableTime,
    args: {
      participants: ["hana.mori@aozora-coffee.example", room],
      durationMinutes: 60,
      afterDateTime: "tomorrow",
    },
  });
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
}
