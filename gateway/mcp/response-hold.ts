import type { ToolError } from "#common/errors.ts";

/**
 * Keeps the HTTP answer of a tools/call uncommitted until the worker has exchanged the caller's token, so that a
 * refusal can still become a 401 with a challenge.
 */
export interface ResponseHold {
  /** The worker has a token: the answer may start. */
  release(): void;
  /** The worker was refused. Returns false when the answer has started: the refusal must then be part of the answer. */
  refuse(refusal: ToolError): boolean;
  /** Whether a refusal can still replace the answer. */
  isOpen(): boolean;
  /** Resolves to the refusal, or to undefined when the answer may start. */
  settled: Promise<ToolError | undefined>;
}

export function createResponseHold(): ResponseHold {
  const { promise, resolve } = Promise.withResolvers<ToolError | undefined>();
  let isSettled = false;
  const settle = (refusal: ToolError | undefined): boolean => {
    const isFirst = !isSettled;
    isSettled = true;
    resolve(refusal);
    return isFirst;
  };
  return { release: () => void settle(undefined), refuse: settle, isOpen: () => !isSettled, settled: promise };
}
