// Takes the pictures of the documents again: npm run pictures

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { pageHeaders } from "#gateway/pages/page.ts";
import { root } from "#test/bootstrap/paths.mjs";
import { launchChromium } from "#test/real-clients/chromium/launch.ts";
import { newContext } from "#test/real-clients/chromium/person.ts";
import { startWebServer } from "#test/real-clients/chromium/web-server.ts";
import { setup } from "#test/real-clients/install-programs.ts";
import { chromiumPath } from "#test/real-clients/programs.ts";
import { pagesIn } from "#test/real-clients/shown-pages.ts";

/** Name of the picture, the page that is on it, and the part of it that is shown. */
const pictures = [
  { name: "connect", page: "home", y: 0, width: 880, height: 680 },
  { name: "admin", page: "adminOfTenant", y: 470, width: 880, height: 700 },
  { name: "sign-in", page: "program", y: 0, width: 600, height: 740 },
] as const;

if (chromiumPath === undefined) throw new Error("chromium is not on PATH (Debian: apt-get install chromium)");
await setup();
const pages = pagesIn("en");
const server = await startWebServer(({ pathname }) => {
  const body = pages[pathname.slice(1)];
  return body === undefined ? undefined : { headers: pageHeaders, body };
});
const chromium = await launchChromium();
const folder = join(root, "docs/pictures");
await mkdir(folder, { recursive: true });
const context = await newContext(chromium, { colorScheme: "light" });
const tab = await context.newPage();
for (const { name, page, y, width, height } of pictures) {
  await tab.setViewportSize({ width, height: y + height });
  await tab.goto(`${server.origin}/${page}`);
  await tab.screenshot({ path: join(folder, `${name}.png`), clip: { x: 0, y, width, height } });
}
await context.close();
await chromium.close();
await server.close();
