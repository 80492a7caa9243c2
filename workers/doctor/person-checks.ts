import { comesFirst, type Finding, notChecked, ok, problem, unknown } from "#common/doctor/check.ts";
import { ToolError, type ToolErrorCode } from "#common/errors.ts";
import { isServedIn, permissionNamed } from "#common/tools/graph-permissions.ts";
import { EntraConfigurationError } from "#workers/auth/entra-failure.ts";
import { adminConsentUrl } from "#workers/auth/exchange-failure.ts";
import {
  type CheckResult,
  checkGraph,
  type ProbeResult,
  type RowResult,
  summaryOf,
  verdictWords,
} from "#workers/graph-check/check-graph.ts";
import type { WorkerContext } from "./credential-checks.ts";

type Person = NonNullable<WorkerContext["person"]>;

const only = notChecked(
  "only a person's sign-in shows it",
  "Check the gateway and the workers together, with --sign-in.",
);

const ifNotThat = "If the app lacks it: npm run entra -- --change. If it isn't wanted: --tools (docs/doctor.md).";

/** Refusals that say nothing of the set-up. */
const passing: ReadonlySet<ToolErrorCode> = new Set(["unavailable", "rate_limited", "deadline_exceeded"]);

function consentOf({ settings }: WorkerContext, { token }: Person): string {
  const { AZURE_AUTHORITY_HOST: authorityHost, AZURE_CLIENT_ID: clientId } = settings;
  return adminConsentUrl({ authorityHost, clientId, tenantId: token.tenantId });
}

/** Why Entra gives no Graph token for the person's. */
function refusalFinding(refusal: unknown, consentUrl: string): Finding {
  if (refusal instanceof EntraConfigurationError) {
    const { code } = refusal;
    return unknown(`Entra refuses to exchange the person's token (${code})`, "Look it up in docs/troubleshooting.md.");
  }
  if (!(refusal instanceof ToolError)) throw refusal;
  const { code, message, details } = refusal;
  if (details.adminConsentUrl !== undefined) {
    const says = "the Server app has no consent in the person's tenant, so nobody there can read anything";
    return problem(says, `An admin consents: ${consentUrl}`);
  }
  if (passing.has(code)) return unknown(message, "Run this again in a minute.");
  return problem(message, `docs/troubleshooting.md#answer-${code} says who fixes it.`);
}

/** Which permissions the person has, and one finding for each that the Server app should have and the tenant lacks. */
export function permissionFindings(context: WorkerContext): Finding | Finding[] {
  const { person, graph, refusal, isCredentialBad } = context;
  if (person === undefined) return only;
  const consentUrl = consentOf(context, person);
  if (graph === undefined)
    return isCredentialBad || refusal === undefined ? comesFirst("exchange") : refusalFinding(refusal, consentUrl);
  const fix = `An admin grants what the app asks for: ${consentUrl} ${ifNotThat}`;
  const isServed = (scope: string) => isServedIn(scope, context.settings.AZURE_CLOUD);
  const missing = person.wanted.filter((scope) => !graph.grantedScopes.has(scope) && isServed(scope));
  return [
    ok([...graph.grantedScopes].sort().join(", ")),
    ...missing.map((scope) =>
      problem(`${scope} is not granted: ${permissionNamed(scope)?.reads ?? "what it is for"}`, fix),
    ),
  ];
}

function assumptionFinding(result: ProbeResult): Finding[] {
  const says = `${result.id} ${result.assumption}: ${verdictWords(result)}`;
  if (result.verdict === "fails") return [problem(says, "Please report this line: CONTRIBUTING.md. It has no data.")];
  return result.verdict === "fallback" ? [ok(says)] : [];
}

/** What became of the requests. */
function requestsFinding({ requests }: CheckResult): Finding {
  const count = (result: RowResult["result"]) => requests.filter((row) => row.result === result).length;
  const refused = requests.flatMap(({ request, result, why }) => (result === "refused" ? [`${request}: ${why}`] : []));
  const which = refused.length === 0 ? "" : ` (${refused.join("; ")})`;
  const says =
    `${requests.length} requests: ${count("answered")} answered, ${count("helped")} refused but done without, ` +
    `${refused.length} refused${which}, ${count("untried")} could not be tried`;
  return refused.length === 0 ? ok(says) : problem(says, "Please report this line: CONTRIBUTING.md. It has no data.");
}

/** Nothing in them comes from what Graph answered. */
const graphFindings = (result: CheckResult): Finding[] => [
  ok(summaryOf(result)),
  requestsFinding(result),
  ...result.assumptions.flatMap(assumptionFinding),
];

/** What `npm run graph-check` says of the person's Microsoft 365: the whole, and each assumption that does not hold. */
export async function graphCheckFindings({ person, graph }: WorkerContext): Promise<Finding | Finding[]> {
  if (person === undefined) return only;
  return graph === undefined ? comesFirst("permissions") : graphFindings(await checkGraph(graph));
}
