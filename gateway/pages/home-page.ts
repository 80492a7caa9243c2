import { allowedBySetting, products, stepsFor, whatToType, whatToTypeAtEntra } from "./client-guide.ts";
import { homeWords } from "./home-words.ts";
import { type Html, html } from "./html.ts";
import { inlineText } from "./inline-text.ts";
import type { Language } from "./language.ts";
import type { PageSite } from "./page-site.ts";
import { pathTo, sitePage } from "./site-page.ts";
import { toolsTable } from "./tools-table.ts";

/** The address in a field, of which a keyboard and a screen reader can select all. A long one has several lines. */
export function addressField(label: string, address: string): Html {
  return html`<label for="address">${label}</label>
<textarea id="address" rows="1" readonly spellcheck="false">${address}</textarea>`;
}

/** How each client is connected, folded up. */
function clients({ identity: { publicUrl }, clientAppId }: PageSite, language: Language): Html {
  const guide = clientAppId === undefined ? whatToTypeAtEntra : whatToType;
  const { operatorFirst } = homeWords[language];
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
  const words = homeWords[language];
  const body = html`<p class="lead">${words.lead}</p>
<div class="box">
${addressField(words.address, publicUrl)}
<p class="quiet">${site.clientAppId === undefined ? words.withClientId : words.addressIsAll}</p>
</div>
<h2>${words.connect}</h2>
<p>${site.clientAppId === undefined ? words.afterwardsAtEntra : words.afterwards}</p>
<div class="fold">
${clients(site, language)}</div>
<h2>${words.tools}</h2>
<p>${words.toolsText}</p>
${toolsTable(language)}
<h2>${words.limits}</h2>
<ul>
${words.limitsList.map((text) => html`<li>${text}</li>\n`)}</ul>
<h2>${words.admins}</h2>
<p>${words.adminsText} <a href="${pathTo(publicUrl, "admin", { language })}">${words.adminsLink}</a></p>`;
  return sitePage({ publicUrl, language, page: "home", title: words.title, body });
}
