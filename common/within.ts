/**
 * Settles as the work does, or rejects with a `TimeoutError` after `limitMs`; the work goes on. For work that can't be
 * aborted, such as a command to Redis; what can be is bounded by `AbortSignal.timeout`.
 * @param onLate gets a value that comes after the limit
 */
export function within<T>(limitMs: number, work: Promise<T>, onLate?: (value: T) => void): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    reject(new DOMException(`no result within ${limitMs} ms`, "TimeoutError"));
  }, limitMs);
  work
    .then((value) => {
      if (isLate) onLate?.(value);
      resolve(value);
    }, reject)
    .finally(() => clearTimeout(timer));
  return promise;
}
