import { Command } from "ioredis";

/** What ioredis' commands have beside their public members, as far as it is needed here. */
type Internals = Pick<Command, "name" | "args" | "isResolved" | "resolve" | "reject" | "promise"> & {
  isSettled: boolean;
  transformed: boolean;
  callback: unknown;
  errorStack: unknown;
  stringifyArguments(): void;
  _convertValue(resolve: (reply: unknown) => void): Command["resolve"];
  _clearTimers(): void;
};
type Init = (this: Internals) => void;
type Arguments = Command["args"];

const transformers: { argument: Readonly<Record<string, ((args: Arguments) => Arguments) | undefined>> } = Reflect.get(
  Command,
  "_transformer",
);
const original: Init = Reflect.get(Command.prototype, "initPromise");

/** Does what ioredis does, but for a command with a callback or a stack, of which there are few. */
const initPromise: Init = function (this) {
  if (this.callback !== undefined || this.errorStack !== undefined) return original.call(this);
  this.isResolved = false;
  this.isSettled = false;
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  if (!this.transformed) {
    this.transformed = true;
    this.args = transformers.argument[this.name]?.(this.args) ?? this.args;
    this.stringifyArguments();
  }
  // Not assigned where it is written: that is what puts a function into V8's old space.
  const fail = (error: Error) => {
    this._clearTimers();
    this.isSettled = true;
    reject(error);
  };
  this.resolve = this._convertValue(resolve);
  this.reject = fail;
  this.promise = promise;
};

/**
 * Lets V8's collection of young objects free ioredis' commands, with their arguments and replies. V8 allocates a
 * function that is assigned to a property where it is written (`this.reject = (error) => …`) among the old objects.
 * Each command of ioredis has one of these, and what such a function refers to, the reply included, stays until all
 * memory is collected: with replies of 58 kB after 430 calls, because V8 collects all when it holds 64 MB of buffers.
 */
export function patchCommands(): void {
  Reflect.set(Command.prototype, "initPromise", initPromise);
}
