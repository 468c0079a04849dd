/** A word as a shell takes it back: in quotes where it has to be. */
export const quoted = (word: string): string =>
  /^[\w./=:%,+@-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

/** The words of a command as they can be typed again; a password in an address is not repeated. */
export const typedAgain = (words: readonly string[]): string =>
  words.map((word) => quoted(word.replace(/(\w+:\/\/[^:@/?#]*):[^/?#]*@/, "$1@"))).join(" ");
