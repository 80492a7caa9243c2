// Imported for its effect (`node --import`): a process whose parent vanished, SIGKILL included, asks itself to end, and
// insists ten seconds later. So neither the demo nor a test run stays behind when its terminal, npm or CI is killed.
import { readFileSync } from "node:fs";
import { isMainThread } from "node:worker_threads";

const graceMs = 10_000;
const born = ancestors();

if (isMainThread) {
  const look = setInterval(() => {
    if (ancestors() === born) return;
    clearInterval(look);
    setTimeout(() => process.kill(process.pid, "SIGKILL"), graceMs).unref();
    process.kill(process.pid, "SIGTERM");
  }, 500);
  look.unref();
}

/**
 * The parent's id; where that is a shell, its parent's too: npm starts us by way of one, and it outlives a killed npm.
 */
function ancestors() {
  try {
    const status = readFileSync(`/proc/${process.ppid}/status`, "utf8");
    const shellOf = /^Name:\s*\w*sh$/m.test(status) ? /^PPid:\s*(\d+)/m.exec(status)?.[1] : "";
    return `${process.ppid} ${shellOf}`;
  } catch {
    return `${process.ppid}`; // no /proc, as on macOS
  }
}
