import { type AddressForm, parameterOf } from "./address-form.ts";
import { decodePercent, isSharingLink, pathIn, sharePointAddress } from "./microsoft-hosts.ts";

/** What an address in a list names. */
export interface ListTarget {
  /** The address of the site that the list is in, decoded. */
  site: string;
  /** The address of the list, decoded. */
  list: string;
  itemId: string | undefined;
}

/**
 * The list that an address of SharePoint names, and the item where it shows one: SharePoint keeps lists in the folder
 * `Lists` of their site. Undefined for another address, such as that of a library, or of a file attached to an item.
 */
export function listTargetIn(link: string): ListTarget | undefined {
  const url = sharePointAddress(link);
  if (url === undefined || isSharingLink(url)) return undefined;
  const form = /^(.*?)\/Lists\/([^/]+)(?:\/(?:[^/]+\.aspx|(\d{1,10})_\.000))?\/?$/i;
  const [, site, name, row] = form.exec(decodePercent(pathIn(url)) ?? "") ?? [];
  if (site === undefined || name === undefined) return undefined;
  const id = row ?? parameterOf(url, "id");
  const itemId = id !== undefined && /^\d{1,10}$/.test(id) ? id : undefined;
  return { site: url.origin + site, list: `${url.origin}${site}/Lists/${name}`, itemId };
}

const list = "https://contoso.sharepoint.com/sites/marketing/Lists/Events";
const read: Extract<AddressForm, { read: unknown }>["read"] = ({ href, hash }) =>
  listTargetIn(href) && { kind: "list-link", link: href.slice(0, href.length - hash.length) };

/** The addresses of SharePoint's lists. */
export const listAddresses: readonly AddressForm[] = [
  { leadsTo: "a list, or an item of it", example: `${list}/DispForm.aspx?ID=7`, read },
];
