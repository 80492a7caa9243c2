import { clockProblem } from "#common/queue/redis-time.ts";
import { type Finding, notChecked, ok, problem } from "./check.ts";

const setTheClock = "Set the clock of this machine (NTP).";

/**
 * Whose clock is wrong: this machine's, by Entra's, or Redis', by both.
 * @param toEntraMs how far this machine's clock is behind Entra's; undefined if that is not known
 * @param toRedisMs the same for Redis'; undefined if that is not known
 */
export function clockFinding(toEntraMs: number | undefined, toRedisMs: number | undefined): Finding {
  const own = toEntraMs === undefined ? undefined : clockProblem(toEntraMs, "Entra's");
  if (own !== undefined) return problem(own, setTheClock);
  const redis = toRedisMs === undefined ? undefined : clockProblem(toRedisMs, "Redis'");
  if (redis !== undefined && toEntraMs === undefined)
    return problem(redis, "Set the clock of the one that is wrong (NTP).");
  if (redis !== undefined)
    return problem(redis, "This machine's agrees with Entra's: set the clock of Redis' machine (NTP).");
  return toEntraMs === undefined
    ? notChecked("Entra did not tell its time")
    : ok(`within ${Math.max(1, Math.ceil(Math.abs(toEntraMs) / 1_000))} s of Entra's`);
}
