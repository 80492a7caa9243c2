import type { Dispatcher } from "undici";
import { retryLater, ToolError } from "#common/errors.ts";
import { downloadTooSlow } from "#workers/resilience/attempt-failure.ts";
import type { GraphAnswer, GraphHttpRequest, GraphSend } from "#workers/resilience/graph-layer.ts";
import type { GraphDownload } from "#workers/tools/tool-context.ts";
import { AddressRefused, type DownloadHosts } from "./graph-connections.ts";
import { graphError } from "./graph-error.ts";

const maxHops = 3;

const gone =
  "The file's content is no longer where Microsoft 365 said: it was moved, replaced or deleted. Search for the file " +
  "again.";

/**
 * What it means when a download host refuses a link. Links are short-lived, and the user's token is not sent: no
 * refusal concerns the sign-in.
 */
const linkRefusals: ReadonlyMap<number, ConstructorParameters<typeof ToolError>> = new Map([
  [401, ["unavailable", "The link to the file's content has expired. Try again.", { retryAfterSeconds: 1 }]],
  [
    403,
    [
      "forbidden",
      "The server that stores the file refuses the download. A policy of the organisation may block apps: open the " +
        "file by its address.",
    ],
  ],
  [404, ["not_found", gone]],
  [410, ["not_found", gone]],
]);

/** A download host does not take a link. Another link to the same file may work. */
export class DownloadLinkRefused extends ToolError {}

/** Limits and other answers of a download host mean the same as Graph's. */
function hostError(answer: GraphAnswer, nowMs: number): Error {
  const error = graphError(answer, nowMs);
  const isDown = answer.status >= 500 && error instanceof ToolError && error.code === "unavailable";
  if (!isDown) return error;
  const { retryAfterSeconds = 30 } = error.details;
  const what = "The server that stores the file is not answering at the moment";
  return retryLater("unavailable", what, { retryAfterSeconds });
}

/** An answer that redirects to a link, for `followDownload`. */
export function redirectTo(link: string): GraphAnswer {
  return { status: 302, headers: { location: link }, body: Buffer.alloc(0) };
}

interface DownloadOptions {
  send: GraphSend;
  /** The connections to download hosts. */
  dispatcher: Dispatcher;
  hosts: DownloadHosts;
  now: () => number;
}

function isRedirect(answer: GraphAnswer): boolean {
  return [301, 302, 303, 307, 308].includes(answer.status);
}

/** The target of a redirect, if it is allowed. The URL is a bearer secret: it must never reach a log or an error. */
function redirectTarget(answer: GraphAnswer, base: string, hosts: DownloadHosts): URL {
  const { location } = answer.headers;
  const url = typeof location === "string" ? URL.parse(location, base) : null;
  if (url === null || !hosts.allows(url)) throw new AddressRefused("a download leads to a host that is not allowed");
  return url;
}

/**
 * Follows Graph's redirects to the bytes of a file: at most 3 hops, only https to allowed hosts and public addresses,
 * and without the user's token, which only Graph may see
 * (https://learn.microsoft.com/graph/api/driveitem-get-content).
 * Rejects with `AddressRefused` for a redirect that leads elsewhere, and with `DownloadLinkRefused` where the host
 * refuses the link.
 */
export async function followDownload(
  first: GraphAnswer,
  request: GraphHttpRequest,
  { send, dispatcher, hosts, now }: DownloadOptions,
): Promise<GraphDownload> {
  const { onAnswer: _graphOnly, ...ownRequest } = request;
  const headers = { accept: "*/*", "user-agent": request.headers["user-agent"] ?? "" };
  let answer = first;
  let from = request.origin + request.path;
  for (let hops = 0; isRedirect(answer); hops += 1) {
    if (hops === maxHops) throw new AddressRefused("a download is redirected too often");
    const url = redirectTarget(answer, from, hosts);
    from = url.href;
    answer = await send({ ...ownRequest, dispatcher, origin: url.origin, path: url.pathname + url.search, headers });
  }
  const isGraphs = answer === first;
  const refusal = isGraphs ? undefined : linkRefusals.get(answer.status);
  if (refusal !== undefined) throw new DownloadLinkRefused(...refusal);
  // Still being made, although it was asked for again for as long as there is time.
  if (answer.status === 202) throw downloadTooSlow();
  if (answer.status >= 400) throw (isGraphs ? graphError : hostError)(answer, now());
  const mediaType = answer.headers["content-type"];
  return {
    bytes: answer.body,
    mediaType: typeof mediaType === "string" ? mediaType : "application/octet-stream",
  };
}
