import { chromiumPath, requireProgram } from "#test/real-clients/programs.ts";
import type { Chromium, Playwright } from "./playwright.ts";

/** Nothing but what a page asks for: no extension, no update, no service of its maker. */
const args = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Starts Chromium without a window, with a profile that ends with it. */
export function launchChromium(): Promise<Chromium> {
  const { chromium } = requireProgram("playwright-core") as Playwright;
  return chromium.launch({ executablePath: chromiumPath ?? "", headless: true, args });
}
