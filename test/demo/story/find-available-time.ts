import { outlookFindAvailableTime } from "#common/tools/outlook-find-available-time.ts";
import type { Scene } from "./scene.ts";
import { tomorrowInTokyo } from "./tomorrow-in-tokyo.ts";

const shownTimes = 3;
const room = "room.fuji@aozora-coffee.example";

/** An hour for two people in a room, around what the room is booked for. */
export async function findAvailableTime({ screen, hero, ask, expect }: Scene): Promise<void> {
  const {
    now,
    availableTimes,
    unavailableParticipants = [],
  } = await ask({
    who: hero,
    words: "When is the Fuji room free for an hour with Hana, from tomorrow on?",
    tool: outlookFindAvailableTime,
    args: {
      participants: ["hana.mori@aozora-coffee.example", room],
      durationMinutes: 60,
      afterDateTime: "tomorrow",
      maxCandidates: 20,
    },
  });
  const shown = ({ dateTime }: { dateTime: string }) => dateTime.slice(0, 16).replace("T", " ");
  screen.table(
    ["start in Tokyo", "end"],
    availableTimes.slice(0, shownTimes).map(({ start, end }) => [shown(start), shown(end)]),
  );
  const interviews = { start: tomorrowInTokyo("10:00"), end: tomorrowInTokyo("12:00") };
  const unixMs = ({ dateTime }: { dateTime: string }) => Date.parse(`${dateTime}+09:00`);
  expect("the time should be told in Tokyo's zone", now?.endsWith("+09:00 (Asia/Tokyo)") === true);
  expect("the room's calendar should be readable", unavailableParticipants.length === 0);
  expect("a time for all three should be found within a week", availableTimes.length > 0);
  expect(
    "no time should overlap the interviews in the room",
    availableTimes.every(({ start, end }) => unixMs(end) <= interviews.start || unixMs(start) >= interviews.end),
  );
}
