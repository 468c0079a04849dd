/** Settings whose values are secrets, or hold one. */
const secretNames = /^(SAGE_.*(KEY|TOKEN|PASSWORD)|SAGE_NOTIFY_(WEBHOOK|DISCORD|MAIL)|PGPASSWORD)$/;

/** Shorter values are words that stand in many texts. */
const shortest = 6;

/** A text in which every secret of the environment, and every password in an address, is struck out. */
export function strikeSecrets(
  text: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string {
  let struck = text.replaceAll(/(\w:\/\/[^\s:@/]*:)[^\s@/]+@/g, "$1•••@");
  for (const [name, value = ""] of Object.entries(environment))
    if (value.length >= shortest && secretNames.test(name)) struck = struck.replaceAll(value, "•••");
  return struck;
}
