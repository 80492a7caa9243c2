import { outlookCalendarSearch } from "#common/tools/outlook-calendar-search.ts";
import type { Scene } from "./scene.ts";
import { withoutCanary } from "./show-mail.ts";
import { showRefusal } from "./show-refusal.ts";

/** The next days in one's own calendar; then a colleague's, which is not shared. */
export async function searchCalendar(scene: Scene): Promise<void> {
  const { screen, hero, ask, askInVain, expect } = scene;
  const { events } = await ask({
    who: hero,
    words: "What is coming up in the next ten days?",
    tool: outlookCalendarSearch,
    args: { afterDateTime: "today", beforeDateTime: "in 10 days" },
  });
  screen.table(
    ["starts in Tokyo", "by", "subject"],
    events.map(({ start, organizer, subject }) => [
      String(start).slice(0, 16).replace("T", " "),
      organizer ?? "",
      withoutCanary(subject),
    ]),
  );
  const subjects = events.map(({ subject }) => subject);
  for (const wanted of ["Cupping session Thursday", "消防署の検査（京都ロースタリー）"]) {
    expect(`the calendar should hold “${wanted}”`, subjects.includes(wanted));
  }

  const refusal = await askInVain({
    who: hero,
    words: "And in Hana's calendar?",
    tool: outlookCalendarSearch,
    args: { calendarOwnerEmail: "hana.mori@aozora-coffee.example" },
  });
  showRefusal(screen, refusal.text);
  expect("a calendar that is not shared should not be found", refusal.code === "not_found");
}
