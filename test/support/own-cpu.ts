/**
 * Milliseconds of processor time that this thread spends on some work and until it is done. On a busy machine it is the
 * same as on an idle one, which the time of the clock is not.
 */
export async function ownCpuMs(work: () => unknown): Promise<number> {
  const before = process.threadCpuUsage();
  await work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000;
}
