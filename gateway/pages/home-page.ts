import { allowedBySetting, products, stepsFor, whatToType, whatToTypeAtEntra } from "./client-guide.ts";
import { type Html, html, inlineText } from "./html.ts";
import type { Language } from "./language.ts";
import type { PageSite } from "./page-site.ts";
import { pathTo, sitePage } from "./site-page.ts";
import { toolsTable } from "./tools-table.ts";
import { words } from "./words.ts";

/** The address in a field, of which a keyboard and a screen reader can select all. A long one has several lines. */
export function addressField(label: string, address: string): Html {
  return html`<label for="address">${label}</label>
<textarea id="address" rows="1" readonly spellcheck="false">${address}</textarea>`;
}

/** How each client is connected, folded up. */
function clients({ identity: { publicUrl }, clientAppId }: PageSite, language: Language): Html {
  const guide = clientAppId === undefined ? whatToTypeAtEntra : whatToType;
  const { operatorFirst } = words[language].home;
  return html`${products.flatMap((product) => {
    const steps = guide[product];
    if (steps === undefined) return [];
    const isAllowedFirst = clientAppId !== undefined && allowedBySetting.has(product);
    return [
      html`<details><summary>${product}</summary>
<p>${inlineText(stepsFor(steps, language, publicUrl))}</p>
${isAllowedFirst ? html`<p class="quiet">${inlineText(operatorFirst)}</p>` : []}</details>
`,
    ];
  })}`;
}

/** The start page: what this is, the address, how to connect each client, and which tool needs which permission. */
export function homePage(site: PageSite, language: Language): string {
  const { publicUrl } = site.identity;
  const { home } = words[language];
  const body = html`<p class="lead">${home.lead}</p>
<div class="box">
${addressField(home.address, publicUrl)}
<p class="quiet">${site.clientAppId === undefined ? home.withClientId : home.addressIsAll}</p>
</div>
<h2>${home.connect}</h2>
<p>${site.clientAppId === undefined ? home.afterwardsAtEntra : home.afterwards}</p>
<div class="fold">
${clients(site, language)}</div>
<h2>${home.tools}</h2>
<p>${home.toolsText}</p>
${toolsTable(language)}
<h2>${home.limits}</h2>
<ul>
${home.limitsList.map((text) => html`<li>${text}</li>\n`)}</ul>
<h2>${home.admins}</h2>
<p>${home.adminsText} <a href="${pathTo(publicUrl, "admin", { language })}">${home.adminsLink}</a></p>`;
  return sitePage({ publicUrl, language, page: "home", title: home.title, body });
}
