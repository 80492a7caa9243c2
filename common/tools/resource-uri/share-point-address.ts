import { addressUrl } from "./addresses/address-url.ts";
import { placeOfHost } from "./addresses/microsoft-hosts.ts";

const maxLength = 2_000;

/** The URL of an address in SharePoint or OneDrive for work, in any cloud, without its fragment. */
export function sharePointAddress(text: string): URL | undefined {
  const url = addressUrl(text);
  if (url === undefined || placeOfHost(url.hostname)?.app !== "SharePoint") return undefined;
  url.hash = "";
  return url.href.length > maxLength ? undefined : url;
}
