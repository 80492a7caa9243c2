import { describe, expect, it } from "vitest";
import { auditInMemory, parsed, verifyTexts } from "#test/unit/gateway/audit/audit-fixture.ts";
import { person } from "./person.ts";
import {
  codeForm,
  entraTokens,
  otherTenantId,
  refreshForm,
  refusedByEntra,
  type SignInGatewayOptions,
  signInApp,
  signInGateway,
  targetOf,
  verdictOf,
} from "./sign-in-gateway.ts";

/** A gateway with an audit log in memory. */
function audited(options: SignInGatewayOptions = {}) {
  const { audit, state } = auditInMemory();
  const gateway = signInGateway({ ...options, audit });
  return {
    gateway,
    audit,
    state,
    me: person(gateway),
    /** The lines after the first, without what all lines have. */
    lines: () =>
      parsed(state.text)
        .map(({ boot, seq, time, mac, ...line }) => line)
        .slice(1),
  };
}

const program = { profile: "loopback", redirectHost: "localhost:50123" };
const somebody = {
  tenant: expect.stringMatching(/^[\w-]{22}$/),
  user: expect.stringMatching(/^[\w-]{22}$/),
  clientId: signInApp,
};
const token = { ...somebody, tokenId: "AbC_dEf-123" };

describe("the audit log", () => {
  it("has of a sign-in to whom it goes, what came of it, then who, and every renewal", async () => {
    const { gateway, me, lines, state } = audited();
    const { refresh_token: refreshToken } = await me.tokensFor();
    await gateway.token(refreshForm(refreshToken));
    expect(lines()).toEqual([
      { event: "sign_in_step", step: "approved", ...program },
      { event: "signed_in", ...token, ...program },
      { event: "token_renewed", ...token },
    ]);
    expect(verifyTexts(state.text).problem).toBeUndefined();
  });

  it("tells that the person pressed Cancel, and nothing of a page that was only opened", async () => {
    const { me, lines } = audited();
    const page = await me.open();
    expect(lines()).toEqual([]);
    await me.press(page, "cancel");
    expect(lines()).toEqual([{ event: "sign_in_step", step: "cancelled", ...program }]);
  });

  it.each([
    [53_003, "AADSTS53003"],
    [50_173, "invalid_grant"],
  ])("tells that Entra refused a code by AADSTS%i, and counts refused renewals", async (number, reason) => {
    let refuses = false;
    const { gateway, me, audit, lines } = audited({
      entra: () => (refuses ? refusedByEntra(number) : Response.json(entraTokens)),
    });
    const { refresh_token: refreshToken } = await me.tokensFor();
    const code = await me.codeFor();
    refuses = true;
    await gateway.token(codeForm(code));
    const failed = { event: "sign_in_step", step: "failed_at_entra", reason, aadsts: number, ...program };
    expect(lines().at(-1)).toEqual(failed);
    const before = lines().length;
    await gateway.token(refreshForm(refreshToken));
    expect(lines()).toHaveLength(before);
    await audit.close();
    expect(lines().at(-2)).toMatchObject({ event: "sign_in_steps", counts: { [`failed_at_entra ${reason}`]: 1 } });
  });

  it("tells what Entra said by the browser only by numbers that are known", async () => {
    const { me, lines } = audited();
    for (const number of [65_004, 123_456]) {
      const { parameters } = targetOf(await me.press(await me.open()));
      const error = { error: "access_denied", error_description: `AADSTS${number}: x` };
      await me.comeBack({ ...error, state: parameters.state ?? "" });
    }
    const failed = { event: "sign_in_step", step: "failed_at_entra", ...program };
    expect(lines().filter(({ step }) => step === "failed_at_entra")).toEqual([
      { ...failed, reason: "AADSTS65004", aadsts: 65_004 },
      { ...failed, reason: "access_denied" },
    ]);
  });

  it.each<[string, SignInGatewayOptions, object]>([
    [
      "that our validator refuses",
      { validate: async () => ({ ok: false, refusal: { reason: "audience" } }) },
      { step: "token_refused", reason: "audience" },
    ],
    [
      "of another app, with the person",
      { validate: async () => verdictOf({ clientId: otherTenantId }) },
      { step: "token_refused", reason: "other_app", ...somebody, clientId: otherTenantId },
    ],
    [
      "of a tenant that is not enabled, with the person",
      { allowedTenants: [otherTenantId] },
      { step: "refused", reason: "tenant_not_allowed", ...somebody },
    ],
  ])("tells of a token %s", async (_what, options, line) => {
    const { me, lines } = audited(options);
    await me.tokensFor();
    expect(lines().at(-1)).toEqual({ event: "sign_in_step", ...line, ...program });
  });

  it("only counts what names neither a redirect address nor a person", async () => {
    const { gateway, me, audit, lines } = audited();
    for (let times = 0; times < 3; times += 1) await me.comeBack({ code: "x", state: "x" });
    await gateway.token({});
    expect(lines()).toEqual([]);
    await audit.close();
    const counts = { "refused no_flow": 3, "refused invalid_client": 1 };
    expect(lines()[0]).toEqual({ event: "sign_in_steps", since: expect.any(String), counts });
  });
});

describe("a gateway that can't write its audit log", () => {
  it.each(["a sign-in", "a renewal"])("hands out no token for %s, and says when to try again", async (what) => {
    const { gateway, me, state } = audited();
    const { refresh_token: refreshToken } = await me.tokensFor();
    const form = what === "a renewal" ? refreshForm(refreshToken) : codeForm(await me.codeFor());
    state.takes = 0;
    const refused = await gateway.token(form);
    expect([refused.statusCode, refused.headers["retry-after"]]).toEqual([503, "5"]);
    expect(refused.json()).toEqual({
      error: "temporarily_unavailable",
      error_description: expect.stringMatching(/can't write its audit log.* in 5 seconds/),
    });
    expect(await gateway.counted()).toMatchObject({ signed_in: 1, "refused temporarily_unavailable": 1 });
    expect(await gateway.counted()).not.toHaveProperty("refreshed");
  });
});
