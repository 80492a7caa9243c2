import type { FastifyRequest } from "fastify";
import { filled } from "#common/text.ts";
import { catalog } from "#common/tools/catalog.ts";
import { bestPermission, permissionsByArgument, somebody, type ToolContract } from "#common/tools/define-tool.ts";
import { permissionNamed, permissionNames, revocableContents } from "#common/tools/graph-permissions.ts";
import { resourceNeeds } from "#common/tools/resource-uri/resource-needs.ts";
import { resourceKinds } from "#common/tools/resource-uri/resource-uri.ts";
import { type Parameters, queryOf, readableParameters } from "#gateway/sign-in/parameters.ts";
import { personalTenantId } from "#gateway/tenants/tenants-file-schema.ts";
import { codeText, type Html, html, inlineText } from "./html.ts";
import { inEachLanguage, isLanguage, type Language, words } from "./language.ts";
import { codeLink, languageOf, languageParameter, pathTo, sitePage } from "./page.ts";
import { type PageSite, pageUrl } from "./page-site.ts";

const grantable = catalog.flatMap(({ permissions }) => permissions.flatMap(({ scopes }) => scopes));

/** What reading resources of all kinds needs, also those of others. */
const resourcePermissions = resourceKinds.flatMap((kind) =>
  [undefined, somebody].flatMap((owner) => resourceNeeds({ kind, owner }).permissions.flatMap(({ scopes }) => scopes)),
);

/** Reads each kind of content with the permission of that kind alone, so that revoking one takes nothing else away. */
const readsAnyKind = (tool: ToolContract) => tool.name === "read_resource";

/** What happens to the tools when an organisation that granted everything revokes one kind of content. */
export function listRevocations() {
  const searches = catalog.filter((tool) => !readsAnyKind(tool));
  const needs = searches.flatMap(permissionsByArgument);
  return revocableContents.map((content) => {
    const blocking = permissionNames.filter((name) => permissionNamed(name)?.blocks?.includes(content));
    const revoked: ReadonlySet<string> = new Set(blocking);
    const left = new Set(grantable.filter((scope) => !revoked.has(scope)));
    const found = searches.map(({ name, permissions }) => ({ name, best: bestPermission(permissions, left) }));
    return {
      content,
      revoked: blocking,
      /** Arguments that are refused, in tools that go on. */
      refusedArguments: needs
        .filter(({ scopes }) => scopes.some((scope) => revoked.has(scope)))
        .map(({ argument }) => argument),
      /** Tools that can't be called any more. */
      stopped: found.filter(({ best }) => best === undefined).map(({ name }) => name),
      /** Whether `read_resource` reads content of this kind. */
      isResource: resourcePermissions.some((scope) => revoked.has(scope)),
      /** Tools that go on with less than before. */
      reduced: found.filter(({ best }) => best?.reduced !== undefined).map(({ name }) => name),
    };
  });
}

const codes = (names: readonly string[]): Html =>
  html`${names.map((name, at) => html`${at === 0 ? "" : ", "}${codeText(name)}`)}`;

function makeTable(language: Language): Html {
  const { toBlock, permissions, effect, contents, stops, givesLess, refuses, notRead } = words[language].admin;
  const rows = listRevocations().map(({ content, revoked, stopped, reduced, refusedArguments, isResource }) => {
    const effects = [
      ...(stopped.length === 0 ? [] : [html`${stops}${codes(stopped)}`]),
      ...(reduced.length === 0 ? [] : [html`${givesLess}${codes(reduced)}`]),
      ...(refusedArguments.length === 0 ? [] : [html`${refuses}${codes(refusedArguments)}`]),
      ...(isResource ? [inlineText(notRead)] : []),
    ];
    return html`<tr><th scope="row">${contents[content]}</th><td data-label="${permissions}">${codes(revoked)}</td>
<td data-label="${effect}">${effects.map((text) => html`<p>${text}</p>`)}</td></tr>
`;
  });
  const headings = [toBlock, permissions, effect].map((text) => html`<th scope="col">${text}</th>`);
  return html`<div class="table"><table>
<thead><tr>${headings}</tr></thead>
<tbody>
${rows}</tbody>
</table></div>`;
}

/** Each kind of content: which permissions to revoke, and what the tools then do. Made once, of the contracts. */
const revocationTables = inEachLanguage(makeTable);

const tenantId = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** RFC 1035 2.3.1, with the labels of internationalised domains in their ASCII form. */
const domain = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/;
const longestDomain = 253;

/**
 * The tenant that somebody typed, as a path of Entra's may name it: its id, or one of its domains. Undefined for
 * anything else, for names of many tenants such as `organizations`, and for the tenant of personal accounts.
 */
function tenantNamed(text: string): string | undefined {
  const name = text.trim().toLowerCase();
  if (name.length > longestDomain || name === personalTenantId) return undefined;
  return tenantId.test(name) || domain.test(name) ? name : undefined;
}

/** The two apps, in the order in which an admin consents to them: the Client app needs the other one in the tenant. */
const consentApps = ["server", "client"] as const;

type ConsentApp = (typeof consentApps)[number];

/**
 * Address where an admin of a tenant consents to an app, for all permissions that are registered for it. Version 2.0 of
 * the page names the permissions in its answer (https://learn.microsoft.com/entra/identity-platform/v2-admin-consent).
 * @param tenant as `tenantNamed` gives it
 * @returns undefined for the Client app where the connector does not know its id
 */
function consentLink(
  { identity, serverAppId, clientAppId, graphBaseUrl }: PageSite,
  { app, tenant, language }: { app: ConsentApp; tenant: string; language: Language },
): string | undefined {
  const clientId = app === "server" ? serverAppId : clientAppId;
  if (clientId === undefined) return undefined;
  const query = new URLSearchParams({
    client_id: clientId,
    scope: `${app === "server" ? graphBaseUrl : identity.appIdUri}/.default`,
    redirect_uri: pageUrl(identity.publicUrl, "consented"),
    // Entra gives it back, so that the page after the consent is in the same language.
    state: language,
  });
  return `${identity.authorityHost}/${tenant}/v2.0/adminconsent?${query}`;
}

/** Whose links are asked for: nobody's yet, a tenant's, or something that no tenant is called. */
export type AskedTenant = undefined | { tenant: string } | "wrong";

export const askedTenant = (text: string | undefined): AskedTenant => {
  if (text === undefined) return undefined;
  const tenant = tenantNamed(text);
  return tenant === undefined ? "wrong" : { tenant };
};

function tenantForm(asked: AskedTenant, { path, language }: { path: string; language: Language }): Html {
  const { admin } = words[language];
  const isWrong = asked === "wrong";
  const value = typeof asked === "object" ? asked.tenant : "";
  const invalid = isWrong ? html` aria-invalid="true" aria-errormessage="tenant-wrong"` : [];
  return html`<form method="get" action="${path}#consent">
<input type="hidden" name="${languageParameter}" value="${language}">
<label for="tenant">${admin.tenant}</label>
${isWrong ? html`<p class="care" id="tenant-wrong" role="alert">${admin.tenantWrong}</p>` : []}
<div class="ask">
<input id="tenant" name="tenant" value="${value}" required maxlength="253" autocomplete="off" autocapitalize="none" \
spellcheck="false" aria-describedby="tenant-hint"${invalid}>
<button class="main">${admin.showLinks}</button>
</div>
<p class="quiet" id="tenant-hint">${admin.tenantHint}</p>
</form>`;
}

function consentStep(site: PageSite, options: { app: ConsentApp; tenant: string; language: Language }): Html {
  const { app, language } = options;
  const { consentTo, consentGives, clientAppUnknown } = words[language].admin;
  const link = consentLink(site, options);
  if (link === undefined) return html`<li><h3>${consentTo[app]}</h3><p>${clientAppUnknown}</p></li>`;
  return html`<li><h3>${consentTo[app]}</h3><p>${consentGives[app]}</p>
<p><a class="button" href="${link}" rel="noreferrer">${consentTo[app]}</a></p></li>
`;
}

function consentLinks(site: PageSite, asked: AskedTenant, language: Language): Html {
  if (typeof asked !== "object") return html``;
  const { linksFor, afterConsent } = words[language].admin;
  return html`<div class="box"><h3>${filled(linksFor, { tenant: asked.tenant })}</h3>
<ol class="steps">
${consentApps.map((app) => consentStep(site, { app, tenant: asked.tenant, language }))}</ol>
<p class="quiet">${afterConsent}</p></div>`;
}

function facts({ identity, serverAppId, clientAppId }: PageSite, language: Language): Html {
  const { apps, clientAppUnknown, redirectUri } = words[language].admin;
  const client = clientAppId === undefined ? html`${clientAppUnknown}` : codeText(clientAppId);
  return html`<dl>
<div><dt>${apps.server}</dt><dd>${codeText(serverAppId)}</dd></div>
<div><dt>${apps.client}</dt><dd>${client}</dd></div>
<div><dt>${redirectUri}</dt><dd>${codeText(pageUrl(identity.publicUrl, "consented"))}</dd></div>
</dl>`;
}

const steps = (texts: readonly string[]): Html => html`<ol>
${texts.map((text) => html`<li>${inlineText(text)}</li>\n`)}</ol>`;

const bullets = (texts: readonly string[]): Html => html`<ul>
${texts.map((text) => html`<li>${inlineText(text)}</li>\n`)}</ul>`;

function egress({ egressAddresses }: PageSite, language: Language): Html {
  const { egress: heading, egressUnknown } = words[language].admin;
  const known = egressAddresses.map((address) => html`<li>${codeText(address)}</li>\n`);
  return html`<h3>${heading}</h3>
${known.length === 0 ? html`<p>${inlineText(egressUnknown)}</p>` : html`<ul>\n${known}</ul>`}`;
}

/** What an admin of an organisation does in Entra, with the links to both consents for the tenant that was typed in. */
export function adminPage(site: PageSite, language: Language, asked: AskedTenant): string {
  const { publicUrl } = site.identity;
  const { admin } = words[language];
  const path = new URL(pageUrl(publicUrl, "admin")).pathname;
  const body = html`<p class="lead">${admin.lead}</p>
${facts(site, language)}
<h2 id="consent">${admin.consent}</h2>
<p>${admin.consentText}</p>
${tenantForm(asked, { path, language })}
${consentLinks(site, asked, language)}
<h2>${admin.pilot}</h2>
${steps(admin.pilotSteps)}
<h2>${admin.access}</h2>
${bullets([...admin.accessSteps, ...(site.clientAppId === undefined ? [] : admin.accessAtConnector)])}
${egress(site, language)}
<h2>${admin.revoke}</h2>
<p>${inlineText(admin.revokeText)}</p>
${revocationTables[language]}
<dl>
${admin.others.map(({ what, how }) => html`<div><dt>${what}</dt><dd>${inlineText(how)}</dd></div>\n`)}</dl>`;
  const query: Record<string, string> = typeof asked === "object" ? { tenant: asked.tenant } : {};
  return sitePage({ publicUrl, language, page: "admin", title: admin.title, body, query });
}

const maxQueryBytes = 8 * 1024;

/**
 * Page to which Entra sends an admin after a consent. It repeats only the number of a refusal: anybody can write such
 * an address.
 */
export function consentedPageFor(site: PageSite, request: FastifyRequest): string {
  const parameters: Parameters = readableParameters(queryOf(request), maxQueryBytes) ?? new Map();
  const named = parameters.get(languageParameter) ?? parameters.get("state");
  const number = /^AADSTS\d{1,9}\b/.exec(parameters.get("error_description") ?? "")?.[0];
  return consentedPage(site, isLanguage(named) ? named : languageOf(request), number);
}

/** @param number of Entra's, such as `AADSTS65004` */
export function consentedPage(
  { identity: { publicUrl }, helpUrl }: PageSite,
  language: Language,
  number: string | undefined,
): string {
  const { title, lead, look, number: its, toAdmin, toHome } = words[language].consented;
  const body = html`<p class="lead">${lead}</p>
<p>${inlineText(look)}</p>
${number === undefined ? [] : html`<p class="care">${its}${codeLink(number, helpUrl)}</p>`}
<p class="do"><a class="button" href="${pathTo(publicUrl, "admin", { language })}">${toAdmin}</a>
<a class="button" href="${pathTo(publicUrl, "home", { language })}">${toHome}</a></p>`;
  const query: Record<string, string> = number === undefined ? {} : { error_description: number };
  return sitePage({ publicUrl, language, page: "consented", title, body, query });
}
