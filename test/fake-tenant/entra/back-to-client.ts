import type { DoorAnswer } from "#test/fake-tenant/door/door-types.ts";
import type { World } from "#test/fake-tenant/world/world.ts";
import type { AadstsRefusal } from "./aadsts.ts";
import { aadstsAtSignIn } from "./aadsts.ts";

/**
 * Sends the browser back with an answer. Like Entra's own, the address ends in an empty fragment
 * (MicrosoftDocs/azure-docs #114009), and nothing in it says who answers: Entra sends no `iss` (RFC 9207).
 */
export function backToClient(redirectUri: string, query: URLSearchParams, answer: Record<string, string>): DoorAnswer {
  const target = new URL(redirectUri);
  const state = query.get("state");
  const entries = Object.entries({ ...answer, ...(state === null ? {} : { state }) });
  const isFragment = query.get("response_mode") === "fragment";
  if (isFragment) target.hash = new URLSearchParams(entries).toString();
  else for (const [name, value] of entries) target.searchParams.set(name, value);
  const location = isFragment ? target.href : `${target.href}#`;
  return { status: 302, headers: { location, "cache-control": "no-store" }, body: "" };
}

/** Sends the browser back with a refusal, as RFC 6749 4.1.2.1 has it. */
export function refusalToClient(
  world: World,
  { redirectUri, query }: { redirectUri: string; query: URLSearchParams },
  refusal: AadstsRefusal,
): DoorAnswer {
  const { error, error_description, error_uri, claims } = aadstsAtSignIn(world, refusal);
  return backToClient(redirectUri, query, {
    error,
    error_description,
    error_uri,
    ...(claims === undefined ? {} : { claims }),
  });
}
