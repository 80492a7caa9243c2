/** What of an answer reached a model. */
export interface Arrived {
  /** All of its texts, in order. */
  text: string;
  pictures: number;
}

const base64 = /[A-Za-z0-9+/]{64,}={0,2}/;
const pictureTypes: ReadonlySet<unknown> = new Set(["image", "input_image", "image_url"]);

/** Looks through the items of a conversation, in whatever form a client wrote them. */
export function arrivedIn(items: readonly unknown[]): Arrived {
  const texts: string[] = [];
  let pictures = 0;
  const look = (value: unknown): void => {
    if (typeof value === "string") texts.push(value);
    if (typeof value !== "object" || value === null) return;
    const isPicture = ("type" in value && pictureTypes.has(value.type)) || "inlineData" in value;
    if (isPicture && base64.test(JSON.stringify(value))) pictures += 1;
    else for (const one of Object.values(value)) look(one);
  };
  look(items);
  return { text: texts.join("\n"), pictures };
}

/** How often a text occurs in another: as it is, or as a JSON string, once or twice over. */
export function copiesOf(text: string, arrived: string): number {
  const escaped = JSON.stringify(text).slice(1, -1);
  const forms = new Set([text, escaped, JSON.stringify(escaped).slice(1, -1)]);
  return [...forms].reduce((copies, form) => copies + arrived.split(form).length - 1, 0);
}
