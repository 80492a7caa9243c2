import type { HttpStep } from "../stage/sign-in.ts";
import type { Screen } from "../terminal/screen.ts";
import { padded, textWidth } from "../terminal/text-width.ts";

/** What an exchange of a sign-in is about; the first that fits. */
const meanings: readonly { fits(step: HttpStep): boolean; says: string }[] = [
  { fits: ({ status }) => status === 401, says: "no token yet: told where to look" },
  { fits: ({ status }) => status === 404, says: "an address that Entra does not serve" },
  { fits: ({ url }) => url.pathname.includes("oauth-protected-resource"), says: "told who signs in, for which scope" },
  { fits: ({ url }) => url.pathname.endsWith("openid-configuration"), says: "told where people sign in" },
  { fits: ({ url }) => url.pathname.endsWith("/authorize"), says: "in the browser: account picked, code given" },
  { fits: ({ url }) => url.pathname.endsWith("/token"), says: "code and PKCE verifier become a token" },
];

const guid = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

/** One line for an exchange; Entra's addresses are the ones with https. */
export function showStep(screen: Screen, step: HttpStep): void {
  const says = meanings.find(({ fits }) => fits(step))?.says ?? "";
  const where = `${step.url.protocol === "https:" ? "Entra" : ""}${step.url.pathname.replace(guid, "{tenant}")}`;
  const start = `    ${step.method.padEnd(4)} `;
  const room = screen.columns - textWidth(start) - textWidth(says) - 8;
  const line = `${start}${padded(where, room)}  ${step.status}  `;
  screen.line(step.status === 404 ? screen.paint("dim", line + says) : line + screen.paint("dim", says));
}
