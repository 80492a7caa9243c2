import { z } from "zod";
import { defineTool } from "./define-tool.ts";
import { peoplePermissions } from "./permissions.ts";
import { textParameter } from "./schemas/parameters.ts";

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
