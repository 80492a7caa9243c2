import type { FakeControl } from "./fake-control.ts";

/** The control of a fake tenant in another process. Rejects with the fake's own message. */
export function createControlClient(controlUrl: string): FakeControl {
  const call = async (method: string, args: readonly unknown[]): Promise<unknown> => {
    const response = await fetch(`${controlUrl}/${method}`, { method: "POST", body: JSON.stringify(args) });
    const { result, error } = (await response.json()) as { result?: unknown; error?: string };
    if (error !== undefined) throw new Error(error);
    return result ?? undefined;
  };
  // Every name is a method of the other process, but for the one by which a promise is known.
  const get = (_target: object, name: string) =>
    name === "then" ? undefined : (...args: unknown[]) => call(name, args);
  return new Proxy({}, { get }) as FakeControl;
}
