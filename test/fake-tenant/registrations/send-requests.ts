import type { RegistrationRequest } from "#gateway/registrations/registration-requests.ts";
import type { AdministratorAnswer, AdministratorRequest } from "./registrations.ts";

/** What earlier answers gave, by the names that requests hold it under: `SERVER_APP_ID` and others. */
export type Kept = Record<string, string>;

/** A text or a body with what is kept in place of its placeholders. */
export function filled<T>(value: T, kept: Kept): T {
  const text = Object.entries(kept).reduce(
    (one, [name, known]) => one.replaceAll(`{${name}}`, known),
    JSON.stringify(value),
  );
  return JSON.parse(text) as T;
}

/**
 * Sends the requests of a registration one after the other, as the script for the Azure CLI does.
 * @throws when one is refused, with Graph's words
 */
export async function sendRequests(
  requests: readonly RegistrationRequest[],
  send: (request: AdministratorRequest) => Promise<AdministratorAnswer> | AdministratorAnswer,
  kept: Kept = {},
): Promise<Kept> {
  const known = { ...kept };
  for (const { method, path, body, keeps } of requests) {
    const answer = await send(filled({ method, path, body }, known));
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
    for (const [name, property] of Object.entries(keeps)) known[name] = String(answer.body?.[property]);
  }
  return known;
}
