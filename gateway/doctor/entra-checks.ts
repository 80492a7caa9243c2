import { type Finding, notChecked, ok, problem } from "#common/doctor/check.ts";
import { clockFinding } from "#common/doctor/clock.ts";
import { findEntra, strangeAnswer } from "#common/doctor/entra.ts";
import { readSigningKeySet } from "#gateway/auth/signing-key-set.ts";
import { signingKeysMissing, signingKeysUrl } from "#gateway/auth/signing-keys.ts";
import type { GatewayContext } from "./gateway-context.ts";

/** Enough to find a wrong cloud or a slip of the pen. */
const maxTenants = 10;

export async function entraFinding(context: GatewayContext): Promise<Finding> {
  const { settings, policies, ask } = context;
  const only = policies?.onlyTenant();
  const listed = only === undefined ? settings.ALLOWED_TENANTS.slice(0, maxTenants) : [only];
  const tenants = listed.length === 0 ? ["organizations"] : listed;
  const { finding, offsetMs } = await findEntra(ask, settings.AZURE_AUTHORITY_HOST, tenants);
  context.toEntraMs = offsetMs;
  return finding;
}

export async function signingKeysFinding({ settings, ask }: GatewayContext): Promise<Finding> {
  const url = signingKeysUrl(settings.AZURE_AUTHORITY_HOST);
  const asked = await ask(url);
  const strange = strangeAnswer(asked, "Entra", url);
  if (strange !== undefined) return { ...strange, says: `${signingKeysMissing}: ${strange.says}` };
  if ("failure" in asked) return notChecked(asked.failure);
  return await readSigningKeySet(asked.text).then(
    ({ size }) => ok(`${size} keys`),
    () =>
      problem(`${signingKeysMissing}: none of them is usable`, "Does a proxy change the answers of Entra? Look at it."),
  );
}

export const gatewayClockFinding = ({ toEntraMs, redis }: GatewayContext): Finding =>
  clockFinding(toEntraMs, redis?.offsetMs);
