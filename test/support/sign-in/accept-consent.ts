import { createBrowser } from "./browser.ts";

/** An admin opens a link to Entra's consent page and accepts. Resolves to the address where that leads to. */
export async function acceptConsent(link: string): Promise<string> {
  const browser = createBrowser();
  const shown = await browser.open(new URL(link));
  if (!("page" in shown)) throw new Error("The link leads to no page.");
  const button = shown.page.links.find(({ text }) => text === "Accept");
  const after = await browser.follow(shown.page, button?.href ?? "");
  return "page" in after ? after.page.url.href : "";
}
