// Loaded into a process before anything else: its clock is off by CLOCK_OFFSET_MS, and SIGUSR2 turns that on and off.
const offsetMs = Number(process.env.CLOCK_OFFSET_MS);
const RealDate = Date;
let isOff = process.env.CLOCK_STEPS !== "later";

const now = () => RealDate.now() + (isOff ? offsetMs : 0);
globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, self) => Reflect.construct(target, args.length === 0 ? [now()] : args, self),
  get: (target, name, self) => (name === "now" ? now : Reflect.get(target, name, self)),
});
process.on("SIGUSR2", () => {
  isOff = !isOff;
});
