import { alike, area } from "../removal.ts";

const pool = "workers/slots/slot-pool.ts";
const inUnit = (name: string) => [`test/unit/workers/${name}`];

export const slots = area("slots", [
  ...alike({ file: pool }, [
    {
      defence: "keeps slots for tenants that hold few",
      find: "running < slots || (running < slots + reserve && held.of(owner.tenantId) < reserve)",
      put: "running < slots",
    },
    {
      defence: "leaves jobs in the queue that it has no slots for",
      find: 'line.size() === 0 && running + claimed < slots && mayFetch("anybody")',
      put: 'mayFetch("anybody")',
    },
    {
      defence: "gives a free slot to the tenant that holds the fewest",
      find: "(best === undefined || isBefore(entry, best))",
      put: "best === undefined",
      test: "a free slot",
    },
    {
      defence: "fetches jobs of others while those of two tenants wait",
      find: "anybodys: Math.max(8, 4 * slots)",
      put: "anybodys: Math.max(8, 2 * slots)",
      noticedBy: inUnit("slots/run-slot"),
    },
  ]),
  ...alike({ file: "workers/slots/run-slot.ts" }, [
    {
      defence: "tells gateways for how long a call had its slot, not for how long it waited",
      find: "(hasSlot ? now() - sinceMs : 0)",
      put: "now() - sinceMs",
    },
    {
      defence: "limits the calls that wait",
      test: "calls that wait are at most so many of a person, then the",
      find: "if (!isFull(scope, keys[scope])) continue;",
      put: "continue;",
    },
  ]),
  ...alike({ noticedBy: inUnit("slots/who-waits") }, [
    {
      defence: "gives the slot of a call up while it waits for Microsoft's pause",
      test: "a request to Graph leaves no slot taken when its caller goes",
      file: "workers/resilience/retry-layer.ts",
      find: "slotOf(request.call).whileWaiting(() =>",
      put: "slotOf(request.call).whileBusy(() =>",
    },
    {
      defence: "gives the slot of a call up while it waits for a place in its mailbox",
      file: "workers/resilience/wait-for-turn.ts",
      find: "const leave = await whileWaiting(() =>",
      put: "const leave = await atOnce(() =>",
    },
    {
      defence: "gives the slot of a call up while it waits for Entra",
      test: "an exchange with Entra takes no slot of the calls that wait",
      file: "workers/auth/on-behalf-of.ts",
      find: ".whileWaiting(() => flights.run(flightKey, exchangeOnce, signal))",
      put: ".whileBusy(() => flights.run(flightKey, exchangeOnce, signal))",
    },
  ]),
  {
    defence: "looks for jobs of other tenants while one holds all slots",
    file: "workers/queue/fetch-jobs.ts",
    find: "const claim = isAsked ? slots.tryClaimForQuietTenant() : undefined;",
    put: "const claim = isAsked ? undefined : undefined;",
    noticedBy: inUnit("queue/slots-and-jobs"),
  },
]);
