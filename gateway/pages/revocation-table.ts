import { adminWords } from "./admin-words.ts";
import { codeText } from "./code-text.ts";
import { type Html, html } from "./html.ts";
import { inlineText } from "./inline-text.ts";
import { inEachLanguage, type Language } from "./language.ts";
import { listRevocations } from "./revocations.ts";

const codes = (names: readonly string[]): Html =>
  html`${names.map((name, at) => html`${at === 0 ? "" : ", "}${codeText(name)}`)}`;

const revocations = listRevocations();

function makeTable(language: Language): Html {
  const { toBlock, permissions, effect, contents, stops, givesLess, refuses, notRead } = adminWords[language];
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
export const revocationTables = inEachLanguage(makeTable);
