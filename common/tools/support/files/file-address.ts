import { ToolError } from "#common/errors.ts";
import { decodePercent } from "../text/decode-percent.ts";

/** Hosts of SharePoint and OneDrive for work, in every national cloud. */
const sharePointHost = /^[a-z0-9-]{1,63}\.sharepoint(?:-mil|-df)?\.(?:com|us|cn|de)$/;

/** The address when it is one of SharePoint or OneDrive, without its fragment; undefined otherwise. */
export function sharePointAddress(text: string): URL | undefined {
  if (text.length > 2_000 || !/^https:\/\/[^\s\\]+$/i.test(text)) return undefined;
  const url = URL.parse(text);
  if (url === null || url.username !== "" || url.password !== "" || url.port !== "") return undefined;
  if (!sharePointHost.test(url.hostname)) return undefined;
  url.hash = "";
  return url;
}

/** The address of a site, library or folder as the index has it: decoded, without query and last slash. */
export function checkPlace(text: string, parameter: string): string {
  const url = sharePointAddress(text.trim());
  const path = url && decodePercent(url.pathname);
  if (url === undefined || path === undefined) {
    throw new ToolError(
      "invalid_input",
      `${parameter}: "${text}" is not the address of a SharePoint site, library or folder, such as https://contoso.sharepoint.com/sites/marketing.`,
    );
  }
  return url.origin + path.replace(/\/Forms\/[^/]+\.aspx$/i, "").replace(/\/+$/, "");
}

/** Whether an address lies at a place or below it. An address of the web viewer doesn't say where its file lies. */
export function isAtPlace(webUrl: string | null | undefined, place: string): boolean {
  const [address, wanted] = [addressOf(webUrl), fold(place)];
  return address === wanted || address.startsWith(`${wanted}/`) || address.includes("/_layouts/");
}

/** Whether an address is that of a place. */
export function isPlace(webUrl: string | null | undefined, place: string): boolean {
  return addressOf(webUrl) === fold(place);
}

function addressOf(webUrl: string | null | undefined): string {
  const url = URL.parse(webUrl ?? "");
  const path = url && decodePercent(url.pathname);
  return url && path ? fold(url.origin + path) : "";
}

/**
 * The id by which Graph finds a file by its address or sharing link
 * (https://learn.microsoft.com/graph/api/shares-get). `link` is a URL as `URL` writes it, so all ASCII.
 */
export function shareIdOf(link: string): string {
  return `u!${btoa(link).replace(/=+$/, "").replaceAll("/", "_").replaceAll("+", "-")}`;
}

function fold(address: string): string {
  return address.normalize("NFC").toLowerCase();
}
