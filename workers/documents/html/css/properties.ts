/** Properties that may hide text and stand for themselves. */
const plainProperties = [
  "background",
  "background-color",
  "background-image",
  "bottom",
  "clip",
  "clip-path",
  "color",
  "content-visibility",
  "display",
  "filter",
  "font-size",
  "height",
  "left",
  "margin-left",
  "margin-top",
  "max-height",
  "max-width",
  "mso-hide",
  "opacity",
  "overflow",
  "overflow-x",
  "overflow-y",
  "padding-left",
  "padding-top",
  "position",
  "right",
  "scale",
  "text-indent",
  "top",
  "transform",
  "visibility",
  "width",
] as const;

/** A property that may hide text. */
export type HidingProperty = (typeof plainProperties)[number];

type Longhands = (value: string) => readonly (readonly [HidingProperty, string])[];

const longhands = new Map<string, Longhands>([
  ...plainProperties.map((property): [string, Longhands] => [property, (value) => [[property, value]]]),
  ["font", fontSize],
  ["margin", (value) => topAndLeft(value, ["margin-top", "margin-left"])],
  ["padding", (value) => topAndLeft(value, ["padding-top", "padding-left"])],
]);

/**
 * What a declaration says about properties that may hide text; undefined for other properties. Shorthands give those of
 * their longhands that matter. A value that is not valid gives nothing, since browsers ignore the declaration.
 */
export function hidingDeclarations(property: string): Longhands | undefined {
  const read = longhands.get(property);
  return read && ((value) => read(value).filter(([name, text]) => validValues.get(name)?.test(text) !== false));
}

const sizeInFont =
  /(?:^| )(0|(?:\d+(?:\.\d+)?|\.\d+)(?:[a-z]+|%)|inherit|initial|unset|medium|smaller|larger|(?:x{1,3}-)?(?:small|large))(?:[ /]|$)/;

function fontSize(value: string): [HidingProperty, string][] {
  const size = sizeInFont.exec(value)?.[1];
  return size === undefined ? [] : [["font-size", size]];
}

function topAndLeft(
  value: string,
  [topName, leftName]: readonly [HidingProperty, HidingProperty],
): [HidingProperty, string][] {
  const [top = value, right = top, , left = right] = value.split(" ");
  return [
    [topName, top],
    [leftName, left],
  ];
}

/** One of these values, or a CSS-wide keyword, or anything with a function, such as `var()`. */
const oneOf = (words: string) => new RegExp(`^(?:${words}|initial|inherit|unset|revert(?:-layer)?|.*\\(.*)$`);

/** Valid values of properties, where the grammar is short. */
const validValues = new Map<HidingProperty, RegExp>([
  [
    "display",
    oneOf(
      "none|contents|" +
        "(?:(?:block|inline|run-in) )?(?:block|inline|run-in|flow|flow-root|list-item|ruby|table|flex|grid)|" +
        "(?:-[a-z]+-)?(?:inline-)?(?:block|table|flex|flexbox|grid|box)|(?:table|ruby)-[a-z-]+",
    ),
  ],
  ["visibility", oneOf("visible|hidden|collapse")],
  ["opacity", oneOf("[+-]?(?:\\d+(?:\\.\\d+)?|\\.\\d+)(?:e[+-]?\\d+)?%?")],
]);
