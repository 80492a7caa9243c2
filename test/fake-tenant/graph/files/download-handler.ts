import { setTimeout as sleep } from "node:timers/promises";
import { extensionOf, type StoredItem } from "#test/fake-tenant/data/files/drive.ts";
import { type DoorAnswer, type DoorRequest, header, jsonAnswer } from "#test/fake-tenant/door/door-types.ts";
import type { GraphResult } from "#test/fake-tenant/graph/graph-call.ts";
import { GraphRefusal } from "#test/fake-tenant/graph/graph-refusal.ts";
import type { WhoAsks } from "#test/fake-tenant/world/request-log.ts";
import type { World } from "#test/fake-tenant/world/world.ts";

/** A download says nothing of who asks. */
export function identifyDownload(): WhoAsks {
  return { tenantId: null, userId: null, grant: null, tokenSha256: null, sawInboundAssertion: false };
}

const refusal = (status: number, code: string, message: string): DoorAnswer =>
  jsonAnswer(status, { error: { code, message } });

/**
 * Gives a file's bytes to whoever has its address. A token meant for Graph is refused: a caller must not send it here.
 */
export async function handleDownload(world: World, request: DoorRequest): Promise<DoorAnswer> {
  if (request.method !== "GET" && request.method !== "HEAD")
    return refusal(405, "methodNotAllowed", "Only GET and HEAD are allowed here.");
  if (header(request, "authorization") !== undefined) {
    world.log.counters.downloadsWithToken += 1;
    return refusal(401, "unauthenticated", "A preauthenticated address takes no Authorization header.");
  }
  const ticket = world.downloads.redeem(request.query.get("tempauth") ?? "", world.now());
  if (ticket === undefined) return refusal(401, "unauthenticated", "The download address has expired or was used.");
  for (const tenant of world.directory.tenants.keys()) {
    const item = world.files.drive(tenant, ticket.driveId)?.items.get(ticket.itemId);
    if (item === undefined) continue;
    const eTag = `"{${item.uniqueId.toUpperCase()}},${item.modifiedAt}"`;
    const { name, mimeType } = item;
    if (ticket.format === "") return bytesAnswer(item.bytes(), { name, mimeType, eTag });
    await sleep(world.behaviour.conversionMs);
    const made = converted(item, ticket.format);
    return bytesAnswer(made.bytes, { name: `${name}.${ticket.format}`, mimeType: made.mimeType, eTag });
  }
  return refusal(404, "itemNotFound", "The resource could not be found.");
}

function bytesAnswer(
  bytes: Buffer,
  { name, mimeType, eTag }: { name: string; mimeType: string; eTag: string },
): DoorAnswer {
  const headers = {
    "content-type": mimeType,
    "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
    etag: eTag,
  };
  return { status: 200, headers, body: bytes };
}

/** What `?format=` makes of which files: https://learn.microsoft.com/graph/api/driveitem-get-content-format. */
const sources: Readonly<Record<string, ReadonlySet<string>>> = {
  pdf: new Set("csv doc docx odp ods odt pot potm potx pps ppsx ppsxm ppt pptm pptx rtf xls xlsx".split(" ")),
  html: new Set(["fluid", "loop", "wbtx", "whiteboard"]),
};

export const isFormat = (format: string): boolean => Object.hasOwn(sources, format);

const notSupported = (message: string, innerCode?: string) =>
  new GraphRefusal(406, "notSupported", message, innerCode === undefined ? {} : { innerCode });

const unavailable: GraphResult = {
  status: 503,
  body: "<!DOCTYPE html><html><body>Service Unavailable</body></html>",
  contentType: "text/html",
};

/**
 * Larger files are not converted: https://learn.microsoft.com/graph/api/driveitem-get-content-format;
 * onedrive-api-docs #1601: 406 `notSupported`, with `maxFileSizeExceeded` inside.
 */
const maxConvertedBytes = 2_000_000;

/** What Graph says instead of converting a file. Undefined where it does. */
export function conversionRefusal(item: StoredItem, format: string, world: World): GraphResult | undefined {
  const { conversionUnsupported, conversionRefusals } = world.behaviour;
  if (conversionUnsupported || sources[format]?.has(extensionOf(item.name)) !== true)
    throw notSupported("The conversion is not supported for this file.");
  if (item.size > maxConvertedBytes) throw notSupported("Error from Office Service.", "maxFileSizeExceeded");
  const before = world.downloads.countConversion({ driveId: item.drive.id, itemId: item.id, format });
  return before < conversionRefusals.length ? unavailable : undefined;
}

/** A file in another format: its words, one line of the text a line. */
function converted(item: StoredItem, format: string): { bytes: Buffer; mimeType: string } {
  const lines = item.indexText().split("\n");
  if (format === "pdf") return { bytes: pdfOf(lines.map(escapedPdfText)), mimeType: "application/pdf" };
  const html = lines.map((line) => `<p>${line.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</p>`).join("\n");
  return {
    bytes: Buffer.from(`<!DOCTYPE html><html><body>${html}</body></html>`),
    mimeType: "text/html; charset=utf-8",
  };
}

/** A text as the content of a PDF string; what Helvetica has no glyph for is left out. */
const escapedPdfText = (text: string): string =>
  text.replace(/[^\x20-\x7e]/g, "").replace(/[\\()]/g, (mark) => `\\${mark}`);

/** A PDF of one page with these lines (ISO 32000-1, 7.5). */
function pdfOf(lines: readonly string[]): Buffer {
  const text = `BT /F1 10 Tf 12 TL 40 800 Td\n${lines.map((line) => `(${line}) Tj T*`).join("\n")}\nET`;
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
    `<< /Length ${text.length} >>\nstream\n${text}\nendstream`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
  ];
  let file = "%PDF-1.4\n";
  const offsets = objects.map((object, index) => {
    const offset = file.length;
    file += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}`.concat(
    `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF\n`,
  );
  return Buffer.from(file, "latin1");
}
