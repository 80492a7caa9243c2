import { getMe } from "#common/tools/get-me.ts";
import type { Scene } from "./scene.ts";

/** Who the signed-in user is, and what time it is where they are. */
export async function tellWhoAsks({ screen, hero, ask, expect }: Scene): Promise<void> {
  const me = await ask({ who: hero, words: "Who am I here, and what time is it?", tool: getMe, args: {} });
  const { displayName = "", jobTitle = "", mail = "", now = "", workingHours, manager } = me;
  screen.table(
    ["name", "job", "manager", "mail", "works", "now"],
    [[displayName, jobTitle, manager?.displayName ?? "", mail, `${workingHours?.start}–${workingHours?.end}`, now]],
  );
  expect("the signed-in user should be named", displayName === hero.user.displayName);
  expect("the time should be told in the user's zone", now.endsWith("+09:00 (Asia/Tokyo)"));
}
