/** Whether two trees mean the same: equal in everything but places and the layout of comments. */
export function sameMeaning(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => sameMeaning(item, b[index]));
  }
  if (!isRecord(a) || !isRecord(b)) return false;
  const keys = (value: object) => Object.keys(value).filter((key) => !layoutOnly.has(key));
  const names = keys(a);
  return names.length === keys(b).length && names.every((name) => sameMeaning(a[name], b[name]));
}

const layoutOnly: ReadonlySet<string> = new Set(["span", "sideSpan", "operatorSpan", "comments"]);

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
