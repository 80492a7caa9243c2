import { ToolError } from "#common/errors.ts";
import { notePermissions, sitePermissions } from "#common/tools/permissions.ts";
import type { ResourceUri } from "#common/tools/resource-uri/resource-uri.ts";
import { maxDocumentBytes, requireDocumentSize } from "#workers/documents/document-size.ts";
import { shownLabels } from "#workers/documents/labels/labels.ts";
import type { DocumentRoom, ExtractedText } from "#workers/documents/text-source.ts";
import type { PersonClock } from "#workers/tools/dates/person-clock.ts";
import { driveChild, driveItemContent, nameOfItem } from "#workers/tools/files/file-hit.ts";
import { findItem, findSharedItem, type PlacedItem } from "#workers/tools/files/find-item.ts";
import {
  extensionOf,
  type GraphDriveItem,
  graphDriveItem,
  kindOfItem,
  selectForItem,
} from "#workers/tools/files/graph-drive.ts";
import { sitePageOf } from "#workers/tools/files/site-page.ts";
import { ifReadable } from "#workers/tools/format-resource-uri.ts";
import { findNotebook, findSection } from "#workers/tools/notes/find-note.ts";
import { sectionFile } from "#workers/tools/notes/section-files.ts";
import { hasCode } from "#workers/tools/optional-request.ts";
import { pageAt } from "#workers/tools/paging/linked-pages.ts";
import { requirePermission } from "#workers/tools/require-permission.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { readNotebook, readSection } from "./read-notes.ts";
import { readSitePage } from "./read-site-page.ts";
import { isDescribed, type ResourceContent, type ResourcePart, type ResourceReader } from "./resource-content.ts";
import { type DocumentPart, ofPicture, pagesForWindow, placeInDocument } from "./resource-window.ts";

/** The path of a file's own bytes. */
const contentPath = ({ driveId, itemId }: PlacedItem) => ["drives", driveId, "items", itemId, "content"];

/** A file, and the part of it for which a window is made. */
interface WantedFile {
  found: PlacedItem;
  name: string;
  part: DocumentPart;
}

type RoomForFile = Pick<ToolContext, "graph" | "reportProgress"> & DocumentRoom;

/** Reads a file as it is, by its name and declared media type. */
async function readAsItIs(
  { found, name, part }: WantedFile,
  { graph, maxBytes, extractText }: RoomForFile,
): Promise<{ extracted: ExtractedText; remark?: string }> {
  const link = found.item["@microsoft.graph.downloadUrl"] ?? undefined;
  const { mediaType, bytes } = await graph.download({ path: contentPath(found) }, { maxBytes, link });
  const document = { bytes, mediaType: found.item.file?.mimeType ?? mediaType, name };
  return { extracted: await extractText({ ...document, ...pagesForWindow(part) }) };
}

const mediaTypes = { pdf: "application/pdf", html: "text/html" } as const;

/**
 * Formats that we can't read and Graph converts, told by the name as Graph tells them
 * (https://learn.microsoft.com/graph/api/driveitem-get-content-format).
 */
const conversions: ReadonlyMap<string, keyof typeof mediaTypes> = new Map([
  ...["doc", "odp", "ods", "odt", "pot", "pps", "ppt", "xls"].map((extension) => [extension, "pdf"] as const),
  ...["fluid", "loop", "wbtx", "whiteboard"].map((extension) => [extension, "html"] as const),
]);

/** Whether a file is read in another format, which Graph makes. */
function isConverted(name: string): boolean {
  return conversions.has(extensionOf(name));
}

/** What Graph answers where it doesn't convert a file. Limits, outages and missing access are told as they are. */
const isRefusal = (error: unknown): error is ToolError =>
  hasCode(error, "unsupported_type", "invalid_input", "too_large");

/**
 * Reads what Graph makes of a file for the window, with a remark that says so. Where Graph refuses, the file may not be
 * what its name says: web pages named `.xls`, RTF named `.doc` and lists of translations (`.pot`) are read as they are.
 * Rejects with `unsupported_type` or `too_large` where neither works.
 */
async function readConverted(wanted: WantedFile, room: RoomForFile): ReturnType<typeof readAsItIs> {
  const { found, name, part } = wanted;
  const { graph, extractText, maxBytes } = room;
  const format = conversions.get(extensionOf(name)) ?? "pdf";
  const mediaType = mediaTypes[format];
  // The windows of one reading are of the same text. That of a PDF has pages; that of a web page is not read as it is.
  if (format === "pdf" && part.at !== undefined && part.page === undefined) return await readAsItIs(wanted, room);
  try {
    room.reportProgress({ progress: 1, message: `Microsoft 365 converts the file to ${format.toUpperCase()}` });
    const request = { path: contentPath(found), query: { format }, fromCaller: "id" as const };
    const { bytes } = await graph.download(request, { maxBytes }).catch(refuse);
    const document = { bytes, mediaType, name: `${name}.${format}`, isConverted: true };
    const extracted = await extractText({ ...document, ...pagesForWindow(part) });
    // Microsoft may answer with a page that says in words why there is no PDF.
    if (extracted.detectedType !== mediaType) throw new NotConverted("unsupported_type", notConverted);
    return { extracted, remark: `[Converted by Microsoft to ${format.toUpperCase()}]` };
  } catch (error) {
    if (!(error instanceof NotConverted)) throw error;
    if (format === "html" || part.page !== undefined || (found.item.size ?? 0) > maxDocumentBytes) throw error;
    return await readAsItIs(wanted, room).catch((own: unknown) => Promise.reject(isRefusal(own) ? error : own));
  }
}

const notConverted =
  "This file can only be read in another format, and Microsoft 365 does not convert it. Open it by its address, or " +
  "ask for a copy in a newer format or as PDF.";

/** Graph makes no other format of a file that can be read. */
class NotConverted extends ToolError {}

function refuse(error: unknown): never {
  if (!isRefusal(error)) throw error;
  const { code, message, details } = error;
  throw code === "too_large"
    ? new NotConverted(code, message, details)
    : new NotConverted("unsupported_type", notConverted, details);
}

const pageSize = 60;

/** An item as it was found, with the clock of the person, which was asked for at the same time. */
type FoundItem = PlacedItem & { clock: PersonClock };

/** Lists a page of a folder's items (https://learn.microsoft.com/graph/api/driveitem-list-children). */
async function listFolder(
  { item, driveId, itemId, clock }: FoundItem,
  { graph, userDomain }: ToolContext,
  { position }: ResourcePart,
): Promise<ResourceContent> {
  const path = ["drives", driveId, "items", itemId, "children"];
  const request = { path, query: { $top: pageSize, $select: selectForItem }, fromCaller: "id" as const };
  const page = await pageAt(graph, { request, itemSchema: graphDriveItem }, position);
  const folder = driveItemContent(item, { userDomain, clock });
  const children = page.items.map((child) => driveChild(child, driveId, { clock }));
  return {
    item: { ...folder, kind: "folder", children },
    listed: { things: "items of the folder" },
    nextPosition: page.nextLink,
  };
}

/** Whether an item of a drive is a notebook of OneNote, which drives have as one item. */
const isNotebook = ({ package: bundle }: GraphDriveItem): boolean => bundle?.type?.toLowerCase() === "onenote";

/** Reads the notebook that a drive has as this item: its sections. */
async function notebookContent({ item }: PlacedItem, context: ToolContext): Promise<ResourceContent> {
  const siteId = notesSiteOf(item);
  requirePermission(notePermissions(siteId), context.grantedScopes);
  const notebookId = await findNotebook(item, siteId, context.graph);
  const found = { kind: "onenote-notebook" as const, notebookId, siteId };
  return { ...(await readNotebook(found, context, {})), found };
}

/** Reads the section that a drive has as this file: its pages. */
async function sectionContent(
  { item }: PlacedItem,
  context: ToolContext,
  part: ResourcePart,
): Promise<ResourceContent> {
  const siteId = notesSiteOf(item);
  requirePermission(notePermissions(siteId), context.grantedScopes);
  const named = { section: nameOfItem(item).replace(sectionFile, ""), sectionId: undefined };
  const sectionId = await findSection(named, { link: item.webUrl ?? "", siteId, isOfSite: true }, context.graph);
  const found = { kind: "onenote-section" as const, sectionId, siteId };
  return { ...(await readSection(found, context, part)), found };
}

/** The site whose notes an item is one of. Undefined in a OneDrive. */
const notesSiteOf = ({ parentReference }: GraphDriveItem): string | undefined =>
  parentReference?.driveType === "business" ? undefined : (parentReference?.siteId ?? undefined);

/** Reads a file or folder of a drive by its id or path. */
export const readFileOrFolder: ResourceReader<"file"> = async ({ driveId, path, picture }, context, part) => {
  const [found, clock] = await Promise.all([findItem({ driveId, path }, context), context.clock()]);
  return await readItem({ ...found, clock }, context, { ...part, ...ofPicture(picture) });
};

/** Reads a file, folder or page by its URL or a sharing link. */
export const readSharingLink: ResourceReader<"sharing-link"> = async ({ link }, context, part) => {
  const [found, clock] = await Promise.all([findSharedItem(link, context), context.clock()]);
  if ("page" in found) return { ...(await readFoundPage(found.page, context, part)), found: found.page };
  const resource: ResourceUri = { kind: "file", driveId: found.driveId, path: [found.itemId] };
  return { found: ifReadable(resource), ...(await readItem({ ...found, clock }, context, part)) };
};

async function readItem(found: FoundItem, context: ToolContext, part: DocumentPart): Promise<ResourceContent> {
  const { item } = found;
  const kind = kindOfItem(item);
  // Graph gives bytes of an item without facets only if it is a file.
  const isFolder = kind === "folder" || (kind === undefined && !item["@microsoft.graph.downloadUrl"]);
  const page = isFolder ? undefined : sitePageOf(item);
  if (part.picture !== undefined && (isFolder || page !== undefined)) throw withoutPictures(isFolder);
  if (isFolder) return await listFolder(found, context, part);
  if (isNotebook(item)) return await notebookContent(found, context);
  if (kind === "file" && sectionFile.test(nameOfItem(item))) return await sectionContent(found, context, part);
  if (kind === "package" && !isConverted(nameOfItem(item))) throw unsupportedPackage();
  return page === undefined ? await readFile(found, context, part) : await readFoundPage(page, context, part);
}

/** Reads the site page that was found in place of a file. */
const readFoundPage: ResourceReader<"page"> = async (page, context, part) => {
  requirePermission(sitePermissions, context.grantedScopes);
  return await readSitePage(page, context, part);
};

async function readFile(found: FoundItem, context: ToolContext, part: DocumentPart): Promise<ResourceContent> {
  const { item, clock } = found;
  const version = versionOf(item);
  if (part.version !== undefined && part.version !== version) throw changedMeanwhile();
  const details = driveItemContent(item, { userDomain: context.userDomain, clock });
  const { name, lastModifiedBy: writtenBy, external } = details;
  const { graph, reportProgress } = context;
  // Graph doesn't say how many bytes it makes of a converted file, and limits itself how large it may be.
  const size = isConverted(name) ? undefined : (item.size ?? undefined);
  requireDocumentSize(size);
  const read = isConverted(name) ? readConverted : readAsItIs;
  const { extracted, remark } = await context.withDocumentRoom(size, (room) =>
    read({ found, name, part }, { graph, reportProgress, ...room }),
  );
  return {
    item: { ...details, ...shownLabels(extracted.labels) },
    text: {
      text: extracted.text,
      contentType: extracted.detectedType,
      ...(!isDescribed(part) && { writtenBy, external }),
      ...placeInDocument(extracted, part),
      remark,
    },
    version,
    gaps: [extracted.incomplete],
  };
}

/**
 * The cTag changes with the content only, the eTag also with a new name
 * (https://learn.microsoft.com/graph/api/resources/driveitem).
 */
function versionOf({ cTag, eTag }: GraphDriveItem): string | undefined {
  return cTag ?? eTag ?? undefined;
}

function withoutPictures(isFolder: boolean): ToolError {
  const what = isFolder ? "folder" : "page";
  return new ToolError("invalid_input", `uri: a ${what} has no numbered pictures. Remove picture from it.`);
}

/** Parts of two versions would not fit together. */
function changedMeanwhile(): ToolError {
  return new ToolError(
    "invalid_input",
    "cursor: the file was changed after its earlier parts were read. Read it again from the beginning, without cursor.",
  );
}

const unsupportedPackage = () =>
  new ToolError(
    "unsupported_type",
    "The item is a package that an app keeps as one item, not a file. Open it by its address.",
  );
