import type { SiteRecord } from "#test/fake-tenant/data/files/file-types.ts";
import { isLookedUp, type ListRecord, type ListRowRecord } from "#test/fake-tenant/data/files/file-types.ts";
import { htmlToText } from "#test/fake-tenant/data/html-to-text.ts";
import { compileKql, type KqlModel } from "#test/fake-tenant/graph/kql/compile-kql.ts";
import type { KqlNode } from "#test/fake-tenant/graph/kql/kql-parser.ts";
import { second } from "#test/fake-tenant/graph/second.ts";
import type { World } from "#test/fake-tenant/world/world.ts";
import { isBelow } from "./file-kql.ts";
import type { Hit } from "./search-result.ts";
import { markedSummary } from "./summary.ts";

interface FoundRow {
  list: ListRecord;
  row: ListRowRecord;
}

/** The address of a row, whose spaces the index keeps. */
const urlOf = ({ list, row }: FoundRow) => `${list.webUrl.replaceAll("%20", " ")}/DispForm.aspx?ID=${row.id}`;

function textOf({ list, row }: FoundRow): string {
  const known = list.columns.filter(({ hidden }) => hidden !== true).flatMap(({ name }) => row.values[name] ?? []);
  const texts = known.map((value) =>
    isLookedUp(value) ? value.value : typeof value === "object" ? "" : String(value),
  );
  return texts.map(htmlToText).join(" ; ");
}

function modelFor(world: World): KqlModel<FoundRow> {
  const author = ({ row }: FoundRow) => `${row.createdBy.name} ${row.createdBy.address ?? ""}`;
  return {
    everything: textOf,
    wordsArePrefixes: false,
    unknownProperty: "nothing",
    nowMs: world.now(),
    fields: {
      author: { kind: "text", read: author },
      title: { kind: "text", read: ({ row }) => String(row.values.Title ?? "") },
      lastmodifiedtime: { kind: "date", read: ({ row }) => row.modifiedAt },
      created: { kind: "date", read: ({ row }) => row.createdAt },
      contentclass: { kind: "exact", read: () => ["STS_ListItem_GenericList"] },
      isdocument: { kind: "flag", read: () => false },
      path: { kind: "own", test: (found, value) => isBelow(urlOf(found), value) },
      parentlink: { kind: "own", test: ({ list }, value) => isBelow(list.webUrl, value) },
    },
  };
}

/** The rows of the lists of these sites that a query finds. */
export function rowsFound(world: World, sites: readonly SiteRecord[], tree: KqlNode): FoundRow[] {
  const matches = compileKql(tree, modelFor(world));
  const indexedBefore = world.now() - world.behaviour.searchIndexLagMs;
  return sites
    .flatMap(({ lists }) => lists)
    .flatMap((list) => list.rows.map((row) => ({ list, row })))
    .filter((found) => found.row.modifiedAt <= indexedBefore && matches(found));
}

/**
 * A row as search-concept-files shows it: `name` is no name of it, and the ids of the list and the row are missing
 * unless `searchRowsHaveIds` is set.
 */
export function rowHit(found: FoundRow, { world, words, fields }: HitContext): Hit {
  const { list, row } = found;
  const title = String(row.values.Title ?? "");
  const ids = { listId: list.id, listItemId: String(row.id) };
  const all: Record<string, unknown> = {
    title,
    contentclass: "STS_ListItem_GenericList",
    listid: `{${list.id}}`,
    listitemid: row.id,
  };
  const shown = fields.flatMap((name) => {
    const value = all[name.toLowerCase()];
    // Graph writes the names back with a small first letter.
    return value === undefined ? [] : [[name.charAt(0).toLowerCase() + name.slice(1), value]];
  });
  const { searchRowsHaveIds } = world.behaviour;
  return {
    hitId: `${list.id},${row.id}`,
    summary: markedSummary(textOf(found), words),
    resource: {
      "@odata.type": "#microsoft.graph.listItem",
      id: `${list.id},${row.id}`,
      createdDateTime: second(row.createdAt),
      lastModifiedDateTime: second(row.modifiedAt),
      webUrl: urlOf(found),
      ...(searchRowsHaveIds && { sharepointIds: ids }),
      createdBy: { user: { displayName: row.createdBy.name } },
      lastModifiedBy: { user: { displayName: row.modifiedBy.name } },
      parentReference: { siteId: list.site.id, ...(searchRowsHaveIds && { sharepointIds: { listId: list.id } }) },
      ...(shown.length > 0 && { fields: Object.fromEntries(shown) }),
    },
  };
}

interface HitContext {
  world: World;
  words: readonly string[];
  fields: readonly string[];
}
