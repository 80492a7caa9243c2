import { z } from "zod";
import { type Ask, createAsk, jsonObject } from "#common/doctor/ask.ts";
import { proxyFor, proxySettings } from "#common/proxy-settings.ts";
import { StartProblem } from "#common/run-main.ts";
import { readSettings } from "#common/settings.ts";
import { createEntraFetch } from "#gateway/entra-fetch.ts";

const guid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

export type FoundTenant = { id: string } | { problem: string };

/**
 * Asks Entra as the gateway does, through the proxy of the environment if there is one.
 * @throws `StartProblem` for a proxy that is none
 */
export function askEntra(authorityHost: string, environment: NodeJS.ProcessEnv): Ask {
  const read = readSettings(z.object(proxySettings), environment);
  if ("problems" in read) throw new StartProblem(read.problems);
  return createAsk(createEntraFetch(proxyFor(read.settings, authorityHost)), Date.now);
}

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
