// Loaded into a worker before anything else: a run that asks Graph for this word keeps its event loop busy for ever.
const word = "never-ending";
const encode = encodeURIComponent;
globalThis.encodeURIComponent = (text) => {
  while (String(text).includes(word));
  return encode(text);
};
