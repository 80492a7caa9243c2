import { describe, expect, it } from "vitest";
import { readHtml } from "#workers/documents/formats/html/read-html.ts";

const markdown = (html: string) => readHtml(html, { findQuotes: false }).text;

describe("HTML as Markdown", () => {
  it("has the title of a file, unless its text has it", () => {
    const file = (html: string) => readHtml(html, { findQuotes: false, isFile: true }).text;
    expect(file("<title>Plan &amp; Co</title><p>One")).toBe("Title: Plan & Co\n\nOne");
    expect(file("<title>Plan</title><h1>Plan</h1>")).toBe("# Plan");
    expect(markdown("<title>Plan</title><p>One")).toBe("One");
  });

  it.each([
    ["paragraphs, with a blank line between", "<p>One</p><p>Two</p>", "One\n\nTwo"],
    ["lines of mail programs, without one", "<div>a</div><div>b</div><div><br></div><div>c</div>", "a\nb\nc"],
    ["line breaks", "One<br>Two<br/>\n  Three", "One\nTwo\nThree"],
    ["white space as a browser shows it", "  a \n\t b<span> c</span>  <b> d </b>.", "a b c **d** ."],
    ["headings", "<h1>Plan</h1>text<h3>Part <br>two</h3>", "# Plan\n\ntext\n\n### Part two"],
    ["emphasis", "<b>bold</b> <i>slanted</i> <s>gone</s> <b> </b>", "**bold** *slanted* ~~gone~~"],
    ["nested lists", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n  - b\n- c"],
    ["ordered lists from their first number", "<ol start=9><li>a<li><p>b</p><p>c</p></ol>", "9. a\n10. b\n\n    c"],
    ["quotes", "<blockquote>a<br>b<blockquote>c</blockquote></blockquote>", "> a\n> b\n>\n> > c"],
    ["code that holds backticks", "<pre>a\n  ``` b</pre><code>x `y`</code>", "````\na\n  ``` b\n````\n\n`` x `y` ``"],
    ["a rule", "a<hr>b", "a\n\n---\n\nb"],
    ["what is ticked", '<input type=checkbox checked>Yes<br><input type="radio">No<input value=x>', "[x] Yes\n[ ] No"],
    ["entities", "&lt;b&gt; &amp; &quot;x&quot;&nbsp;y &#8364;", '<b> & "x" y €'],
    [
      "text around block elements inside inline ones",
      "<a href='https://x.example'><div>One</div></a><span>two<p>three</p></span>",
      "One\ntwo\n\nthree",
    ],
  ])("keeps %s", (_what, html, expected) => {
    expect(markdown(html)).toBe(expected);
  });

  it("renders a table of data", () => {
    const html =
      "<table><caption>Sales</caption><thead><tr><th>Name<th>Sum</thead><tr><td>A|B<td>1<br>2<tr><td " +
      "colspan=2>all<tr></table>";
    expect(markdown(html)).toBe("Sales\n\n| Name | Sum |\n| --- | --- |\n| A\\|B | 1<br>2 |\n| all |  |");
  });

  it("adds an empty header to a table without one", () => {
    expect(markdown("<table><tr><td>a<td>b<tr><td>c<td>d</table>")).toBe(
      "|  |  |\n| --- | --- |\n| a | b |\n| c | d |",
    );
  });

  it("dissolves tables used for page layout, as in most mails", () => {
    const inner = "<table><tr><td>k<td>v<tr><td>l<td>w</table>";
    const first = "<tr><td><h1>News</h1><ul><li>one</ul></td><td>side</td></tr>";
    const html = `<table>${first}<tr><td>${inner}</td><td></td></tr></table>`;
    expect(markdown(html)).toBe("# News\n\n- one\n\nside\n\n|  |  |\n| --- | --- |\n| k | v |\n| l | w |");
  });

  it("escapes links and pictures in text, and keeps other Markdown syntax", () => {
    expect(markdown("snake_case *star* # no > C:\\dir [x](https://e.example) ![y](z) \\[a\\](b)")).toBe(
      "snake_case *star* # no > C:\\dir \\[x\\](https://e.example) ! \\[y\\](z) \\\\\\[a\\\\\\](b)",
    );
  });
});

describe("HTML with names of JavaScript object members", () => {
  it.each([
    '<p style="color:constructor">text</p>',
    '<p style="color:__proto__;background:toString">text</p>',
    "<font color=valueOf>text</font>",
    "<constructor>text</constructor>",
    "<style>constructor,.toString,#valueOf{constructor:hasOwnProperty}</style><p class=toString id=valueOf>text</p>",
  ])("is read as usual: %s", (html) => {
    expect(markdown(html)).toBe("text");
  });
});

describe("a link", () => {
  it.each([
    ["https://bank.com/login", "https://evil.example/x", "https://evil.example/x"],
    ["Visit www.bank.com now", "https://evil.example", "https://evil.example/"],
    ["bank.com", "https://bank.com.evil.example", "https://bank.com.evil.example/"],
    ["bank.com", "https://bank.com@evil.example/", "https://evil.example/"],
    ["bank.example", "https://xn--bnk-5na.example/", "https://xn--bnk-5na.example/"],
    ["bank.example", "https://bänk.example/", "https://xn--bnk-qla.example/"],
  ])("that says %s and leads to %s says where it leads", (text, href, target) => {
    const expected = `[${text}](${target}) (leads to ${new URL(target).hostname})`;
    expect(markdown(`<a href="${href}">${text}</a>`)).toBe(expected);
  });

  const safeLink = "https://nam02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fcontoso.com%2Fa&amp;data=05";

  it.each([
    ['<a href="https://contoso.com/a?b=1&amp;c=2">Report</a>', "[Report](https://contoso.com/a?b=1&c=2)"],
    ['<a href="https://contoso.com/">https://contoso.com</a>', "https://contoso.com/"],
    ['<a href="https://www.contoso.com/x">contoso.com</a>', "[contoso.com](https://www.contoso.com/x)"],
    ['<a href="https://docs.contoso.com">contoso.com</a>', "[contoso.com](https://docs.contoso.com/)"],
    ['<a href="https://contoso.com">docs.contoso.com</a>', "[docs.contoso.com](https://contoso.com/)"],
    ['<a href="https://x.example/a(b) c">go</a>', "[go](https://x.example/a%28b%29%20c)"],
    [`<a href="${safeLink}">Report</a>`, "[Report](https://contoso.com/a)"],
    ['<a href="javascript:alert(1)">run</a>', "run"],
    ['<a href="data:text/html,x">open</a>', "open"],
    ['<a href="mailto:anna@contoso.com?subject=x">Anna</a>', "Anna (anna@contoso.com)"],
    ['<a href="mailto:anna@contoso.com">anna@contoso.com</a>', "anna@contoso.com"],
    ['<a href="https://x.example"><img src="logo.png" alt="Logo"></a>', "[(image: Logo)](https://x.example/)"],
    ['<a href="https://x.example"><img src="https://x.example/p.gif"></a>', ""],
    ["<a name='top'>Top</a>", "Top"],
    ['<a href="https://x.example"> [brackets] </a>', "[\\[brackets\\]](https://x.example/)"],
  ])("%s", (html, expected) => {
    expect(markdown(html)).toBe(expected);
  });
});

describe("a picture", () => {
  it.each([
    ['<img src="https://x.example/a.png" alt="A chart of sales">', "(image: A chart of sales)"],
    ['<img src="cid:image001.png@01DA">', "(image: image001.png)"],
    ['<img src="https://x.example/open.gif?u=1" width="1" height="1" alt="x">', ""],
    ['<img src="https://x.example/open.gif">', ""],
    ['<img src="x" alt="](https://evil.example) ![">', "(image: \\](https://evil.example) ! \\[)"],
    ['<picture><source srcset="https://x.example/a"><img alt="P" src="x"></picture>', "(image: P)"],
  ])("%s is represented by its description and never loaded", (html, expected) => {
    expect(markdown(html)).toBe(expected);
  });
});

describe("a mail's quoted history", () => {
  const find = (html: string) => {
    const { text, quotesFrom } = readHtml(html, { findQuotes: true });
    return [text.slice(0, quotesFrom).trim(), quotesFrom === undefined ? undefined : text.slice(quotesFrom).trim()];
  };

  it.each([
    ["Outlook on the web", '<hr><div id="divRplyFwdMsg"><b>From:</b> Bob</div><div>Shall we?</div>'],
    ["Outlook passed on by another", '<div id="x_divRplyFwdMsg">From: Bob</div><div>Shall we?</div>'],
    ["Outlook for Windows", '<div style="border:none;border-top:solid #E1E1E1 1.0pt"><p>From: Bob</p></div>Shall we?'],
    ["Gmail", '<div class="gmail_quote"><div>On Monday Bob wrote:</div><blockquote>Shall we?</blockquote></div>'],
    ["Apple Mail", '<blockquote type="cite"><div>On Monday, Bob wrote:</div>Shall we?</blockquote>'],
    ["a program without marks", "<p><b>Von:</b> Bob<br><b>Gesendet:</b> Montag<br><b>An:</b> Anna</p><p>Shall we?</p>"],
  ])("is found in the form of %s", (_program, html) => {
    const [own, quoted] = find(`<p>Yes</p>${html}`);
    expect(own?.replace(/\s*---$/, "")).toBe("Yes");
    expect(quoted).toContain("Shall we?");
  });

  it.each([
    ["answers between the lines", "<blockquote type=cite>We?</blockquote>Yes<blockquote type=cite>Now?</blockquote>No"],
    ["a mail of nothing but history", '<div id="divRplyFwdMsg">From: Bob</div><div>Shall we?</div>'],
    ["a quote that belongs to the text", "<p>As Goethe says:</p><blockquote>Two souls</blockquote>"],
    ["words that only begin alike", "<p>From: here to there</p><p>is far</p>"],
  ])("is not found in %s", (_what, html) => {
    expect(find(html)[1]).toBeUndefined();
  });

  it("is only searched for on request", () => {
    expect(readHtml('a<div id="divRplyFwdMsg">b</div>', { findQuotes: false })).not.toHaveProperty("quotesFrom");
  });
});
