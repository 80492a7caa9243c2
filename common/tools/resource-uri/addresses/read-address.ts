import { ToolError } from "#common/errors.ts";
import type { AddressFields, AddressForm } from "./address-form.ts";
import { type App, type HostPlace, placeOfHost } from "./microsoft-hosts.ts";
import { outlookAddresses } from "./outlook-addresses.ts";
import { sharePointAddresses } from "./share-point-addresses.ts";
import { teamsAddresses, tenantIdIn } from "./teams-addresses.ts";
import { unwrappedUrl } from "./wrapped-address.ts";

/** The forms of each app's addresses. */
export const addressForms: Readonly<Record<App, readonly AddressForm[]>> = {
  Outlook: outlookAddresses,
  Teams: teamsAddresses,
  SharePoint: sharePointAddresses,
};

/** An address of Microsoft 365, without what was around it. */
export interface Address extends HostPlace {
  url: URL;
  /** The organisation that it names, in lower case. */
  tenantId: string | undefined;
}

/** Whether a text is meant as an address that a person opens, rather than as a uri of this server. */
export const isAddress = (text: string): boolean => /^(?:onenote:(?=https:|#)|https?:)/i.test(text.trim());

/** The address in a text. Undefined where it is none of Microsoft 365. It is never requested. */
export function addressIn(text: string): Address | undefined {
  const url = unwrappedUrl(text);
  const place = url && placeOfHost(url.hostname);
  return place && { ...place, url, tenantId: place.app === "Teams" ? tenantIdIn(url) : undefined };
}

/** Hosts of Microsoft's services for personal accounts. */
const personalHost = /(?:^|\.)(?:live\.com|1drv\.ms)$/;

/**
 * What an address leads to: the kind and the ids that stand in it, not validated yet.
 * @throws `invalid_input` for an address that is not read, with what to do instead
 */
export function addressedFields(text: string): AddressFields {
  const address = addressIn(text);
  if (address === undefined) throw new ToolError("invalid_input", `uri: ${problemOf(text)}`);
  for (const form of addressForms[address.app]) {
    if ("instead" in form && form.fits(address.url)) {
      throw new ToolError("invalid_input", `uri: this address can't be read. ${form.instead}`);
    }
    const fields = "read" in form ? form.read(address.url) : undefined;
    if (fields !== undefined) return fields;
  }
  throw new ToolError("invalid_input", `uri: ${otherForm(address.app)}`);
}

/** What is said of an address whose ids can't be ids. */
export function malformedAddress(): ToolError {
  return new ToolError("invalid_input", "uri: this address is not complete, or not a link. Copy it again in the app.");
}

function problemOf(text: string): string {
  const url = unwrappedUrl(text);
  const readable =
    "Links of Outlook, Teams, SharePoint and OneDrive for work or school are read, and uris of search results, such " +
    "as mail:///messages/….";
  if (url === undefined) return `this is not a complete https address of Microsoft 365. ${readable}`;
  const whose = personalHost.test(url.hostname) ? "a service for personal accounts" : "no host whose links are read";
  return `${url.hostname} is ${whose}. ${readable}`;
}

function otherForm(app: App): string {
  const read = addressForms[app].flatMap((form) => ("read" in form ? [form.leadsTo] : []));
  return `this address of ${app} leads to nothing that can be read. What can be read in ${app}: ${read.join("; ")}.`;
}
