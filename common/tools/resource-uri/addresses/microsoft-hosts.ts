/** Percent-decodes a text once (RFC 3986 §2.1). Undefined for a malformed sequence. */
export function decodePercent(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** Microsoft's clouds, by the values of `AZURE_CLOUD`. */
export type CloudName = "public" | "usgov" | "dod" | "china";

/** The apps of Microsoft 365 with addresses that can be read. */
export type App = "Outlook" | "Teams" | "SharePoint";

/** An app's part of Microsoft 365 in one cloud. */
export interface HostPlace {
  cloud: CloudName;
  app: App;
}

/**
 * The hosts of each app's addresses; `*` is a name of an organisation. Sources: the list of endpoints of each cloud
 * below https://learn.microsoft.com/microsoft-365/enterprise/.
 */
export const appHosts: readonly (HostPlace & { hosts: readonly string[] })[] = [
  {
    cloud: "public",
    app: "Outlook",
    hosts: ["outlook.office.com", "outlook.office365.com", "outlook.cloud.microsoft"],
  },
  { cloud: "public", app: "Teams", hosts: ["teams.microsoft.com", "teams.cloud.microsoft"] },
  { cloud: "public", app: "SharePoint", hosts: ["*.sharepoint.com"] },
  { cloud: "usgov", app: "Outlook", hosts: ["outlook.office365.us"] },
  { cloud: "usgov", app: "Teams", hosts: ["gov.teams.microsoft.us"] },
  { cloud: "usgov", app: "SharePoint", hosts: ["*.sharepoint.us"] },
  { cloud: "dod", app: "Outlook", hosts: ["outlook-dod.office365.us", "webmail.apps.mil"] },
  { cloud: "dod", app: "Teams", hosts: ["dod.teams.microsoft.us"] },
  { cloud: "dod", app: "SharePoint", hosts: ["*.sharepoint-mil.us"] },
  { cloud: "china", app: "Outlook", hosts: ["partner.outlook.cn"] },
  { cloud: "china", app: "Teams", hosts: ["teams.microsoftonline.cn"] },
  { cloud: "china", app: "SharePoint", hosts: ["*.sharepoint.cn"] },
];

/** What an address of each cloud is called in an error. */
export const cloudTitles: Readonly<Record<CloudName, string>> = {
  public: "Microsoft's worldwide cloud",
  usgov: "Microsoft's cloud for the US government (GCC High)",
  dod: "Microsoft's cloud for the US Department of Defense",
  china: "Microsoft's cloud in China",
};

const places = new Map<string, HostPlace>(
  appHosts.flatMap(({ cloud, app, hosts }) => hosts.map((host) => [host, { cloud, app }] as const)),
);

/** The app and cloud of a host name in lower case. Undefined for a host that is not on the list. */
export function placeOfHost(hostname: string): HostPlace | undefined {
  const [name = "", ...rest] = hostname.split(".");
  const ofOrganisation = /^[a-z0-9-]{1,63}$/.test(name) ? places.get(`*.${rest.join(".")}`) : undefined;
  return places.get(hostname) ?? ofOrganisation;
}

/** The longest address. Safe Links and Teams' launcher hold another address, with everything in it encoded again. */
const maxLength = 4_000;

/**
 * The URL of an https address as a person copies it: without credentials and port. Undefined for any other text. Spaces
 * are taken too, since Microsoft Search doesn't encode them.
 */
export function addressUrl(text: string): URL | undefined {
  const encoded = text.trim().replaceAll(" ", "%20");
  if (encoded.length > maxLength || !/^https:\/\/[^\s\\\p{Cc}\p{Cf}]+$/iu.test(encoded)) return undefined;
  const url = URL.parse(encoded);
  if (url === null || url.username !== "" || url.password !== "" || url.port !== "") return undefined;
  return url;
}

const longestInSharePoint = 2_000;

/** The URL of an address in SharePoint or OneDrive for work, in any cloud, without its fragment. */
export function sharePointAddress(text: string): URL | undefined {
  const url = addressUrl(text);
  if (url === undefined || placeOfHost(url.hostname)?.app !== "SharePoint") return undefined;
  url.hash = "";
  return url.href.length > longestInSharePoint ? undefined : url;
}

/**
 * Whether an address is a sharing link, which says nothing of the place. `/:f:/r/` is followed by the path itself;
 * Loop's links begin with `/:fl:/`.
 */
export const isSharingLink = ({ pathname }: URL): boolean => /^\/:[a-z]{1,2}:\/(?!r\/)/i.test(pathname);

/** The path of an address that is no sharing link, still encoded. */
export const pathIn = ({ pathname }: URL): string => pathname.replace(/^\/:[a-z]{1,2}:\/r(?=\/)/i, "");
