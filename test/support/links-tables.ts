import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type App, appHosts, cloudTitles } from "#common/tools/resource-uri/addresses/microsoft-hosts.ts";
import { markdownTable } from "./marked-block.ts";

const code = (text: string) => `\`${text}\``;
const page = join(import.meta.dirname, "../../docs/links.md");

/** The rows of a table of docs/links.md that begins with these titles; the last cell of each is an example. */
function rowsBelow(titles: string): string[][] {
  const [, table = ""] = readFileSync(page, "utf8").split(`\n| ${titles} |`);
  const [, , ...lines] = (table.split("\n\n")[0] ?? "").split("\n");
  if (lines.length === 0) throw new Error(`docs/links.md has no table | ${titles} |`);
  return lines.map((line) => {
    const cells = line.split("|").map((cell) => cell.trim());
    return cells.slice(1, -1).map((cell, at, all) => (at === all.length - 1 ? cell.replaceAll("`", "") : cell));
  });
}

/** The examples of docs/links.md, each with what the page says of it. */
export function linkExamples() {
  return {
    read: rowsBelow("in | what is read").map(([app, leadsTo, example = ""]) => ({ app, leadsTo, example })),
    around: rowsBelow("around a link").map(([around, example = ""]) => ({ around, example })),
    others: rowsBelow("in | what it leads to").map(([app, , instead = "", example = ""]) => ({
      app,
      instead,
      example,
    })),
  };
}

/** The hosts of docs/links.md. */
export function hostTable(): string {
  const apps: readonly App[] = ["Outlook", "Teams", "SharePoint"];
  const hostsOf = (cloud: string, app: App) =>
    appHosts.flatMap((one) => (one.cloud === cloud && one.app === app ? one.hosts.map(code) : [])).join(", ");
  const rows = Object.entries(cloudTitles).map(([cloud, title]) => [
    `${title} (${code(cloud)})`,
    ...apps.map((app) => hostsOf(cloud, app)),
  ]);
  return markdownTable(["cloud", ...apps], rows);
}
