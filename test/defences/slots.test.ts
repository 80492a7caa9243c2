import { noticesEach } from "./notices-each.ts";

const pool = "workers/slots/slot-pool.ts";
const inUnit = (name: string) => [`test/unit/workers/${name}`];

noticesEach("slots", [
  {
    defence: "keeps slots for tenants that hold few",
    file: pool,
    find: "running < slots || (running < slots + reserve && held.of(owner.tenantId) < reserve)",
    put: "running < slots",
    noticedBy: inUnit("slots/slot-pool"),
  },
  {
    defence: "leaves jobs in the queue that it has no slots for",
    file: pool,
    find: 'line.size() === 0 && running + claimed < slots && mayFetch("anybody")',
    put: 'mayFetch("anybody")',
    noticedBy: inUnit("slots/slot-pool"),
  },
  {
    defence: "gives a free slot to the tenant that holds the fewest",
    file: "workers/slots/slot-line.ts",
    find: "(best === undefined || isBefore(entry, best))",
    put: "best === undefined",
    noticedBy: inUnit("slots/slot-line"),
  },
  {
    defence: "limits the calls that wait",
    file: "workers/slots/waiting-calls.ts",
    find: "if (!isFull(scope, keys[scope])) continue;",
    put: "continue;",
    noticedBy: inUnit("slots/run-slot"),
  },
  {
    defence: "gives the slot of a call up while it waits for Microsoft's pause",
    file: "workers/resilience/retry-layer.ts",
    find: "slotOf(request.call).whileWaiting(() =>",
    put: "slotOf(request.call).whileBusy(() =>",
    noticedBy: inUnit("slots/who-waits"),
  },
  {
    defence: "gives the slot of a call up while it waits for a place in its mailbox",
    file: "workers/resilience/wait-for-turn.ts",
    find: "const leave = await whileWaiting(() =>",
    put: "const leave = await atOnce(() =>",
    noticedBy: inUnit("slots/who-waits"),
  },
  {
    defence: "gives the slot of a call up while it waits for Entra",
    file: "workers/auth/on-behalf-of.ts",
    find: ".whileWaiting(() => flights.run(flightKey, exchangeOnce, signal))",
    put: ".whileBusy(() => flights.run(flightKey, exchangeOnce, signal))",
    noticedBy: inUnit("slots/who-waits"),
  },
  {
    defence: "looks for jobs of other tenants while one holds all slots",
    file: "workers/queue/fetch-jobs.ts",
    find: "const claim = isAsked ? slots.tryClaimForGuest() : undefined;",
    put: "const claim = isAsked ? undefined : undefined;",
    noticedBy: inUnit("queue/slots-and-jobs"),
  },
]);
