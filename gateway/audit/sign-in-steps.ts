import type { RefusedCaller } from "#gateway/auth/auth-refusal.ts";
import type { AuditEntry, auditedSteps } from "./audit-entry.ts";
import { type CappedLines, type CountedEvents, createCappedLines } from "./capped-lines.ts";
import type { NameRefused } from "./pseudonyms.ts";

/** To whom a sign-in goes: whose redirect address it is, and its host. */
export type AuditedTarget = Pick<Extract<AuditEntry, { event: "signed_in" }>, "profile" | "redirectHost">;

/** Something at the sign-in front that gives nobody a token. */
export interface SignInStep {
  step: (typeof auditedSteps)[number];
  /** Label `reason` of `m365_sign_ins_total`; empty for an answer of the person. */
  reason: string;
  /** Entra's number, if Entra refused. */
  aadsts?: number | undefined;
  target?: AuditedTarget | undefined;
  /** The person of a token that Entra signed. */
  caller?: RefusedCaller | undefined;
}

export interface SignInSteps extends Pick<CappedLines, "flush"> {
  add(step: SignInStep): void;
}

/**
 * Writes the steps of sign-ins whose person is not known yet, or is refused. Anybody can cause them without an account,
 * so they are capped; those that tell neither a redirect address nor a person are only counted.
 */
export function createSignInSteps(options: {
  name: NameRefused;
  write(entry: AuditEntry): void;
  now: () => number;
}): SignInSteps {
  const { name, write, now } = options;
  const counted = (events: CountedEvents): AuditEntry => ({ event: "sign_in_steps", ...events });
  const ofStrangers = createCappedLines({ write, counted, now });
  /** Entra has identified these people: strangers can't use up their lines. */
  const ofPeople = createCappedLines({ write, counted, now });
  return {
    flush() {
      ofStrangers.flush();
      ofPeople.flush();
    },
    add({ step, reason, aadsts, target, caller }) {
      const countedAs = `${step} ${reason}`.trim();
      const { profile, redirectHost } = target ?? {};
      const key = [countedAs, aadsts, profile, redirectHost, caller?.tenantId, caller?.userId];
      const entry = (): AuditEntry => ({
        event: "sign_in_step",
        time: new Date(now()).toISOString(),
        step,
        ...(reason !== "" && { reason }),
        ...(aadsts !== undefined && { aadsts }),
        ...target,
        ...(caller && name(caller)),
      });
      const saysMore = target !== undefined || caller !== undefined;
      (caller === undefined ? ofStrangers : ofPeople).add({ countedAs, line: saysMore ? { key, entry } : undefined });
    },
  };
}
