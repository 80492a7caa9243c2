interface Flight<T> {
  result: Promise<T>;
  waiters: number;
  controller: AbortController;
}

/** Runs the work of a key once for all who need it at the same time. */
export function createSingleFlight<T>() {
  const flights = new Map<string, Flight<T>>();

  function start(key: string, work: (signal: AbortSignal) => Promise<T>): Flight<T> {
    const controller = new AbortController();
    const flight: Flight<T> = { result: work(controller.signal), waiters: 0, controller };
    flights.set(key, flight);
    const land = () => {
      if (flights.get(key) === flight) flights.delete(key);
    };
    flight.result.then(land, land);
    return flight;
  }

  return {
    has: (key: string): boolean => flights.has(key),
    /**
     * Joins the running work of a key, or starts it. Rejects with the signal's reason when the signal aborts; the work
     * itself is aborted only when nobody waits for it any more.
     */
    run(key: string, work: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T> {
      return new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        const flight = flights.get(key) ?? start(key, work);
        flight.waiters += 1;
        const leave = () => {
          flight.waiters -= 1;
          reject(signal?.reason);
          if (flight.waiters > 0) return;
          if (flights.get(key) === flight) flights.delete(key);
          flight.controller.abort(signal?.reason);
        };
        signal?.addEventListener("abort", leave, { once: true });
        const settled = () => signal?.removeEventListener("abort", leave);
        flight.result.finally(settled).then(resolve, reject);
      });
    },
  };
}
