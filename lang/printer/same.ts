/** Whether two trees mean the same: equal in everything but places and the layout of comments. */
export function sameMeaning(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => sameMeaning(item, b[index]));
  }
  if (!isRecord(a) || !isRecord(b)) return false;
  const names = meaningfulKeys(a);
  return names.length === meaningfulKeys(b).length && names.every((name) => sameMeaning(a[name], b[name]));
}

const layoutOnly: ReadonlySet<string> = new Set(["span", "sideSpan", "operatorSpan", "comments"]);

function meaningfulKeys(value: object): readonly string[] {
  return Object.keys(value).filter((key) => !layoutOnly.has(key));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
