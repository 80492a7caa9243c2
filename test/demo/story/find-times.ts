import { findMeetingAvailability } from "#common/tools/find-meeting-availability.ts";
import { inTokyo } from "./in-tokyo.ts";
import type { Scene } from "./scene.ts";
import { tomorrowInTokyo } from "./tomorrow-in-tokyo.ts";

const shownTimes = 5;
/** When Hana and Kenji prepare the board meeting. */
const boardPreparation = () => ({ start: tomorrowInTokyo("13:00"), end: tomorrowInTokyo("14:30") });

/** An hour for three people, around what stands in their calendars. */
export async function findTimes({ screen, hero, ask, expect }: Scene): Promise<void> {
  const others = ["hana.mori", "kenji.tanaka"].map((alias) => `${alias}@aozora-coffee.example`);
  const found = await ask({
    who: hero,
    words: "From tomorrow on, when can Hana, Kenji and I meet for an hour?",
    tool: findMeetingAvailability,
    args: { participants: others, duration: 60, afterDateTime: "tomorrow", maxCandidates: 20 },
  });
  const { meetingTimeSuggestions: suggestions, unavailableParticipants = [] } = found;
  const unixMs = ({ dateTime }: { dateTime: string }) => Date.parse(`${dateTime}+09:00`);
  const shown = (time: { dateTime: string }) => inTokyo(new Date(unixMs(time)).toISOString());
  screen.table(
    ["start in Tokyo", "end", "who can"],
    suggestions
      .slice(0, shownTimes)
      .map(({ meetingTimeSlot: { start, end }, everyoneAvailable }) => [
        shown(start),
        shown(end),
        everyoneAvailable ? "everybody" : "not everybody",
      ]),
  );
  const board = boardPreparation();
  const sure = suggestions.filter(({ everyoneAvailable }) => everyoneAvailable);
  expect("everybody's calendar should be readable", unavailableParticipants.length === 0);
  expect("times that suit everybody should be found within a week", sure.length > 0);
  expect(
    "no time that suits everybody should overlap the preparation of the board meeting",
    sure.every(({ meetingTimeSlot: { start, end } }) => unixMs(end) <= board.start || unixMs(start) >= board.end),
  );
}
