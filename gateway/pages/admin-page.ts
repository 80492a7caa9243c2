import { filled } from "#common/text.ts";
import { type ConsentApp, consentApps, consentLink, tenantNamed } from "./admin-consent.ts";
import { codeText, type Html, html, inlineText } from "./html.ts";
import { inEachLanguage, type Language } from "./language.ts";
import { languageParameter } from "./page.ts";
import { type PageSite, pageUrl } from "./page-site.ts";
import { listRevocations } from "./revocations.ts";
import { sitePage } from "./site-page.ts";
import { words } from "./words.ts";

const codes = (names: readonly string[]): Html =>
  html`${names.map((name, at) => html`${at === 0 ? "" : ", "}${codeText(name)}`)}`;

const revocations = listRevocations();

function makeTable(language: Language): Html {
  const { toBlock, permissions, effect, contents, stops, givesLess, refuses, notRead } = words[language].admin;
  const rows = revocations.map(({ content, revoked, stopped, reduced, refusedArguments, isResource }) => {
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
