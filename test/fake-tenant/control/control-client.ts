import { controlMethods, type FakeControl } from "./fake-control.ts";

/** The control of a fake tenant in another process. Rejects with the fake's own message. */
export function createControlClient(controlUrl: string): FakeControl {
  const call = async (method: string, args: readonly unknown[]): Promise<unknown> => {
    const response = await fetch(`${controlUrl}/${method}`, { method: "POST", body: JSON.stringify(args) });
    const { result, error } = (await response.json()) as { result?: unknown; error?: string };
    if (error !== undefined) throw new Error(error);
    return result ?? undefined;
  };
  const entries = controlMethods.map((method) => [method, (...args: unknown[]) => call(method, args)]);
  return Object.fromEntries(entries) as FakeControl;
}
