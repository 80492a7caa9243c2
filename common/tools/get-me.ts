import { z } from "zod";
import { defineTool } from "./define-tool.ts";
import { profilePermissions } from "./permissions.ts";

/** Who the signed-in user is. */
export const getMe = defineTool({
  name: "get_me",
  title: "Get my profile",
  description: "Who am I: the user's names, addresses, job, manager, phones, hours and time.",
  firstSentenceJa: "サインインしたご本人の名前、アドレス、職務、上司、勤務先、電話番号、現在時刻、勤務時間を示します。",
  hasOwnWordsOnly: true,
  workload: "outlook",
  permissions: profilePermissions,

  inputSchema: z.strictObject({}),
});
