// Imported for its effect (`node --import`): a process whose parent vanished, SIGKILL included, asks itself to end, and
// insists ten seconds later. So neither the demo nor a test run stays behind when its terminal, npm or CI is killed.
import { isMainThread } from "node:worker_threads";

const graceMs = 10_000;
const parent = process.ppid;

if (isMainThread) {
  const look = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(look);
    setTimeout(() => process.kill(process.pid, "SIGKILL"), graceMs).unref();
    process.kill(process.pid, "SIGTERM");
  }, 500);
  look.unref();
}
