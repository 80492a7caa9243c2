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
  workload: "outlook",
  permissions: noPermissions,

  inputSchema: z.strictObject({}),

  outputSchema: z.object({
    grantedScopes: z.array(z.string()),
    blockedTools: z.array(z.object({ tool: z.string(), missingScopes: z.array(z.string()) })).optional(),
    limitedTools: z
      .array(z.object({ tool: z.string(), limits: z.array(z.string()), missingScopes: z.array(z.string()) }))
      .optional(),
    adminConsentUrl: z
      .string()
      .optional()
      .describe("For an Entra admin: grants all permissions registered for the connector"),
    knownUntil: z.string().optional().describe("A change in Entra shows after this time"),
  }),
});
