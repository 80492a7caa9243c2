import { describe, expect, it } from "vitest";
import { allowedBySetting, products, stepsFor, whatToType } from "#gateway/pages/home-page.ts";
import { inlineText } from "#gateway/pages/html.ts";
import { clientProfiles } from "#test/support/sign-in/client-profiles.ts";

describe("the guide to clients", () => {
  it("names those that an operator has to allow first: all that the tests play with a setting, and no others", () => {
    const played = clientProfiles.filter(({ setting }) => setting !== undefined).map(({ product }) => product);
    expect([...allowedBySetting].toSorted()).toEqual([...new Set(played)].toSorted());
  });

  it.each(products)(
    "has steps for %s in both languages, with the same commands and the address in its place",
    (product) => {
      const commands = (["en", "ja"] as const).map((language) =>
        stepsFor(whatToType[product], language, "https://mcp.example.com/mcp").match(/`[^`]+`/g),
      );
      expect(commands[1]).toEqual(commands[0]);
      expect(JSON.stringify(commands)).not.toContain("{url}");
    },
  );
});

it("our own words have code and names as markup, and nothing else", () => {
  expect(inlineText("run `a <b>` → *Sign & in*; 2 < 3").html).toBe(
    "run <code>a &lt;b&gt;</code> → <b>Sign &amp; in</b>; 2 &lt; 3",
  );
});

it("a name that a phone can't show in one line is broken after its dots, and shorter ones and commands are not", () => {
  const broken = "<code>OnlineMeetingTranscript.<wbr>Read.<wbr>All</code>";
  expect(inlineText("`OnlineMeetingTranscript.Read.All`").html).toBe(broken);
  for (const whole of ["ChannelMessage.Read.All", "claude mcp add --transport http https://mcp.example.com/mcp"]) {
    expect(inlineText(`\`${whole}\``).html).toBe(`<code>${whole}</code>`);
  }
});
