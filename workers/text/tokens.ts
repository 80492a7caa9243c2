const tokensPerCharacter = { ascii: 1 / 3, other: 1 };

/** An estimate of the number of tokens in a text: a token is about three Latin letters or one ideograph. */
export function tokensOf(text: string): number {
  let tokens = 0;
  for (let at = 0; at < text.length; at += 1) tokens += tokensAt(text, at);
  return tokens;
}

/** What one UTF-16 code unit adds to that estimate. */
export function tokensAt(text: string, at: number): number {
  return text.charCodeAt(at) < 0x80 ? tokensPerCharacter.ascii : tokensPerCharacter.other;
}
