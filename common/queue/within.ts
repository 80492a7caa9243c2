/**
 * What the work resolves to, or undefined when it fails or takes longer than `limitMs`: for what a call can do
 * without, so that a Redis that hangs does not cost it.
 * @param tooLate gets a value that came after that
 */
export function within<T>(limitMs: number, work: Promise<T>, tooLate?: (value: T) => void): Promise<T | undefined> {
  return new Promise((resolve) => {
    let isOver = false;
    const timer = setTimeout(() => {
      isOver = true;
      resolve(undefined);
    }, limitMs);
    work.then(
      (value) => {
        clearTimeout(timer);
        if (isOver) tooLate?.(value);
        resolve(value);
      },
      () => {
        clearTimeout(timer);
        resolve(undefined);
      },
    );
  });
}
