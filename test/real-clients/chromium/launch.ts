import { chromiumPath, requireProgram } from "#test/real-clients/programs.ts";
import type { Chromium, Playwright } from "./playwright.ts";

/** A host of another site than localhost; Chromium finds it on this machine, by every port. */
export const connectorHost = "m365.example";

/** Nothing but what a page asks for: no extension, no update, no service of its maker. */
const args = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // Nothing of the internet can be reached, so nothing depends on it.
  `--host-resolver-rules=MAP ${connectorHost} 127.0.0.1,MAP * ~NOTFOUND,EXCLUDE localhost,EXCLUDE 127.0.0.1`,
];

/** Starts Chromium without a window, with a profile that ends with it. */
export function launchChromium(): Promise<Chromium> {
  const { chromium } = requireProgram("playwright-core") as Playwright;
  return chromium.launch({ executablePath: chromiumPath ?? "", headless: true, args });
}
