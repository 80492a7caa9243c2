import { getMe } from "#common/tools/people.ts";
import type { ToolTests } from "./tool-tests.ts";

export const tests: ToolTests = {
  /** Who the signed-in user is, and what time it is where they are. */
  async demo({ screen, hero, ask, expect }) {
    const me = await ask({ who: hero, words: "Who am I here, and what time is it?", tool: getMe, args: {} });
    const { displayName = "", jobTitle = "", mail = "", now = "", workingHours, manager } = me;
    screen.table(
      ["name", "job", "manager", "mail", "works", "now"],
      [[displayName, jobTitle, manager?.displayName ?? "", mail, `${workingHours?.start}–${workingHours?.end}`, now]],
    );
    expect("the signed-in user should be named", displayName === hero.user.displayName);
    expect("the time should be told in the user's zone", now.endsWith("+09:00 (Asia/Tokyo)"));
  },
  questions: [{}],
  roundTrips: { median: 2.2, most: 2.5 },
  conformance: { args: {}, answers: /"displayName":"Yuki Sato"/ },
  ownCall: () => ({}),
  refusal: {
    without: ["User.Read", "User.Read.All"],
    words: "Reading the person's own name and address is blocked.",
    permission: "User.Read",
  },
};
