import type { BrowserStep } from "#test/support/sign-in/browser.ts";
import type { Screen } from "../terminal/screen.ts";
import { padded } from "../terminal/text-width.ts";

/** What an exchange of a sign-in is about; the first that fits. */
const meanings: readonly { fits(step: BrowserStep): boolean; says: string }[] = [
  { fits: ({ status }) => status === 401, says: "no token: told where to look" },
  { fits: ({ url }) => url.pathname.includes("protected-resource"), says: "told who signs people in" },
  { fits: ({ url }) => url.pathname.includes("authorization-server"), says: "told where" },
  { fits: ({ url }) => url.pathname.endsWith("/oauth/register"), says: "gets a client id" },
  { fits: ({ url }) => url.pathname.endsWith("/oauth/authorize"), says: "in the browser: who asks for what" },
  { fits: ({ url }) => url.pathname.endsWith("/oauth/approve"), says: "in the browser: allow it" },
  { fits: ({ url }) => url.pathname.endsWith("/v2.0/authorize"), says: "in the browser: sign in" },
  { fits: ({ url }) => url.pathname.endsWith("/login"), says: "in the browser: Entra's code" },
  { fits: ({ url }) => url.pathname.endsWith("/oauth/callback"), says: "in the browser: ours for it" },
  { fits: ({ url }) => url.pathname.endsWith("/token"), says: "code and PKCE for a token" },
];

const saysColumns = Math.max(...meanings.map(({ says }) => says.length));
const guid = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

/** One line for an exchange; Entra's addresses are the ones with https. Of a long address the end is shown. */
export function showStep(screen: Screen, step: BrowserStep): void {
  const says = meanings.find(({ fits }) => fits(step))?.says ?? "";
  const where = `${step.url.protocol === "https:" ? "Entra" : ""}${step.url.pathname.replace(guid, "{tenant}")}`;
  const room = screen.columns - saysColumns - 18;
  const shown = where.length > room ? `…${where.slice(1 - room)}` : where;
  const line = `    ${step.method.padEnd(4)} ${padded(shown, room)}  ${step.status}  `;
  screen.line(step.status === 404 ? screen.paint("dim", line + says) : line + screen.paint("dim", says));
}
