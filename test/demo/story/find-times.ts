import { findMeetingAvailability } from "#common/tools/find-meeting-availability.ts";
import { inTokyo } from "./in-tokyo.ts";
import type { Scene } from "./scene.ts";

const shownTimes = 5;
const japanMs = 9 * 60 * 60 * 1_000;
const dayMs = 24 * 60 * 60 * 1_000;

/** When Hana and Kenji prepare the board meeting. Japan has no daylight saving. */
function boardPreparation(): { start: number; end: number } {
  const tomorrow = new Date(Date.now() + japanMs + dayMs).toISOString().slice(0, 10);
  return { start: Date.parse(`${tomorrow}T13:00+09:00`), end: Date.parse(`${tomorrow}T14:30+09:00`) };
}

/** An hour for three people, around what stands in their calendars. */
export async function findTimes({ screen, hero, ask, expect }: Scene): Promise<void> {
  const others = ["hana.mori", "kenji.tanaka"].map((alias) => `${alias}@aozora-coffee.example`);
  const found = await ask({
    who: hero,
    words: "From tomorrow on, when can Hana, Kenji and I meet for an hour?",
    tool: findMeetingAvailability,
    args: { participants: others, duration: 60, afterDateTime: "tomorrow", maxCandidates: 20 },
  });
  const { meetingTimeSuggestions: suggestions, unavailableParticipants } = found;
  screen.table(
    ["start in Tokyo", "end", "who can"],
    suggestions
      .slice(0, shownTimes)
      .map(({ startUtc, endUtc, everyoneAvailable }) => [
        inTokyo(startUtc),
        inTokyo(endUtc),
        everyoneAvailable ? "everybody" : "not everybody",
      ]),
  );
  const board = boardPreparation();
  const sure = suggestions.filter(({ everyoneAvailable }) => everyoneAvailable);
  expect("everybody's calendar should be readable", unavailableParticipants.length === 0);
  expect("times that suit everybody should be found within a week", sure.length > 0);
  expect(
    "no time that suits everybody should overlap the preparation of the board meeting",
    sure.every(({ startUtc, endUtc }) => Date.parse(endUtc) <= board.start || Date.parse(startUtc) >= board.end),
  );
}
