import { z } from "zod";
import { defineTool } from "./define-tool.ts";
import { noPermissions } from "./permissions.ts";

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
