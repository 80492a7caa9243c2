/**
 * Settles as the work does, or rejects with a `TimeoutError` after `limitMs`; the work goes on. For work that can't be
 * aborted, such as a command to Redis; what can be is bounded by `AbortSignal.timeout`. What has arrived when this
 * process was too busy to read it, or got no processor, is not late.
 * @param onLate gets a value that comes after the limit
 */
export function within<T>(limitMs: number, work: Promise<T>, onLate?: (value: T) => void): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  let isLate = false;
  const end = () => {
    isLate = true;
    reject(new DOMException(`no result within ${limitMs} ms`, "TimeoutError"));
  };
  // Node runs timers that are due before it reads sockets, and what is set immediate after that.
  const timer = setTimeout(() => setImmediate(end), limitMs);
  work
    .then((value) => {
      if (isLate) onLate?.(value);
      resolve(value);
    }, reject)
    .finally(() => clearTimeout(timer));
  return promise;
}
