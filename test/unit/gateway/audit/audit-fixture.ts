import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { Caller } from "#common/call.ts";
import type { AtEndOfTurn } from "#common/logger.ts";
import { createMetrics } from "#common/metrics.ts";
import { createAudit, type EndedCall } from "#gateway/audit/audit.ts";
import { createNames, keysOfAuditKey } from "#gateway/audit/audit-keys.ts";
import { createAuditWriter } from "#gateway/audit/audit-writer.ts";
import { createChain } from "#gateway/audit/chain.ts";
import type { AuditSink } from "#gateway/audit/file-sink.ts";
import { createChainVerifier, type RawLine } from "#gateway/audit/verify/verify-chains.ts";
import { gatewayMetrics } from "#gateway/gateway-metrics.ts";
import { root } from "#test/bootstrap/paths.mjs";
import { callOf, somebody } from "#test/unit/call-fixture.ts";
import { recordingLogger } from "#test/unit/workers/auth/obo-fixture.ts";

export const auditKey = "a key of the auditors' own";
export const keys = keysOfAuditKey(auditKey);

export const caller: Caller = {
  ...somebody,
  tenantId: "11111111-1111-1111-1111-111111111111",
  userId: "22222222-2222-2222-2222-222222222222",
  clientId: "33333333-3333-3333-3333-333333333333",
  tokenId: "AbC_dEf-123",
  domain: "aozora-coffee.example",
};

/** A call of `read_resource` that has ended. */
export const ended = ({
  caller: by = caller,
  ...changes
}: Partial<EndedCall> & { caller?: Caller } = {}): EndedCall => ({
  call: callOf("read_resource", { caller: by }),
  resource: "mail-message",
  isStartAudited: true,
  outcome: "ok",
  startedAtMs: Date.parse("2026-11-25T00:00:00Z"),
  durationMs: 12.4,
  ...changes,
});

/** A sink in memory, that takes as much as it is told to. */
export function memorySink() {
  const state = { text: "", takes: Number.POSITIVE_INFINITY, error: "ENOSPC" };
  const sink: AuditSink = {
    log: "stdout",
    open: () => ({}),
    hasMoved: () => false,
    close: async () => undefined,
    write(bytes) {
      if (state.takes <= 0) throw Object.assign(new Error("does not fit"), { code: state.error });
      const taken = Math.min(bytes.length, state.takes);
      state.text += Buffer.from(bytes.subarray(0, taken)).toString();
      state.takes -= taken;
      return taken;
    },
  };
  return { sink, state, lines: () => state.text.split("\n").slice(0, -1), last: () => parsed(state.text).at(-1) };
}

export const parsed = (text: string): Record<string, unknown>[] =>
  text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));

export interface AuditFixtureOptions {
  ids?: "pseudonym" | "plain";
  boot?: string;
  /** By default lines that may wait for the end of the turn don't. */
  atEndOfTurn?: AtEndOfTurn;
}

/** The audit log of one process, over a sink. */
export function startAudit(sink: AuditSink, options: AuditFixtureOptions = {}) {
  const { ids = "pseudonym", boot = randomUUID(), atEndOfTurn = (task) => task() } = options;
  const { registry, metrics } = createMetrics(gatewayMetrics);
  const now = Date.now;
  const writer = createAuditWriter({
    sink,
    chain: createChain({ key: keys.chain, boot }),
    keys,
    opening: (end) => ({
      event: "chain_opened",
      time: new Date(now()).toISOString(),
      format: 1,
      version: "0.0.0",
      keyId: keys.id,
      ids,
      log: sink.log,
      ...end,
    }),
    metrics,
    logger: recordingLogger().logger,
    now,
    atEndOfTurn,
  });
  const shown = async (name: string) => (await registry.getSingleMetric(name)?.get())?.values[0]?.value ?? 0;
  return {
    ...createAudit({ writer, names: createNames(keys.pseudonyms, ids), now }),
    failures: () => shown("m365_audit_failures_total"),
    shownAsFailing: () => shown("m365_audit_failing"),
  };
}

/** The audit log of one process, in memory. */
export function auditInMemory(options: AuditFixtureOptions = {}) {
  const memory = memorySink();
  return { ...memory, audit: startAudit(memory.sink, options) };
}

/** What the verifier says of files, each a text. */
export function verifyTexts(...texts: readonly (string | Buffer)[]) {
  const verifier = createChainVerifier([keys]);
  for (const [at, text] of texts.entries()) {
    const lines = Buffer.from(text).toString("latin1").split("\n");
    for (const [index, line] of lines.entries()) {
      const isLast = index === lines.length - 1;
      if (isLast && line === "") continue;
      const bytes = Buffer.from(line, "latin1");
      const raw: RawLine = { file: `file ${at + 1}`, number: index + 1, bytes, isEnded: !isLast, isTooLong: false };
      const problem = verifier.take(raw);
      if (problem !== undefined) return { problem, chains: verifier.chains() };
    }
  }
  return { problem: verifier.end(), chains: verifier.chains() };
}

/** Runs a command of the auditors, in this environment alone. */
export function auditCommand(name: string, env: Record<string, string>, ...parameters: string[]) {
  const command = [join(root, "gateway/audit", name, "main.ts"), ...parameters];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { env, encoding: "utf8" });
  return { status, stdout, stderr };
}
