import { parameterOf } from "./address-form.ts";
import { addressUrl } from "./address-url.ts";
import { placeOfHost } from "./microsoft-hosts.ts";
import { withoutNoteScheme } from "./note-addresses.ts";

/** An address that holds another one. */
interface Wrapper {
  /** In words: a row of docs/links.md, as the example is. */
  wraps: string;
  example: string;
  /** The address inside, not judged yet. Undefined for another address. */
  inside(url: URL): string | undefined;
}

/** Safe Links rewrites the links of mails: by region in the worldwide cloud, and for the US government. */
const safeLinksHost = /^[a-z0-9-]{1,63}\.safelinks\.protection\.(?:outlook\.com|office365\.us)$/;

const isTeams = ({ hostname }: URL) => placeOfHost(hostname)?.app === "Teams";

/** Teams' addresses after `#`, as its older web app has them. */
const afterHash = (address: string) => address.replace(/^\/_#(?=\/l\/)/, "");

/** From the outermost; each is taken off once. */
export const wrappers: readonly Wrapper[] = [
  {
    wraps: "a link of a mail, rewritten by Safe Links",
    example:
      "https://eur01.safelinks.protection.outlook.com/?url=" +
      "https%3A%2F%2Fcontoso.sharepoint.com%2Fsites%2Fx%2FPlan.docx",
    inside: (url) => (safeLinksHost.test(url.hostname) ? (parameterOf(url, "url") ?? "") : undefined),
  },
  {
    wraps: "the page of Teams that asks whether to open the app",
    example:
      "https://teams.microsoft.com/dl/launcher/launcher.html?url=" +
      "%2F_%23%2Fl%2Fchat%2F19%3Aabc%40thread.v2%2F0&type=chat",
    inside(url) {
      if (!isTeams(url) || !/^\/dl\/launcher\//.test(url.pathname)) return undefined;
      return URL.parse(afterHash(parameterOf(url, "url") ?? ""), url.origin)?.href ?? "";
    },
  },
  {
    wraps: "an address of Teams' older web app",
    example: "https://teams.microsoft.com/_#/l/chat/19:abc@thread.v2/0",
    inside: (url) => (isTeams(url) && /^#\/l\//.test(url.hash) ? `${url.origin}${url.hash.slice(1)}` : undefined),
  },
  {
    wraps: "a file in Teams",
    example:
      "https://teams.microsoft.com/l/file/6e3b2f0e-58a1-4f6c-9d0d-7f1f3c1d2a3b?objectUrl=" +
      "https%3A%2F%2Fcontoso.sharepoint.com%2Fsites%2Fx%2FPlan.docx",
    inside: (url) =>
      isTeams(url) && /^\/l\/file\//.test(url.pathname) ? (parameterOf(url, "objecturl") ?? "") : undefined,
  },
];

/** The URL of an address without what is around it. Undefined where the address, or one inside it, is none. */
export function unwrappedUrl(text: string): URL | undefined {
  return wrappers.reduce<URL | undefined>(
    (url, wrapper) => {
      const inside = url && wrapper.inside(url);
      return inside === undefined ? url : addressUrl(inside);
    },
    addressUrl(withoutNoteScheme(text)),
  );
}
