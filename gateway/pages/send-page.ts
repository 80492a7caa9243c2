import type { FastifyReply, FastifyRequest } from "fastify";
import { isLanguage, type Language, preferredLanguage } from "./language.ts";
import { pageHeaders } from "./page.ts";

/** Every answer is for one request, and nothing of it may be kept, guessed at or shown in a frame. */
export const securityHeaders: Readonly<Record<string, string>> = {
  "cache-control": "no-store",
  pragma: "no-cache",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

/** The query parameter by which a link names the language of its page. */
export const languageParameter = "lang";

/** The language that the link names, or that the browser prefers. */
export function languageOf({ headers, query }: Pick<FastifyRequest, "headers" | "query">): Language {
  const named = new Map(Object.entries(query ?? {})).get(languageParameter);
  return isLanguage(named) ? named : preferredLanguage(headers["accept-language"]);
}

/** @param page a page that is sent to many is encoded once, as bytes */
export const sendPage = (reply: FastifyReply, status: number, page: string | Buffer): FastifyReply =>
  reply.code(status).headers(pageHeaders).send(page);
