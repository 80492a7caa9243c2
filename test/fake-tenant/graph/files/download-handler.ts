import { setTimeout as sleep } from "node:timers/promises";
import { type DoorAnswer, type DoorRequest, header, jsonAnswer } from "#test/fake-tenant/door/door-types.ts";
import type { LoggedRequest } from "#test/fake-tenant/world/request-log.ts";
import type { World } from "#test/fake-tenant/world/world.ts";
import { converted } from "./conversion.ts";

/** A download says nothing of who asks. */
export function identifyDownload(): Pick<
  LoggedRequest,
  "tenantId" | "userId" | "grant" | "tokenSha256" | "sawInboundAssertion"
> {
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
  const ticket = world.downloads.redeem(request.query.get("tempauth") ?? "", {
    nowMs: world.now(),
    maxUses: world.behaviour.downloadUrlUses,
  });
  if (ticket === undefined) return refusal(401, "unauthenticated", "The download address has expired or was used.");
  for (const tenant of world.directory.tenants.keys()) {
    const item = world.files.drive(tenant, ticket.driveId)?.items.get(ticket.itemId);
    if (item === undefined) continue;
    const eTag = `"{${item.uniqueId.toUpperCase()}},${item.modifiedAt}"`;
    const areRangesServed = world.behaviour.downloadRanges === "served";
    const { name, mimeType } = item;
    if (ticket.format === "") return bytesAnswer(request, item.bytes(), { name, mimeType, eTag, areRangesServed });
    await sleep(world.behaviour.conversionMs);
    const made = converted(item, ticket.format);
    const file = { name: `${name}.${ticket.format}`, mimeType: made.mimeType, eTag, areRangesServed: false };
    return bytesAnswer(request, made.bytes, file);
  }
  return refusal(404, "itemNotFound", "The resource could not be found.");
}

/**
 * The whole file, or the range that is asked for (RFC 9110, 14). A range without a start is ignored, as SharePoint does
 * (https://github.com/OneDrive/onedrive-api-docs/issues/62).
 */
function bytesAnswer(
  request: DoorRequest,
  bytes: Buffer,
  file: { name: string; mimeType: string; eTag: string; areRangesServed: boolean },
): DoorAnswer {
  const headers: Record<string, string> = {
    "content-type": file.mimeType,
    "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    etag: file.eTag,
    ...(file.areRangesServed && { "accept-ranges": "bytes" }),
  };
  if (!file.areRangesServed) return { status: 200, headers, body: bytes };
  const range = /^bytes=(\d+)-(\d*)$/.exec(header(request, "range") ?? "");
  if (range === null) return { status: 200, headers, body: bytes };
  const from = Number(range[1]);
  const to = Math.min(range[2] === "" ? bytes.length - 1 : Number(range[2]), bytes.length - 1);
  if (from >= bytes.length || to < from)
    return { status: 416, headers: { ...headers, "content-range": `bytes */${bytes.length}` }, body: "" };
  return {
    status: 206,
    headers: { ...headers, "content-range": `bytes ${from}-${to}/${bytes.length}` },
    body: bytes.subarray(from, to + 1),
  };
}
