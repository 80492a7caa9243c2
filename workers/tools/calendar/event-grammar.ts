import { type TermGrammar, termFields } from "#workers/tools/query/terms.ts";

/** What the query of a calendar search may have. */
export const eventGrammar: TermGrammar = {
  search: "a calendar search",
  fields: termFields,
  instead: "For dates and people use afterDateTime, beforeDateTime, attendee and organizer",
};
