const longest = 24;

/** A word of the user's, short enough for a title. */
export function shorten(word: string): string {
  return word.length > longest ? `${word.slice(0, longest - 1)}…` : word;
}

/** A word of the user's as it is quoted in a sentence. */
export function quoteWord(word: string): string {
  return `\`${shorten(word)}\``;
}
