// Loaded into a worker before anything else: a run that asks Graph for this word kills its process, as a document might
// that a parser can't survive.
const poison = "poison-pill";
const encode = encodeURIComponent;
globalThis.encodeURIComponent = (text) => {
  if (String(text).includes(poison)) process.kill(process.pid, "SIGKILL");
  return encode(text);
};
