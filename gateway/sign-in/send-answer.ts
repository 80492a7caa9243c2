import type { FastifyReply, FastifyRequest } from "fastify";
import type { ResourceIdentity } from "#gateway/auth/resource-identity.ts";
import { languageOf, sendPage } from "#gateway/pages/page.ts";
import type { PageSite } from "#gateway/pages/page-site.ts";
import type { OauthFault } from "./oauth-fault.ts";
import { queryText } from "./parameters.ts";
import type { SignInRecorder } from "./record-sign-in.ts";
import { leavePage, type PageProblem, problemPage, type Refusal, refusedPage } from "./sign-in-pages.ts";
import { issuerOf } from "./sign-in-paths.ts";

interface Answered {
  /** An allowed redirect address: it has no query of its own. */
  redirectUri: string;
  /** The client's own, as it sent it. */
  state: string | undefined;
  /** Identity of this server at the address that the client asked. */
  identity: ResourceIdentity;
}

/**
 * The address that takes an answer to the client. `iss` (RFC 9207) is the issuer of the metadata that the client found,
 * in a refusal as in a success; without it clients can't notice that an answer is from another server.
 */
export function clientAnswer(
  { redirectUri, state, identity }: Answered,
  fields: { code: string } | { error: string; error_description: string },
): string {
  return `${redirectUri}?${queryText({ ...fields, state, iss: issuerOf(identity) })}`;
}

/** RFC 6749 4.1.2.1. */
export const errorFields = ({ code, message }: OauthFault) => ({ error: code, error_description: message });

/** An address that opens a program by its scheme: browsers ask before they do, and some don't follow by themselves. */
const isCustomScheme = (url: string): boolean => !/^https?:\/\//.test(url);

/** Windows opens addresses of at most 2,083 characters. */
const longestCustomUrl = 2_000;

const statuses: Partial<Record<PageProblem, number>> = {
  foreign_form: 403,
  assistant_not_allowed: 403,
  not_offered: 404,
  document_unreachable: 503,
  document_unfit: 503,
};

/** What a browser asks for, what answers it, and what pages say of this installation. */
export type Visit = readonly [request: FastifyRequest, reply: FastifyReply, site: Pick<PageSite, "helpUrl">];

export const sendProblem = ([request, reply, { helpUrl }]: Visit, problem: PageProblem): FastifyReply =>
  sendPage(reply, statuses[problem] ?? 400, problemPage(languageOf(request), problem, helpUrl));

/** Tells whoever asks on a page why nobody is sent on, and records it. */
export const refusing =
  ({ record }: Pick<SignInRecorder, "record">, visit: Visit) =>
  (reason: PageProblem): FastifyReply => {
    record({ event: "refused", reason });
    return sendProblem(visit, reason);
  };

/** A page that leads on to where the browser can't be redirected: after a form, `form-action` would forbid it. */
export function sendOn(visit: Visit, to: "microsoft" | "client", url: string): FastifyReply {
  if (to === "client" && isCustomScheme(url) && url.length > longestCustomUrl) return sendProblem(visit, "too_long");
  const [request, reply] = visit;
  reply.header("refresh", `0; url=${url}`);
  return sendPage(reply, 200, leavePage(languageOf(request), to, url));
}

/** Sends an answer to the client: by redirect, or by a page where its address is a custom scheme. */
export function sendToClient(visit: Visit, url: string): FastifyReply {
  return isCustomScheme(url) ? sendOn(visit, "client", url) : visit[1].redirect(url, 302);
}

/** Time to read what to do, before the client is told. */
const readingSeconds = 20;

/** A page with words about Entra's refusal, which then takes the same words to the client. */
export function sendRefusal([request, reply, { helpUrl }]: Visit, refusal: Refusal): FastifyReply {
  reply.header("refresh", `${readingSeconds}; url=${refusal.url}`);
  return sendPage(reply, 200, refusedPage(languageOf(request), refusal, helpUrl));
}
