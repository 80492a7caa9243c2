import { AadstsRefusal } from "./aadsts.ts";

interface ReadClaims {
  /** Capabilities that the client declares: `cp1`. */
  capabilities: string[];
  /** Conditional Access policies that the sign-in must satisfy. */
  policies: string[];
  /** Authentication contexts that the sign-in must satisfy. */
  contexts: string[];
}

/** One member of a `claims` parameter: a value or several. */
interface Wanted {
  value?: string;
  values?: string[];
}

const wantedOf = ({ value, values = [] }: Wanted = {}): string[] => (value === undefined ? values : [value, ...values]);

/** Reads a `claims` parameter (OpenID Connect Core 5.5) as far as the fake knows it; refuses what is no JSON. */
function readClaims(text: string | null): ReadClaims {
  if (text === null || text === "") return { capabilities: [], policies: [], contexts: [] };
  try {
    const { access_token: wanted = {} } = JSON.parse(text) as { access_token?: Record<string, Wanted> };
    return {
      capabilities: wantedOf(wanted.xms_cc),
      policies: wantedOf(wanted.capolids),
      contexts: wantedOf(wanted.acrs),
    };
  } catch {
    throw new AadstsRefusal(9002313, { message: "The request contains an invalid 'claims' parameter." });
  }
}

/**
 * The claims that a token gets from `claims` parameters: of the interactive sign-in, which satisfies policies, and of
 * the token request, which can only declare capabilities. A token request that asks for a policy which the sign-in did
 * not satisfy is refused with 50076: nobody is there to be asked.
 */
export function claimsOfToken(signIn: string | null, tokenRequest: string | null): Record<string, unknown> {
  const [satisfied, asked] = [readClaims(signIn), readClaims(tokenRequest)];
  const isUnmet = ({ policies, contexts }: ReadClaims) =>
    policies.some((policy) => !satisfied.policies.includes(policy)) ||
    contexts.some((context) => !satisfied.contexts.includes(context));
  if (isUnmet(asked)) {
    throw new AadstsRefusal(50076, { claims: tokenRequest ?? undefined });
  }
  const capabilities = [...new Set([...satisfied.capabilities, ...asked.capabilities])];
  return {
    ...(capabilities.length === 0 ? {} : { xms_cc: capabilities }),
    ...(satisfied.policies.length === 0 ? {} : { capolids: satisfied.policies }),
    ...(satisfied.contexts.length === 0 ? {} : { acrs: satisfied.contexts }),
  };
}
