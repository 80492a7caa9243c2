import type { FastifyInstance } from "fastify";
import { type HostCheckOptions, registerHostCheck } from "#gateway/mcp/origin-check.ts";
import { queryOf, readableParameters } from "#gateway/sign-in/parameters.ts";
import { type AskedTenant, adminPage, askedTenant, consentedPageFor } from "./admin-page.ts";
import { homePage } from "./home-page.ts";
import { inEachLanguage } from "./language.ts";
import { languageOf, secureAnswers, sendPage } from "./page.ts";
import { type PageName, type PageSite, pageUrl } from "./page-site.ts";

const maxQueryBytes = 8 * 1024;

function askedIn(query: string): AskedTenant {
  const parameters = readableParameters(query, maxQueryBytes);
  return parameters === undefined ? "wrong" : askedTenant(parameters.get("tenant"));
}

/**
 * Serves the pages that a person opens: the start page, the one for admins, and the one to which Entra sends an admin
 * after a consent. They need no sign-in, change nothing, and are made of settings and the request's checked parameters.
 */
export function registerPages(
  app: FastifyInstance,
  site: PageSite,
  { metrics, audit }: Pick<HostCheckOptions, "metrics" | "audit">,
): void {
  const { publicUrl } = site.identity;
  const pathOf = (page: PageName) => new URL(pageUrl(publicUrl, page)).pathname;
  const home = inEachLanguage((language) => Buffer.from(homePage(site, language)));
  const unasked = inEachLanguage((language) => Buffer.from(adminPage(site, language, undefined)));

  app.register((pages, _options, done) => {
    registerHostCheck(pages, { publicUrl, metrics, audit });
    secureAnswers(pages);
    pages.get(pathOf("home"), (request, reply) => sendPage(reply, 200, home[languageOf(request)]));
    pages.get(pathOf("admin"), (request, reply) => {
      const language = languageOf(request);
      const asked = askedIn(queryOf(request));
      const page = asked === undefined ? unasked[language] : adminPage(site, language, asked);
      return sendPage(reply, asked === "wrong" ? 400 : 200, page);
    });
    pages.get(pathOf("consented"), (request, reply) => sendPage(reply, 200, consentedPageFor(site, request)));
    done();
  });
}
