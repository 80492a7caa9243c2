import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { tenantAddress } from "#gateway/auth/resource-identity.ts";
import { addressField } from "./home-page.ts";
import { html, inlineText } from "./html.ts";
import { inEachLanguage, type Language, words } from "./language.ts";
import { languageOf, pageCode, pageHeaders, pathTo, renderPage, securityHeaders, sitePage } from "./page.ts";
import type { PageSite } from "./page-site.ts";

/** Places where a browser lands by mistake. */
export const lostPlaces = ["mcp_address", "tenant_address", "no_page", "unreadable_address", "foreign_host"] as const;

export type LostPlace = (typeof lostPlaces)[number];

/** A page in place of an answer that only programs understand: what this is, and where to go. */
export function lostPage(
  { identity: { publicUrl }, helpUrl }: Pick<PageSite, "identity" | "helpUrl">,
  language: Language,
  place: LostPlace,
): string {
  const { title, happened, next } = words[language].lost[place];
  if (place === "foreign_host") {
    const code = pageCode(language, place, undefined);
    // Link left out: under a name that is not this server's none is known to lead here.
    return renderPage({ language, title, body: html`<p>${happened}</p><p>${inlineText(next)}</p>${code}` });
  }
  const code = pageCode(language, place, helpUrl);
  const field = html`<div class="box">${addressField(words[language].home.address, publicUrl)}</div>`;
  const body = html`<p class="lead">${happened}</p>
${place === "mcp_address" ? field : []}
<p class="do"><a class="button" href="${pathTo(publicUrl, "home", { language })}">${next}</a></p>
${code}`;
  return sitePage({ publicUrl, language, title, body });
}

/** Browsers name HTML when a person opens an address; programs that speak MCP or OAuth don't. */
const isPersons = ({ method, headers }: FastifyRequest): boolean =>
  (method === "GET" || method === "HEAD") && (headers.accept ?? "").includes("text/html");

const isPage = (reply: FastifyReply): boolean => String(reply.getHeader("content-type")).startsWith("text/html");

/** The address that a refusal is about; undefined for other refusals, such as those of a limit. */
function placeOf(request: FastifyRequest, { statusCode }: FastifyReply, mcpPath: string): LostPlace | undefined {
  if (statusCode === 403) return request.headers.origin === undefined ? "foreign_host" : undefined;
  if (statusCode === 400) return "unreadable_address";
  if (statusCode === 404) return "no_page";
  if (statusCode !== 401 && statusCode !== 405) return undefined;
  return request.routeOptions.url === tenantAddress(mcpPath) ? "tenant_address" : "mcp_address";
}

export type ReadableRefusals = ReturnType<typeof createReadableRefusals>;

/**
 * Turns refusals that a person would see in a browser into pages.
 * Refusals are JSON, for programs. Where a browser lands by mistake, a page says what the address is for; status and
 * all other headers stay. The pages are made once, of settings alone.
 */
export function createReadableRefusals(site: Pick<PageSite, "identity" | "helpUrl">) {
  const mcpPath = new URL(site.identity.publicUrl).pathname;
  const pages = inEachLanguage(
    (language) => new Map(lostPlaces.map((place) => [place, Buffer.from(lostPage(site, language, place))])),
  );

  /** The page in place of this refusal, with its headers set; undefined where the refusal is to stay as it is. */
  function pageFor(request: FastifyRequest, reply: FastifyReply): Buffer | undefined {
    if (reply.statusCode < 400 || !isPersons(request) || isPage(reply)) return undefined;
    const place = placeOf(request, reply, mcpPath);
    const page = place && pages[languageOf(request)].get(place);
    if (page !== undefined) reply.headers({ ...securityHeaders, ...pageHeaders });
    return page;
  }

  return {
    /** Makes every refusal readable. Register it first. */
    register(app: FastifyInstance): void {
      app.addHook("onSend", (request, reply, payload, done) => done(null, pageFor(request, reply) ?? payload));
    },
    pageFor,
  };
}
