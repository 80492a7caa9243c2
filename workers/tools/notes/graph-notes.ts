import { z } from "zod";
import { graphName } from "#workers/tools/graph-values.ts";

const text = z.string().nullish();
const name = graphName.nullish();
const parent = z.object({ id: text, displayName: name }).nullish();
const link = z.object({ href: text }).nullish();
const links = z.object({ oneNoteWebUrl: link, oneNoteClientUrl: link }).nullish();

/** Graph's `onenotePage`, without its content. */
export const graphNotePage = z.object({
  id: z.string(),
  title: name,
  createdDateTime: text,
  lastModifiedDateTime: text,
  /** How far it is indented below the page above, where `pagelevel` is asked for. */
  level: z.number().nullish(),
  links,
  parentSection: parent,
  parentNotebook: parent,
});
export type GraphNotePage = z.infer<typeof graphNotePage>;

/** Graph's `onenoteSection`. */
export const graphSection = z.object({
  id: z.string(),
  displayName: name,
  lastModifiedDateTime: text,
  links,
  parentNotebook: parent,
});
export type GraphSection = z.infer<typeof graphSection>;

const group = z.object({ id: z.string(), displayName: name, sections: z.array(graphSection).nullish() });
export type GraphSectionGroup = z.infer<typeof group>;

/** Graph's `notebook` or `sectionGroup`, with what is directly in it and in its groups. */
export const graphNotebook = z.object({
  id: z.string(),
  displayName: name,
  createdDateTime: text,
  lastModifiedDateTime: text,
  isShared: z.boolean().nullish(),
  links,
  parentNotebook: parent,
  sections: z.array(graphSection).nullish(),
  sectionGroups: z.array(group).nullish(),
});
export type GraphNotebook = z.infer<typeof graphNotebook>;

const ofParents = "parentSection($select=id,displayName),parentNotebook($select=id,displayName)";

/** What is asked of a page. A list has 100 at most (https://learn.microsoft.com/graph/onenote-get-content). */
export const pageFields = { $select: "id,title,createdDateTime,lastModifiedDateTime,links", $expand: ofParents };
export const maxPageSize = 100;
