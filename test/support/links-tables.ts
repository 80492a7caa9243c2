import { type App, appHosts, cloudTitles } from "#common/tools/resource-uri/addresses/microsoft-hosts.ts";
import { addressForms, wrappers } from "#common/tools/resource-uri/addresses/read-address.ts";
import { markdownTable } from "./marked-block.ts";

const code = (text: string) => `\`${text}\``;
const forms = Object.entries(addressForms).flatMap(([app, ofApp]) => ofApp.map((form) => ({ app, form })));

function readTable(): string {
  const rows = forms.flatMap(({ app, form }) => ("read" in form ? [[app, form.leadsTo, code(form.example)]] : []));
  return markdownTable(["in", "what is read", "for example"], rows);
}

function otherTable(): string {
  const rows = forms.flatMap(({ app, form }) =>
    "instead" in form ? [[app, form.leadsTo, form.instead, code(form.example)]] : [],
  );
  return markdownTable(["in", "what it leads to", "what the answer says", "for example"], rows);
}

function hostTable(): string {
  const apps: readonly App[] = ["Outlook", "Teams", "SharePoint"];
  const hostsOf = (cloud: string, app: App) =>
    appHosts.flatMap((one) => (one.cloud === cloud && one.app === app ? one.hosts.map(code) : [])).join(", ");
  const rows = Object.entries(cloudTitles).map(([cloud, title]) => [
    `${title} (${code(cloud)})`,
    ...apps.map((app) => hostsOf(cloud, app)),
  ]);
  return markdownTable(["cloud", ...apps], rows);
}

/** The blocks of docs/links.md: a unit test reads every example. */
export function linksTables(): Record<string, string> {
  const around = wrappers.map(({ wraps, example }) => [wraps, code(example)]);
  return {
    read: readTable(),
    around: markdownTable(["around a link", "for example"], around),
    others: otherTable(),
    hosts: hostTable(),
  };
}
