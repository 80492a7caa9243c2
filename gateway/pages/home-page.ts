import { catalog } from "#common/tools/catalog.ts";
import { permissionsByArgument, type ToolContract } from "#common/tools/define-tool.ts";
import { allowedBySetting, products, stepsFor, whatToType, whatToTypeAtEntra } from "./client-guide.ts";
import { codeText, type Html, html, inlineText } from "./html.ts";
import type { Language } from "./language.ts";
import type { PageSite } from "./page-site.ts";
import { pathTo, sitePage } from "./site-page.ts";
import { words } from "./words.ts";

/** Up to and with the first full stop. */
export const firstSentence = (text: string): string => /^.*?\.(?=\s|$)/.exec(text)?.[0] ?? text;

/** The argument that every call must have and that decides what it needs, such as the uri of what is read. */
export function decidingArgument(tool: ToolContract): string | undefined {
  if (tool.needsOf === undefined || tool.inputSchema.safeParse({}).success) return undefined;
  return Object.keys(tool.inputSchema.shape)[0];
}

/** Values with a word between them. */
const joined = (parts: readonly Html[], between: string): Html =>
  html`${parts.map((part, at) => (at === 0 ? part : html`${between}${part}`))}`;

const names = (scopes: readonly string[], between: string): Html => joined(scopes.map(codeText), between);

function needs(tool: ToolContract, language: Language): Html {
  const { and, or, less, withArgument, oneOf, nothing } = words[language].tools;
  if (tool.permissions[0].scopes.length === 0) return html`${nothing}`;
  if (decidingArgument(tool) !== undefined) {
    return html`${oneOf}${names([...new Set(tool.permissions.flatMap(({ scopes }) => scopes))], ", ")}`;
  }
  const sets = (isReduced: boolean) =>
    tool.permissions
      .filter(({ reduced }) => (reduced !== undefined) === isReduced)
      .map(({ scopes }) => names(scopes, and));
  const reduced = sets(true);
  const partly = reduced.length === 0 ? [] : [html`<p class="quiet">${less}${joined(reduced, or)}</p>`];
  const more = permissionsByArgument(tool).map(
    ({ argument, scopes }) => html`<p class="quiet">${withArgument}${codeText(argument)}: ${names(scopes, and)}</p>`,
  );
  return html`${joined(sets(false), or)}${[...partly, ...more]}`;
}

const gives = (tool: ToolContract, language: Language): string =>
  language === "ja" ? tool.firstSentenceJa : firstSentence(tool.description);

/** Every tool: what it gives, and the delegated Graph permissions that it needs, as its contract says. */
function toolsTable(language: Language): Html {
  const { tool: toolHeading, needs: needsHeading } = words[language].tools;
  const rows = catalog.map(
    (tool) =>
      html`<tr><th scope="row">${codeText(tool.name)}<p>${gives(tool, language)}</p></th>
<td data-label="${needsHeading}">${needs(tool, language)}</td></tr>
`,
  );
  return html`<div class="table"><table>
<thead><tr><th scope="col">${toolHeading}</th><th scope="col">${needsHeading}</th></tr></thead>
<tbody>
${rows}</tbody>
</table></div>`;
}

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
