import type { FastifyReply, FastifyRequest } from "fastify";
import { languageOf, sendPage } from "#gateway/pages/page.ts";
import type { PageSite } from "#gateway/pages/page-site.ts";
import { isCustomScheme, longestCustomUrl } from "./client-answer.ts";
import { leavePage, problemPage, type Refusal, refusedPage } from "./pages/other-pages.ts";
import type { PageProblem } from "./pages/problems.ts";

const statuses: Partial<Record<PageProblem, number>> = {
  foreign_form: 403,
  not_offered: 404,
  document_unreachable: 503,
  document_unfit: 503,
};

/** What a browser asks for, what answers it, and what pages say of this installation. */
export type Visit = readonly [request: FastifyRequest, reply: FastifyReply, site: Pick<PageSite, "helpUrl">];

export const sendProblem = ([request, reply, { helpUrl }]: Visit, problem: PageProblem): FastifyReply =>
  sendPage(reply, statuses[problem] ?? 400, problemPage(languageOf(request), problem, helpUrl));

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
