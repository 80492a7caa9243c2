import { z } from "zod";

const timeoutMs = 10_000;
const metadata = z.object({ issuer: z.string() });
const guid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

export type FoundTenant = { id: string } | { problem: string };

/** The id of the tenant that a person names by its id or one of its domains, as Entra's metadata has it. */
export async function findTenant(named: string, authorityHost: string): Promise<FoundTenant> {
  if (!/^[\w-]+(?:\.[\w-]+)*$/.test(named)) return { problem: "That is no tenant ID and no domain." };
  const url = `${authorityHost}/${named.toLowerCase()}/v2.0/.well-known/openid-configuration`;
  let response: Response;
  try {
    response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
  } catch {
    return { problem: `${new URL(authorityHost).host} can't be reached from here: is there a proxy or a firewall?` };
  }
  if (!response.ok) return { problem: `Microsoft Entra knows no tenant ${named}.` };
  const { data } = metadata.safeParse(await response.json().catch(() => undefined));
  const [id] = guid.exec(data?.issuer ?? "") ?? [];
  return id === undefined ? { problem: `Microsoft Entra has no single tenant of the name ${named}.` } : { id };
}
