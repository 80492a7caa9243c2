import { outlookCalendarSearch } from "#common/tools/outlook-calendar-search.ts";
import { showRefusal, withoutCanary } from "#test/demo/story/show-hits.ts";
import { calendarsRefused, colleague, type ToolTests } from "./tool-tests.ts";

export const tests: ToolTests = {
  /** The next days in one's own calendar; then a colleague's, which is not shared. */
  async demo(scene) {
    const { screen, hero, ask, askInVain, expect } = scene;
    const soon = { tool: outlookCalendarSearch, args: { afterDateTime: "today", beforeDateTime: "in 10 days" } };
    const { events } = await ask({ who: hero, words: "What is coming up in the next ten days?", ...soon });
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

    const hers = { tool: outlookCalendarSearch, args: { calendarOwnerEmail: "hana.mori@aozora-coffee.example" } };
    const refusal = await askInVain({ who: hero, words: "And in Hana's calendar?", ...hers });
    showRefusal(screen, refusal.text);
    expect("a calendar that is not shared should not be found", refusal.code === "not_found");
  },
  questions: [
    {},
    { afterDateTime: "today", beforeDateTime: "tomorrow" },
    { afterDateTime: "today", beforeDateTime: "in 10 days" },
    { query: '"Kyoto roastery weekly"', afterDateTime: "30 days ago", beforeDateTime: "now" },
    { query: "cupping" },
    { query: "消防署" },
    { attendee: "Daniel Costa" },
    { organizer: colleague("kenji.tanaka"), afterDateTime: "today" },
    { afterDateTime: "next week" },
    { calendarOwnerEmail: colleague("info"), afterDateTime: "today" },
    { afterDateTime: "2 weeks ago", beforeDateTime: "today", order: "newest" },
    { afterDateTime: "today", beforeDateTime: "in 14 days", timeZone: "Europe/Berlin" },
    { afterDateTime: "today", limit: 5, offset: 5 },
  ],
  roundTrips: { median: 1.3 },
  conformance: {
    args: { query: "subject:Kyoto", afterDateTime: "30 days ago", beforeDateTime: "in 30 days" },
    answers: /"subject":"Kyoto roastery weekly"/,
  },
  ownCall: () => ({ limit: 1 }),
  refusal: calendarsRefused,
};
