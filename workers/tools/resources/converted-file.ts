import { ToolError, type ToolErrorCode } from "#common/errors.ts";
import { maxDocumentBytes } from "#workers/documents/document-size.ts";
import type { DocumentRoom, ExtractedText } from "#workers/documents/text-source.ts";
import type { PlacedItem } from "#workers/tools/files/find-item.ts";
import { extensionOf } from "#workers/tools/files/graph-drive.ts";
import type { GraphDownload, ToolContext } from "#workers/tools/tool-context.ts";
import { type DocumentPart, pagesForWindow } from "./document-part.ts";

/** The path of a file's own bytes. */
const contentPath = ({ driveId, itemId }: PlacedItem) => ["drives", driveId, "items", itemId, "content"];

/** Downloads a file as it is, with its name and declared media type. */
export async function fileBytes(
  found: PlacedItem,
  name: string,
  { graph, maxBytes }: Pick<ToolContext, "graph"> & { maxBytes: number },
): Promise<GraphDownload & { name: string }> {
  const link = found.item["@microsoft.graph.downloadUrl"] ?? undefined;
  const { mediaType, bytes } = await graph.download({ path: contentPath(found) }, { maxBytes, link });
  return { bytes, mediaType: found.item.file?.mimeType ?? mediaType, name };
}

interface Conversion {
  format: "pdf" | "html";
  mediaType: string;
}

const toPdf: Conversion = { format: "pdf", mediaType: "application/pdf" };
const toHtml: Conversion = { format: "html", mediaType: "text/html" };

/**
 * Formats that we can't read and Graph converts, told by the name as Graph tells them
 * (https://learn.microsoft.com/graph/api/driveitem-get-content-format).
 */
const conversions: ReadonlyMap<string, Conversion> = new Map([
  ...["doc", "odp", "ods", "odt", "pot", "pps", "ppt", "xls"].map((extension) => [extension, toPdf] as const),
  ...["fluid", "loop", "wbtx", "whiteboard"].map((extension) => [extension, toHtml] as const),
]);

/** Whether a file is read in another format, which Graph makes. */
export function isConverted(name: string): boolean {
  return conversions.has(extensionOf(name));
}

/** What Graph answers where it doesn't convert a file. Limits, outages and missing access are told as they are. */
const refusals: ReadonlySet<ToolErrorCode> = new Set(["unsupported_type", "invalid_input", "too_large"]);

const isRefusal = (error: unknown): error is ToolError => error instanceof ToolError && refusals.has(error.code);

/**
 * Reads what Graph makes of a file for the window, with a remark that says so. Where Graph refuses, the file may not be
 * what its name says: web pages named `.xls`, RTF named `.doc` and lists of translations (`.pot`) are read as they are.
 * Rejects with `unsupported_type` or `too_large` where neither works.
 */
export async function readConverted(
  found: PlacedItem,
  { part, name }: { part: DocumentPart; name: string },
  context: Pick<ToolContext, "graph" | "reportProgress"> & DocumentRoom,
): Promise<{ extracted: ExtractedText; remark?: string }> {
  const { format, mediaType } = conversions.get(extensionOf(name)) ?? toPdf;
  const { graph, extractText, maxBytes } = context;
  const readOwn = async () => ({
    extracted: await extractText({ ...(await fileBytes(found, name, context)), ...pagesForWindow(part) }),
  });
  // The windows of one reading are of the same text. That of a PDF has pages; that of a web page is not read as it is.
  if (format === "pdf" && part.at !== undefined && part.page === undefined) return await readOwn();
  try {
    context.reportProgress({ progress: 1, message: `Microsoft 365 converts the file to ${format.toUpperCase()}` });
    const path = contentPath(found);
    const request = { path, query: { format }, fromCaller: "id" as const };
    const { bytes } = await graph.download(request, { maxBytes }).catch(refuse);
    const document = { bytes, mediaType, name: `${name}.${format}` };
    const extracted = await extractText({ ...document, ...pagesForWindow(part) });
    // Such as a page that says in words why there is no PDF.
    if (extracted.detectedType !== mediaType) throw new NotConverted("unsupported_type", notConverted);
    return { extracted, remark: `[Converted by Microsoft to ${format.toUpperCase()}]` };
  } catch (error) {
    if (!(error instanceof NotConverted)) throw error;
    if (format === "html" || part.page !== undefined || (found.item.size ?? 0) > maxDocumentBytes) throw error;
    return await readOwn().catch((own: unknown) => Promise.reject(isRefusal(own) ? error : own));
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
