import { setTimeout as sleep } from "node:timers/promises";
import { type DoorAnswer, type DoorRequest, header, jsonAnswer } from "#test/fake-tenant/door/door-types.ts";
import type { WhoAsks } from "#test/fake-tenant/world/request-log.ts";
import type { World } from "#test/fake-tenant/world/world.ts";
import { converted } from "./conversion.ts";

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
