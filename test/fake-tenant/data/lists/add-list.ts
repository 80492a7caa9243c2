import type { Author, ListColumn, ListRecord, SiteRecord } from "#test/fake-tenant/data/files/file-types.ts";
import { guidFrom } from "#test/fake-tenant/world/guid.ts";

export interface NewList {
  name: string;
  displayName: string;
  description?: string;
  columns: ListColumn[];
}

/** Adds an empty list to a site. Ids follow from addresses. */
export function addList(site: SiteRecord, { name, displayName, description = "", columns }: NewList): ListRecord {
  const webUrl = `${site.webUrl}/Lists/${encodeURIComponent(name)}`;
  const title: ListColumn = { name: "Title", displayName: "Title", facet: textFacet };
  const list: ListRecord = {
    id: guidFrom(`list:${webUrl}`),
    site,
    name,
    displayName,
    description,
    webUrl,
    createdAt: site.createdAt,
    columns: columns.some((column) => column.name === "Title") ? columns : [title, ...columns],
    rows: [],
  };
  site.lists.push(list);
  return list;
}

export interface NewListRow {
  values: Record<string, unknown>;
  author: Author;
  at: number;
  hasAttachments?: boolean;
}

/** Adds a row to a list. */
export function addRow(list: ListRecord, { values, author, at, hasAttachments = false }: NewListRow): number {
  const id = (list.rows.at(-1)?.id ?? 0) + 1;
  list.rows.push({ id, values, hasAttachments, createdBy: author, createdAt: at, modifiedBy: author, modifiedAt: at });
  return id;
}

const textFacet = {
  text: { allowMultipleLines: false, appendChangesToExistingText: false, linesForEditing: 0, maxLength: 255 },
};
export const longTextFacet = (textType: "plain" | "richText") => ({
  text: { allowMultipleLines: true, appendChangesToExistingText: false, linesForEditing: 6, textType },
});
