// proves P7

import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ownFolder } from "#test/support/own-folder.ts";
import { hasRawControls, hostileText } from "#test/support/raw-controls.ts";
import { auditCommand, auditKey, memorySink, startAudit } from "./audit-fixture.ts";

const folder = ownFolder();
const file = join(folder, "audit.jsonl");
const { sink, state } = memorySink();
await startAudit(sink).close();
writeFileSync(file, state.text);
writeFileSync(join(folder, "key"), `${auditKey}\n`);

function verify(env: Record<string, string>, ...parameters: string[]) {
  const { status, stdout, stderr } = auditCommand("verify", env, ...parameters);
  return { status, said: stdout + stderr };
}

test("takes the key out of a file, and says what it found", () => {
  const { status, said } = verify({ AUDIT_KEY_FILE: join(folder, "key") }, "--closed", file);
  expect(said).toMatch(
    /^chain [0-9a-f-]{36}: 2 lines; .* closed; every call has its end; last MAC [\w-]{43}\nAll lines /,
  );
  expect(status).toBe(0);
});

test("says of chains from standard output that others may be missing between them, and of a file's not", async () => {
  const texts: string[] = [];
  for (const log of ["stdout", "stdout", "file"] as const) {
    const own = memorySink();
    await startAudit({ ...own.sink, log }).close();
    texts.push(own.state.text);
  }
  const [one = "", other = "", ofFile = ""] = texts;
  const said = (text: string) => {
    writeFileSync(join(folder, "chains.jsonl"), text);
    return verify({ AUDIT_KEY: auditKey }, "--closed", join(folder, "chains.jsonl"));
  };
  const notKnown = /^All lines are as they were written.\nNOT KNOWN: whether whole chains are missing. 2 of these /m;
  expect(said(one + other)).toMatchObject({ status: 0, said: expect.stringMatching(notKnown) });
  expect(said(ofFile).said).not.toContain("NOT KNOWN");
});

test.each([
  ["the key is another", () => verify({ AUDIT_KEY: "the key of others" }, file), /^WRONG .*:1: .*another key/m],
  ["there is no key", () => verify({}, file), /^AUDIT_KEY or SEALING_KEYS is required/],
  ["there is no such file", () => verify({ AUDIT_KEY: auditKey }, "/nowhere"), /^a file can't be read \(ENOENT\)/],
  ["no file is named", () => verify({ AUDIT_KEY: auditKey }), /^usage: /],
])("ends with 1 and plain words when %s", (_case, run, words) => {
  const { status, said } = run();
  expect(said).toMatch(words);
  expect(said).not.toMatch(/^\s+at /m);
  expect(status).toBe(1);
});

const forged = {
  event: "chain_opened",
  boot: "11111111-1111-4111-8111-111111111111",
  seq: 0,
  time: "2026-11-25T00:00:00Z",
  format: 1,
  keyId: "AAAAAAAAAAA",
};

test.each(["event", "boot", "time", "keyId", "after", "torn", "requestId"])(
  "shows nothing of a forged line whose %s is words and commands for a terminal",
  (member) => {
    const forgery = join(folder, `forged-${member}.jsonl`);
    const line = { ...forged, [member]: hostileText, mac: "A".repeat(43) };
    writeFileSync(forgery, `${JSON.stringify(line)}\n`);
    const { status, said } = verify({ AUDIT_KEY: auditKey }, forgery);
    expect(said).toBe(`WRONG ${forgery}:1: it is not an audit line, or was changed\n`);
    expect(status).toBe(1);
  },
);

test.each([
  ["of a forged line", (name: string) => writeFileSync(name, `${JSON.stringify(forged)}\n`)],
  ["of no file", () => undefined],
])("shows a file name as text, also %s", (_whose, make) => {
  const name = join(folder, hostileText.replaceAll("\n", ""));
  make(name);
  const { status, said } = verify({ AUDIT_KEY: auditKey }, name);
  expect(said).toContain("\\u001b[2J");
  expect(hasRawControls(said)).toBe(false);
  expect(status).toBe(1);
  rmSync(name, { force: true });
});
