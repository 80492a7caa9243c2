import { pageUrl } from "#gateway/pages/page-site.ts";
import { consentUrl } from "#gateway/registrations/registration-report.ts";
import type { Screen } from "#test/demo/terminal/screen.ts";
import type { KeptSettings } from "./kept-settings.ts";

/**
 * The links by which an admin of the tenant consents, in the order in which Entra wants them.
 * @param isAgain whether they were shown in an earlier try; nobody knows whether an admin has used them since
 */
export function showConsent(
  screen: Screen,
  kept: KeptSettings,
  { authorityHost, isAgain }: { authorityHost: string; isAgain: boolean },
): void {
  const { ALLOWED_TENANTS: tenant, AZURE_CLIENT_ID, SIGN_IN_CLIENT_ID, MCP_PUBLIC_URL } = kept;
  const redirectUri = pageUrl(MCP_PUBLIC_URL, "consented");
  screen.title(isAgain ? "If no admin has consented yet" : "Have an admin consent");
  screen.line(
    "An admin of your tenant (Cloud Application Administrator is enough) opens both links, in this order, on",
  );
  screen.line("this computer or another one. On another one the page after the consent can't be shown; the consent is");
  screen.line("given if its address has admin_consent=True.");
  screen.line();
  for (const clientId of [AZURE_CLIENT_ID, SIGN_IN_CLIENT_ID]) {
    screen.line(consentUrl({ authorityHost, tenant, clientId, redirectUri }));
  }
  screen.line();
  if (isAgain) return;
  screen.line("If that takes a while, end this by Ctrl-C: the next npm run try goes on, and shows both links again.");
  screen.line();
}

/** How clients are connected, and how this ends. */
export function showReady(screen: Screen, { MCP_PUBLIC_URL }: KeptSettings, keptPath: string): void {
  screen.title("Connect a client");
  screen.line("Claude Code:");
  screen.line();
  screen.line(`claude mcp add --transport http m365 ${MCP_PUBLIC_URL}`);
  screen.line();
  screen.line(`Any other client on this computer, by its address: ${MCP_PUBLIC_URL}`);
  screen.line("Then sign in there with a work account of your tenant (in Claude Code: /mcp), and ask for a mail.");
  screen.line();
  screen.line(`Settings and keys stay in ${keptPath}, which only you can read; nothing else is kept.`);
  screen.line("Delete it, and both apps in Entra, when you have seen enough. Run npm run try again to go on.");
  screen.line();
  screen.line(
    screen.paint("bold", "Ctrl-C ends everything. g and Enter: check what your Microsoft 365 does (graph-check)."),
  );
}
