import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { type Product, products, stepsFor, whatToType } from "#gateway/pages/home-page.ts";
import { createProfileOf, rulesOfEntry } from "#gateway/sign-in/redirects.ts";
import { consentPage } from "#gateway/sign-in/sign-in-pages.ts";
import { markdownTable } from "./marked-block.ts";
import { type ClientProfile, clientProfiles, redirectSettings } from "./sign-in/client-profiles.ts";

/** Which version of a client signed in at this code, and the day. Written by whoever ran it. */
export const seenToWorkSchema = z.partialRecord(
  z.enum(products),
  z.strictObject({ version: z.string().min(1), date: z.iso.date() }),
);
export type SeenToWork = z.output<typeof seenToWorkSchema>;

const exampleUrl = "https://mcp.example.com/mcp";
const seenToWorkPath = "test/support/sign-in/seen-to-work.json";
const profileOf = createProfileOf(redirectSettings.split(",").flatMap((entry) => rulesOfEntry(entry) ?? []));

const shown = (page: string, term: string) =>
  (new RegExp(`<dt>${term}</dt><dd>(.*?)</dd>`).exec(page)?.[1] ?? "").replaceAll(/<[^>]*>/g, "");

/** What the connector's own page says to a person about the client: who it is, and where the sign-in goes. */
function onThePage({ redirectUri, registration }: ClientProfile): string {
  const profile = profileOf(redirectUri);
  if (profile === undefined) throw new Error(`No code may be sent to ${redirectUri}.`);
  const page = consentPage({
    language: "en",
    clientName: String(registration.client_name),
    redirectUri,
    profile,
    server: "",
    approvePath: "",
    ticket: "",
    query: {},
  });
  return `${shown(page, "App")}; ${shown(page, "The sign-in goes to").replace(/port \d+/, "port N")}`;
}

/** As clients come without `SIGN_IN_CIMD`: those that their documents describe have the same row. */
const registers = ({ document }: ClientProfile) => document === undefined;

/** What the operator has to allow, in Markdown. */
function neededSetting(profiles: readonly ClientProfile[]): string {
  const setting = profiles.find((profile) => profile.setting !== undefined)?.setting;
  return setting === undefined ? "" : `\`${setting}\``;
}

function row(product: Product, seen: SeenToWork): string[] {
  const profiles = clientProfiles.filter((profile) => profile.product === product);
  const ran = seen[product];
  const replayed = profiles.length > 0 ? "replayed from a report" : "not tried";
  return [
    product,
    stepsFor(whatToType[product], "en", exampleUrl),
    neededSetting(profiles),
    [...new Set(profiles.filter(registers).map(onThePage))].join("<br>"),
    ran === undefined ? replayed : `${ran.version}, ${ran.date}`,
  ];
}

const header = [
  "client",
  "what to type",
  "`SIGN_IN_REDIRECTS`",
  "what the page of the connector shows",
  "seen to work",
];

/** Every client: what to type, what people see, and what really ran. */
export function clientsTable(root: string): string {
  const seen = seenToWorkSchema.parse(JSON.parse(readFileSync(join(root, seenToWorkPath), "utf8")));
  return markdownTable(
    header,
    products.map((product) => row(product, seen)),
  );
}
