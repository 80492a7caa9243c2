import { type Ask, jsonObject } from "#common/doctor/ask.ts";

const guid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

export type FoundTenant = { id: string } | { problem: string };

/** The id of the tenant that a person names by its id or one of its domains, as Entra's metadata has it. */
export async function findTenant(named: string, authorityHost: string, ask: Ask): Promise<FoundTenant> {
  if (!/^[\w-]+(?:\.[\w-]+)*$/.test(named)) return { problem: "That is no tenant ID and no domain." };
  const answer = await ask(`${authorityHost}/${named.toLowerCase()}/v2.0/.well-known/openid-configuration`);
  if ("failure" in answer) return { problem: `${new URL(authorityHost).host} can't be reached: ${answer.failure}.` };
  const { issuer } = jsonObject(answer.text);
  if (answer.status !== 200) return { problem: `Microsoft Entra knows no tenant ${named}.` };
  const [id] = guid.exec(String(issuer)) ?? [];
  return id === undefined ? { problem: `${named} is the name of no single tenant.` } : { id };
}
