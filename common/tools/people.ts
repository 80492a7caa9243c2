import { z } from "zod";
import { defineTool } from "./define-tool.ts";
import { noPermissions, peoplePermissions, profilePermissions } from "./permissions.ts";
import { textParameter } from "./schemas/parameters.ts";

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

/** Which permissions the connector has, and what it lacks. Works where nothing is granted but the sign-in. */
export const getGrantedScopes = defineTool({
  name: "get_granted_scopes",
  title: "Get granted permissions",
  description:
    "Permissions granted to this connector by the organisation, and what tools lack. " +
    "A tool that is not named in the answer works in full.",
  firstSentenceJa: "組織がこのコネクタに許可したアクセス許可と、各ツールに不足しているものを示します。",
  hasOwnWordsOnly: true,
  workload: "outlook",
  permissions: noPermissions,

  inputSchema: z.strictObject({}),
});

/** Finds people: whom the user works with, and the organisation's directory. */
export const searchPeople = defineTool({
  name: "search_people",
  title: "Search people",
  description:
    "People the user works with or in the organisation, by name, address or job. " +
    "Whom the user works with most comes first; spelling may differ. Gives address, job, office, phones, manager, " +
    "reports.",
  firstSentenceJa: "ご本人が一緒に仕事をしている人と組織内の人を、名前やメール アドレスで検索します。",
  workload: "outlook",
  permissions: peoplePermissions,

  inputSchema: z.strictObject({
    query: textParameter(
      200,
      "Beginning of a name, address or job, or a department; default: whom the user works with most",
    ),
    limit: z.number().int().min(1).max(25).default(10).describe("People at most"),
  }),
});
