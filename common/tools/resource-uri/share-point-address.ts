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

/** Whether an address is a sharing link, which says nothing of the place. `/:f:/r/` is followed by the path itself. */
export const isSharingLink = ({ pathname }: URL): boolean => /^\/:[a-z]:\/(?!r\/)/i.test(pathname);

/** The path of an address that is no sharing link, still encoded. */
export const pathIn = ({ pathname }: URL): string => pathname.replace(/^\/:[a-z]:\/r(?=\/)/i, "");
