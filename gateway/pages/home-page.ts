import { catalog } from "#common/tools/catalog.ts";
import { permissionsByArgument, type ToolContract } from "#common/tools/define-tool.ts";
import guide from "./client-guide.json" with { type: "json" };
import { codeText, type Html, html, inlineText } from "./html.ts";
import { type Language, words } from "./language.ts";
import { pathTo, sitePage } from "./page.ts";
import type { PageSite } from "./page-site.ts";

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

export type Product = keyof typeof guide.whatToType;

/** What a person types, as `inlineText` takes it; `{url}` stands for the address of the server. */
type Steps = Readonly<Record<Language, string>>;

/** Steps for each product, where people sign in at this server. */
export const whatToType: Readonly<Record<Product, Steps>> = guide.whatToType;

/** The products that people connect, in the order in which pages and documents list them. */
// `Object.keys` doesn't tell its names.
export const products = Object.keys(whatToType) as Product[];

/** Products that an operator has to allow first, by `SIGN_IN_REDIRECTS`. */
export const allowedBySetting: ReadonlySet<Product> = new Set([
  "VS Code for the Web",
  "Copilot Studio",
  "LibreChat",
  "Open WebUI",
] as const);

/** Steps for products that have been set up to sign in at Entra itself, where people don't sign in at this server. */
const whatToTypeAtEntra: Readonly<Partial<Record<Product, Steps>>> = guide.whatToTypeAtEntra;

/** The steps with the address in its place. */
export const stepsFor = (steps: Steps, language: Language, url: string): string =>
  steps[language].replaceAll("{url}", url);
