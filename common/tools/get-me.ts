import { z } from "zod";
import { defineTool } from "./define-tool.ts";
import { profilePermissions } from "./permissions.ts";
import { timeInZoneSchema } from "./schemas/availability.ts";
import { incompleteSchema } from "./schemas/incomplete.ts";

/** Who the signed-in user is. */
export const getMe = defineTool({
  name: "get_me",
  title: "Get my profile",
  description: "Profile of the signed-in user: names, addresses, job, phones, hours and time.",
  workload: "outlook",
  permissions: profilePermissions,

  inputSchema: z.strictObject({}),

  outputSchema: z.object({
    id: z.string().optional(),
    displayName: z.string().optional(),
    givenName: z.string().optional(),
    surname: z.string().optional(),
    mail: z.string().optional(),
    userPrincipalName: z.string().optional(),
    jobTitle: z.string().optional(),
    department: z.string().optional(),
    companyName: z.string().optional(),
    officeLocation: z.string().optional(),
    businessPhones: z.array(z.string()).optional(),
    mobilePhone: z.string().optional(),
    preferredLanguage: z.string().optional(),
    userType: z.string().optional().describe("Only of a guest"),
    nowDateTime: timeInZoneSchema,
    workingHours: z
      .object({ days: z.array(z.string()), start: z.string(), end: z.string(), timeZone: z.string().optional() })
      .optional(),
    incomplete: incompleteSchema.optional(),
  }),
});
