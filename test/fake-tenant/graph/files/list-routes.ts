import {
  isLookedUp,
  type ListColumn,
  type ListRecord,
  type ListRowRecord,
  type SiteRecord,
} from "#test/fake-tenant/data/files/drive.ts";
import { type GraphCall, type GraphResult, second } from "#test/fake-tenant/graph/graph-call.ts";
import { badRequest, unknownSegment } from "#test/fake-tenant/graph/graph-refusal.ts";
import { answer, optionsOf, pageOfList } from "#test/fake-tenant/graph/list-page.ts";
import { type QueryOptions, selectedOf } from "#test/fake-tenant/graph/odata/query-options.ts";
import { identityOf } from "./drive-item-json.ts";
import { fileNotFound } from "./file-access.ts";

const listLimits = { defaultTop: 200, maxTop: 1_000 };
/** "max value of 5000", microsoft365blogs.com, "Working with paginated result sets", 2022. */
const rowLimits = { defaultTop: 200, maxTop: 5_000 };
/** https://learn.microsoft.com/graph/api/resources/fieldvalueset */
const maxLookups = 12;

/** What every list has beside the columns of people; not all of it is marked as read-only or hidden. */
const systemColumns: readonly ListColumn[] = [
  { name: "ContentType", displayName: "Content Type", facet: { text: {} } },
  { name: "_ColorTag", displayName: "Color Tag", facet: { text: {} } },
  { name: "_IsRecord", displayName: "Item is a Record", facet: { calculated: {} }, readOnly: true },
  { name: "ID", displayName: "ID", facet: {}, readOnly: true },
  { name: "Modified", displayName: "Modified", facet: { dateTime: { format: "dateTime" } }, readOnly: true },
  { name: "Author", displayName: "Created By", facet: { personOrGroup: {} }, readOnly: true },
  { name: "Editor", displayName: "Modified By", facet: { personOrGroup: {} }, readOnly: true },
  { name: "Attachments", displayName: "Attachments", facet: { boolean: {} } },
  { name: "LinkTitle", displayName: "Title", facet: { calculated: {} }, readOnly: true },
  { name: "ItemChildCount", displayName: "Item Child Count", facet: { lookup: {} }, readOnly: true },
];

/** The names in `columns($select=a,b)`, null for `columns`; undefined for another expansion. */
function expanded(expand: string | null, property: string): readonly string[] | null | undefined {
  if (expand === null || expand === "") return undefined;
  const [, name, names] = /^(\w+)(?:\(\$?select=([^()]*)\))?$/i.exec(expand) ?? [];
  if (name !== property) throw badRequest(`Could not find a property named '${name ?? expand}'.`);
  return names === undefined ? null : names.split(",");
}

/** "To list hidden columnDefinitions, include hidden in your $select statement": the page on columnDefinition. */
function columnsJson({ columns }: ListRecord, names: readonly string[] | null): object[] {
  const withHidden = names?.includes("hidden") ?? false;
  return [...columns, ...systemColumns]
    .filter(({ hidden }) => withHidden || hidden !== true)
    .map(({ name, displayName, facet, hidden = false, readOnly = false }) => {
      const all: Record<string, unknown> = {
        columnGroup: "Custom Columns",
        description: "",
        displayName,
        enforceUniqueValues: false,
        hidden,
        id: name,
        indexed: false,
        name,
        readOnly,
        required: false,
        ...facet,
      };
      if (names === null) return all;
      return Object.fromEntries(names.flatMap((one) => (one in all ? [[one, all[one]]] : [])));
    });
}

function listJson(list: ListRecord, select: readonly string[] | null): Record<string, unknown> {
  const all: Record<string, unknown> = {
    createdDateTime: second(list.createdAt),
    description: list.description,
    eTag: `"${list.id},3"`,
    id: list.id,
    lastModifiedDateTime: second(list.rows.at(-1)?.modifiedAt ?? list.createdAt),
    name: list.name,
    webUrl: list.webUrl,
    displayName: list.displayName,
    parentReference: { siteId: list.site.id },
    list: { contentTypesEnabled: false, hidden: false, template: "genericList" },
  };
  return selectedOf(all, select, "list");
}

/** Of a single value its name; several are objects, with addresses of people (microsoft-graph-docs #5017). */
function shownValue(value: unknown): unknown {
  if (isLookedUp(value)) return value.value;
  if (!Array.isArray(value) || !value.every(isLookedUp)) return value;
  return value.map(({ lookupId, value: LookupValue, email }) => ({
    LookupId: lookupId,
    LookupValue,
    ...(email === undefined ? {} : { Email: email }),
  }));
}

const isLookup = ({ facet }: ListColumn) => "lookup" in facet || "personOrGroup" in facet;

/** Without `select`, people and looked-up items come as numbers; with it, those of the first twelve columns by name. */
function fieldsJson(list: ListRecord, row: ListRowRecord, names: readonly string[] | null): Record<string, unknown> {
  const { values } = row;
  const system = { id: String(row.id), ContentType: "Item", Attachments: row.hasAttachments, Edit: "" };
  const etag = { "@odata.etag": `"${list.id},${row.id}"` };
  const columns = list.columns.filter(({ name }) => values[name] !== undefined);
  if (names === null) {
    const own = columns
      .filter(({ hidden }) => hidden !== true)
      .flatMap((column): [string, unknown][] => {
        const value = values[column.name];
        if (!isLookup(column) || Array.isArray(value)) return [[column.name, shownValue(value)]];
        return isLookedUp(value) ? [[`${column.name}LookupId`, String(value.lookupId)]] : [];
      });
    return { ...etag, ...system, ...Object.fromEntries(own), AuthorLookupId: "6", EditorLookupId: "6" };
  }
  // Silently, as users found it (msgraph-sdk-powershell #2711).
  const named = list.columns.filter(isLookup).slice(0, maxLookups);
  const wanted = columns.filter((one) => names.includes(one.name) && (!isLookup(one) || named.includes(one)));
  return {
    ...etag,
    ...(names.includes("Attachments") && { Attachments: row.hasAttachments }),
    ...Object.fromEntries(wanted.map(({ name }) => [name, shownValue(values[name])])),
  };
}

function rowJson(list: ListRecord, row: ListRowRecord, { select, expand }: QueryOptions): Record<string, unknown> {
  const all: Record<string, unknown> = {
    createdDateTime: second(row.createdAt),
    eTag: `"${list.id},${row.id}"`,
    id: String(row.id),
    lastModifiedDateTime: second(row.modifiedAt),
    webUrl: `${list.webUrl}/${row.id}_.000`,
    createdBy: identityOf(row.createdBy),
    lastModifiedBy: identityOf(row.modifiedBy),
    parentReference: { siteId: list.site.id },
    contentType: { id: "0x0100", name: "Item" },
  };
  const shown = selectedOf(all, select, "listItem");
  const names = expanded(expand, "fields");
  return names === undefined ? shown : { ...shown, fields: fieldsJson(list, row, names) };
}

/** Everything below `/sites/{id}/lists`. */
export function getLists(call: GraphCall, site: SiteRecord, rest: readonly string[]): GraphResult {
  const [id, below, itemId, ...more] = rest;
  if (id === undefined) {
    const options = optionsOf(call, listLimits);
    const { items, links } = pageOfList(call, options, site.lists);
    return answer(call, "lists", { ...links, value: items.map((list) => listJson(list, options.select)) });
  }
  const list = site.lists.find((one) => one.id === id.toLowerCase() || one.displayName === id);
  if (list === undefined) throw fileNotFound();
  const options = optionsOf(call, rowLimits, "filter", "expand", "orderBy");
  if (below === undefined) {
    const names = expanded(options.expand, "columns");
    const columns = names === undefined ? {} : { columns: columnsJson(list, names) };
    return answer(call, "lists/$entity", { ...listJson(list, options.select), ...columns });
  }
  if (below !== "items" || more.length > 0) throw unknownSegment(more.at(-1) ?? below);
  if (itemId === undefined) return answer(call, "items", rowsJson(call, list, options));
  const row = list.rows.find((one) => String(one.id) === itemId);
  if (row === undefined) throw fileNotFound();
  return answer(call, "items/$entity", rowJson(list, row, options));
}

/** "Field cannot be referenced in filter or orderby as it is not indexed" (microsoft-graph-docs #2351). */
function rowsJson(call: GraphCall, list: ListRecord, options: QueryOptions): object {
  if (options.filter !== null || options.orderBy.length > 0) {
    throw badRequest(
      "Field cannot be referenced in filter or orderby as it is not indexed. Provide the 'Prefer: " +
        "HonorNonIndexedQueriesWarningMayFailRandomly' header to allow this, but be warned that such queries may " +
        "fail on large lists.",
      "invalidRequest",
    );
  }
  const { items, links } = pageOfList(call, options, list.rows);
  return { ...links, value: items.map((row) => rowJson(list, row, options)) };
}
