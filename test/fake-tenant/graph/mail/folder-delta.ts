import type { StoredFolder } from "#test/fake-tenant/data/mail-types.ts";
import { header } from "#test/fake-tenant/door/door-types.ts";
import type { GraphCall, GraphResult } from "#test/fake-tenant/graph/graph-call.ts";
import { accessDenied, badRequest } from "#test/fake-tenant/graph/graph-refusal.ts";
import { answer } from "#test/fake-tenant/graph/list-page.ts";
import { checkedSelect } from "#test/fake-tenant/graph/odata/query-options.ts";
import { folderPropertyNames, knownOfFolder, selectedOfFolder } from "./folder-routes.ts";
import { openMailbox, requireWhole } from "./mailbox-access.ts";

const defaultPageSize = 10;
const maxPageSize = 1000;

/** What a link's token holds: the place in the list, and the options of the first request. */
interface Round {
  owner: string;
  at: number;
  size: number;
  select: string | null;
}

/**
 * GET .../mailFolders/delta, as documented: all levels in one list, `$select` as the only option, page sizes by
 * `Prefer: odata.maxpagesize`, and links whose token holds both
 * (https://learn.microsoft.com/graph/api/mailfolder-delta). Hidden folders are not in it, folders come in no order, and
 * the folder above all others is among them.
 */
export function listFolderChanges(call: GraphCall): GraphResult {
  const { world, request, caller } = call;
  const { owner, mailbox, ...access } = openMailbox(call);
  requireWhole({ owner, mailbox, ...access });
  // Its page names Mail.Read, not Mail.Read.Shared.
  if (owner !== caller.user) throw accessDenied();
  const { at, size, select } = roundOf(call, owner.id);
  const names =
    select === null ? folderPropertyNames : ["id", ...checkedSelect(select.split(","), knownOfFolder, "mailFolder")];
  const all = below(mailbox.root).sort((one, other) => (one.id < other.id ? -1 : 1));
  const end = at + size;
  const path = `${world.endpoints.graphBaseUrl}/v1.0${call.path}`;
  const token = (from: number) =>
    Buffer.from(JSON.stringify({ owner: owner.id, at: from, size, select } satisfies Round)).toString("base64url");
  const body = {
    ...(end < all.length
      ? { "@odata.nextLink": `${path}?$skiptoken=${token(end)}` }
      : { "@odata.deltaLink": `${path}?$deltatoken=${token(all.length)}` }),
    value: all.slice(at, end).map((folder) => selectedOfFolder(folder, names)),
  };
  const isHeeded = header(request, "prefer")?.includes("odata.maxpagesize");
  return answer(call, "Collection(mailFolder)", body, isHeeded ? [`odata.maxpagesize=${size}`] : []);
}

function roundOf({ request }: GraphCall, owner: string): Round {
  const names = [...request.query.keys()].filter((name) => name.startsWith("$")).map((name) => name.toLowerCase());
  const token = request.query.get("$skiptoken") ?? request.query.get("$deltatoken");
  if (token !== null) {
    const round = readToken(token);
    if (names.length > 1 || round?.owner !== owner) throw badRequest("Badly formed token.");
    return round;
  }
  const other = names.find((name) => name !== "$select");
  if (other !== undefined) throw badRequest(`The query parameter '${other}' is not supported with change tracking.`);
  const asked = Number(/odata\.maxpagesize=(\d+)/.exec(header(request, "prefer") ?? "")?.[1] ?? defaultPageSize);
  return { owner, at: 0, size: Math.min(Math.max(asked, 1), maxPageSize), select: request.query.get("$select") };
}

function readToken(token: string): Round | undefined {
  try {
    return JSON.parse(Buffer.from(token, "base64url").toString("utf8")) as Round;
  } catch {
    return undefined;
  }
}

function below(folder: StoredFolder): StoredFolder[] {
  return [folder, ...folder.children.filter((child) => !child.isHidden).flatMap(below)];
}
