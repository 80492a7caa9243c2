import { z } from "zod";
import { defineTool } from "./define-tool.ts";
import { peoplePermissions } from "./permissions.ts";
import { incompleteSchema } from "./schemas/incomplete.ts";
import { chatPersonSchema } from "./schemas/person.ts";
import { unclearSchema } from "./schemas/unclear.ts";

const colleagueSchema = chatPersonSchema.omit({ type: true }).extend({ jobTitle: z.string().optional() });

/** Finds people: whom the user works with, and the organisation's directory. */
export const searchPeople = defineTool({
  name: "search_people",
  title: "Search people",
  description:
    "People the user works with or in the organisation, by name, address or job. " +
    "Those the user works with most come first; spelling may differ. Gives address, job, office, phones, manager and " +
    "direct reports.",
  workload: "outlook",
  permissions: peoplePermissions,

  inputSchema: z.strictObject({
    query: z
      .string()
      .trim()
      .max(200)
      .optional()
      .describe("Beginning of a name, address or job, or a department; default: whom the user works with most"),
    limit: z.number().int().min(1).max(25).default(10).describe("People at most"),
  }),

  outputSchema: z.object({
    people: z.array(
      colleagueSchema.extend({
        id: z.string().optional(),
        otherEmails: z.array(z.string()).optional(),
        department: z.string().optional(),
        companyName: z.string().optional(),
        officeLocation: z.string().optional(),
        phones: z.array(z.object({ type: z.string().optional(), number: z.string() })).optional(),
        kind: z
          .string()
          .optional()
          .describe("For what is not a member of the organisation, such as a group or contact"),
        external: z.boolean().optional(),
        accountDisabled: z.boolean().optional(),
        manager: colleagueSchema.optional().describe("None is entered in the directory, unless incomplete says more"),
        directReports: z.array(colleagueSchema).optional(),
      }),
    ),
    moreResults: z.boolean().optional(),
    unclear: unclearSchema,
    incomplete: incompleteSchema.optional(),
  }),
});
