import { area, without } from "../removal.ts";

const pool = "workers/slots/slot-pool.ts";
const inUnit = (name: string) => [`test/unit/workers/${name}`];

export const slots = area("slots", [
  without(pool, {
    "keeps slots for tenants that hold few":
      "running < slots || (running < slots + reserve && held.of(owner.tenantId) < reserve) → running < slots",
    "leaves jobs in the queue that it has no slots for":
      'line.size() === 0 && running + claimed < slots && mayFetch("anybody") → mayFetch("anybody")',
    "gives a free slot to the tenant that holds the fewest": [
      "(best === undefined || isBefore(entry, best))",
      "best === undefined",
      "a free slot",
    ],
  }),
  without(pool, inUnit("slots/run-slot"), {
    "fetches jobs of others while those of two tenants wait":
      "anybodys: Math.max(8, 4 * slots) → anybodys: Math.max(8, 2 * slots)",
  }),
  without("workers/slots/run-slot.ts", {
    "tells gateways for how long a call had its slot, not for how long it waited":
      "(hasSlot ? now() - sinceMs : 0) → now() - sinceMs",
    "limits the calls that wait": [
      "if (!isFull(scope, keys[scope])) continue;",
      "continue;",
      "calls that wait are at most so many of a person, then the",
    ],
  }),
  without("workers/resilience/retry-layer.ts", inUnit("slots/who-waits"), {
    "gives the slot of a call up while it waits for Microsoft's pause": [
      "slotOf(request.call).whileWaiting(() =>",
      "slotOf(request.call).whileBusy(() =>",
      "a request to Graph leaves no slot taken when its caller goes",
    ],
  }),
  without("workers/resilience/wait-for-turn.ts", inUnit("slots/who-waits"), {
    "gives the slot of a call up while it waits for a place in its mailbox":
      "const leave = await whileWaiting(() => → const leave = await atOnce(() =>",
  }),
  without("workers/auth/on-behalf-of.ts", inUnit("slots/who-waits"), {
    "gives the slot of a call up while it waits for Entra": [
      ".whileWaiting(() => flights.run(flightKey, exchangeOnce, signal))",
      ".whileBusy(() => flights.run(flightKey, exchangeOnce, signal))",
      "an exchange with Entra takes no slot of the calls that wait",
    ],
  }),
  without("workers/queue/fetch-jobs.ts", inUnit("queue/slots-and-jobs"), {
    "looks for jobs of other tenants while one holds all slots": [
      "const claim = isAsked ? slots.tryClaimForQuietTenant() : undefined;",
      "const claim = isAsked ? undefined : undefined;",
    ],
  }),
]);
