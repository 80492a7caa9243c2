import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { pino } from "pino";
import { afterEach, describe, expect, it } from "vitest";
import { createSigningKeys, type SigningKeys } from "#gateway/auth/signing-keys.ts";
import { createTokenValidator, createVerifiedTokenCache } from "#gateway/auth/token-validator.ts";
import { createSignerKey, goodClaims, type SignerKey, serverApp, signToken, tenant, testTime } from "./entra-signer.ts";

const running: { keys: SigningKeys; close: () => void }[] = [];
afterEach(() => {
  for (const { keys, close } of running.splice(0)) {
    keys.stop();
    close();
  }
});

/** The real validator over the real fetch, with a clock that the test moves; Entra is a server of the test's. */
async function start() {
  const entra = { published: [] as SignerKey[], isDown: false, fetches: 0, nowMs: testTime * 1000, uti: 0 };
  const server = createServer((request, response) => {
    entra.fetches += 1;
    if (entra.isDown) return request.socket.destroy();
    return response.end(JSON.stringify({ keys: entra.published.map(({ jwk }) => jwk) }));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const authorityHost = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const newKey = (kid: string) => createSignerKey(kid, `${authorityHost}/{tenantid}/v2.0`);
  const first = newKey("first");
  entra.published = [first];
  const now = () => entra.nowMs;
  const keys = createSigningKeys({ authorityHost, fetch, now, logger: pino({ level: "silent" }) });
  running.push({ keys, close: () => server.close() });
  await keys.start();
  const rules = { audience: serverApp, allowedTenants: [], allowedClients: [] };
  const validator = createVerifiedTokenCache({
    validator: createTokenValidator({ authorityHost, ...rules, signingKeys: keys, now }),
    isEnabled: () => true,
    now,
  });

  /** A call of somebody who has just signed in: `ok`, or why it failed. */
  async function call(key: SignerKey): Promise<string> {
    const nowSeconds = entra.nowMs / 1000;
    entra.uti += 1;
    const times = { iat: nowSeconds, nbf: nowSeconds, exp: nowSeconds + 4_500, uti: String(entra.uti) };
    const iss = `${authorityHost}/${tenant}/v2.0`;
    const verdict = await validator.validate(signToken(key, goodClaims({ iss, ...times })));
    return verdict.ok ? "ok" : verdict.refusal.reason;
  }
  return { entra, call, newKey, first };
}

describe("a roll-over of Entra's keys", () => {
  it("fails no call: a key is published, signs beside the old one, and the old one goes", async () => {
    const { entra, call, newKey, first } = await start();
    const results: string[] = [await call(first)];
    const next = newKey("next");
    entra.published = [first, next];
    for (let minute = 0; minute < 10; minute += 1) {
      entra.nowMs += 60_000;
      results.push(await call(first), await call(next));
    }
    entra.published = [next];
    for (let minute = 0; minute < 10; minute += 1) {
      entra.nowMs += 60_000;
      results.push(await call(next));
    }
    expect(new Set(results)).toEqual(new Set(["ok"]));
    expect(entra.fetches).toBeLessThanOrEqual(3);
  });

  it("fails no call when a new key signs at its publication, in the first second of this process", async () => {
    const { entra, call, newKey, first } = await start();
    expect(await call(first)).toBe("ok");
    const next = newKey("next");
    entra.published = [next, first];
    expect(await Promise.all([call(next), call(next), call(first), call(next)])).toEqual(["ok", "ok", "ok", "ok"]);
  });
});

describe("a key endpoint that is down for minutes", () => {
  it("fails no call of a known key, and says of another that it can't be checked, not that it is bad", async () => {
    const { entra, call, newKey, first } = await start();
    expect(await call(first)).toBe("ok");
    entra.isDown = true;
    const next = newKey("next");
    const [known, unknown]: string[][] = [[], []];
    for (let tens = 0; tens < 60; tens += 1) {
      entra.nowMs += 10_000;
      known?.push(await call(first));
      unknown?.push(await call(next));
    }
    expect(new Set(known)).toEqual(new Set(["ok"]));
    expect(new Set(unknown)).toEqual(new Set(["keys_unavailable"]));

    entra.isDown = false;
    entra.published = [first, next];
    entra.nowMs += 31_000;
    expect(await call(next)).toBe("ok");
  });
});
