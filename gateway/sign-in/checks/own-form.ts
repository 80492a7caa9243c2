import type { FastifyRequest } from "fastify";

/**
 * Whether a form was sent by our own page: browsers name the page's origin in `Origin`, and newer ones its relation in
 * `Sec-Fetch-Site`. No page can change either.
 */
export function isOwnForm({ headers }: Pick<FastifyRequest, "headers">, ownOrigin: string): boolean {
  const site = headers["sec-fetch-site"];
  return headers.origin === ownOrigin && (site === undefined || site === "same-origin");
}
