import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createFileSink } from "#gateway/audit/file-sink.ts";
import { until } from "#test/support/until.ts";
import { ended, parsed, startAudit, verifyTexts } from "./audit-fixture.ts";

let folder = "";
let file = "";
const open: ReturnType<typeof startAudit>[] = [];

function start() {
  const audit = startAudit(createFileSink(file));
  open.push(audit);
  return audit;
}

async function call(audit: ReturnType<typeof startAudit>): Promise<void> {
  const one = ended();
  await audit.callStarted(one);
  audit.callEnded(one);
}

const text = (path = file) => readFileSync(path, "utf8");

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "audit-"));
  file = join(folder, "audit.jsonl");
});
afterEach(async () => {
  for (const audit of open.splice(0)) await audit.close();
  rmSync(folder, { recursive: true });
});

describe("the audit file", () => {
  test("is continued by the next process, whose first line follows the last one of the process before", async () => {
    await start().close();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const second = start();
    await call(second);
    await second.close();
    const lines = parsed(text());
    expect(lines[2]).toMatchObject({ event: "chain_opened", after: lines[1]?.mac });
    expect(verifyTexts(text()).problem).toBeUndefined();
    const withoutEnd = text().split("\n").toSpliced(1, 1).join("\n");
    expect(verifyTexts(withoutEnd).problem).toMatchObject({ number: 2 });
    const withoutFirstChain = text().split("\n").toSpliced(0, 2).join("\n");
    expect(verifyTexts(withoutFirstChain).problem).toMatchObject({ number: 1 });
  });

  test("goes on in a new file when the old one is renamed, and both verify in order and not otherwise", async () => {
    const audit = start();
    await call(audit);
    renameSync(file, `${file}.1`);
    process.emit("SIGHUP");
    await call(audit);
    await audit.close();
    expect(parsed(text())[0]).toMatchObject({
      event: "file_continued",
      seq: 3,
      after: parsed(text(`${file}.1`))[2]?.mac,
    });
    expect(verifyTexts(text(`${file}.1`), text())).toMatchObject({ problem: undefined, chains: [{ lines: 7 }] });
    expect(verifyTexts(text())).toMatchObject({ problem: undefined, chains: [{ isContinued: true }] });
    expect(verifyTexts(text(), text(`${file}.1`)).problem).toMatchObject({ file: "file 2", number: 1 });
    const cut = text(`${file}.1`).split("\n").toSpliced(2, 1).join("\n");
    expect(verifyTexts(cut, text()).problem).toMatchObject({ file: "file 2", number: 1 });
  });

  test("notices a rotation without a signal, and a removal before the next line", async () => {
    const audit = start();
    // The handle for syncs is opened by its path, later.
    const isOpening = () => process.getActiveResourcesInfo().includes("FSReqPromise");
    await until("the file to be open", () => !isOpening() || undefined);
    renameSync(file, `${file}.1`);
    await until("the rotation to be noticed", async () => {
      await call(audit);
      return existsSync(file) ? true : undefined;
    });
    expect(verifyTexts(text(`${file}.1`), text()).problem).toBeUndefined();
    unlinkSync(file);
    await call(audit);
    expect(parsed(text()).map(({ event }) => event)).toEqual(["file_continued", "call_started", "call_finished"]);
  });

  test("refuses calls while its disk is full, and goes on when there is room", async () => {
    const audit = start();
    await call(audit);
    renameSync(file, `${file}.1`);
    symlinkSync("/dev/full", file);
    process.emit("SIGHUP");
    await expect(call(audit)).rejects.toMatchObject({ code: "unavailable" });
    unlinkSync(file);
    process.emit("SIGHUP");
    await until("the log to be written again", () => (audit.isFailing() ? undefined : true));
    await call(audit);
    expect(verifyTexts(text(`${file}.1`), text()).problem).toBeUndefined();
  });

  test.each([5, 80, 300])("vouches for the %i bytes of a line that a killed process left", async (bytes) => {
    const killed = start();
    await call(killed);
    const whole = text();
    await call(killed);
    truncateSync(file, whole.length + bytes);
    const torn = text();
    expect(verifyTexts(torn).problem).toMatchObject({ number: 4 });
    await start().close();
    const { problem, chains } = verifyTexts(text());
    expect(problem).toBeUndefined();
    expect(chains).toMatchObject([{ torn: 0 }, { torn: 1, isClosed: true }]);
    const changed = `${torn.slice(0, -1)}!${text().slice(torn.length)}`;
    expect(verifyTexts(changed).problem).toMatchObject({ number: 4 });
  });

  test("does not vouch for what was added to its end, once a line of its own has followed", async () => {
    const audit = start();
    await call(audit);
    appendFileSync(file, '{"event":"call_finished"}\n');
    await call(audit);
    expect(verifyTexts(text()).problem).toMatchObject({ number: 4 });
  });
});
