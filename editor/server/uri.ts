/**
 * The path of a file as the compiler and people write it: `/home/a b.sage` for `file:///home/a%20b.sage`. URIs of other
 * schemes stay as they are. Two spellings of a URI give one path.
 */
export function pathOf(uri: string): string {
  try {
    const { protocol, host, pathname } = new URL(uri);
    if (protocol !== "file:") return uri;
    const path = decodeURIComponent(pathname);
    const drive = /^\/([A-Za-z]):/.exec(path)?.[1];
    const local = drive === undefined ? path : `${drive.toLowerCase()}:${path.slice(3)}`;
    return host === "" ? local : `//${host}${local}`;
  } catch {
    return uri;
  }
}

/** The URI of a path that `pathOf` gave. */
export function uriOf(path: string): string {
  if (/^[a-z][a-z0-9+.-]+:/i.test(path)) return path;
  const parts = path.replaceAll("\\", "/").split("/").map(encodeURIComponent);
  const [first = ""] = parts;
  if (/^[a-z]%3A$/i.test(first)) return `file:///${[first.replace("%3A", ":"), ...parts.slice(1)].join("/")}`;
  return path.startsWith("//") ? `file:${parts.join("/")}` : `file://${parts.join("/")}`;
}

/** Whether a file lies in a folder, so that others can be named beside it. */
export const hasFolder = (path: string): boolean => path.includes("/") || path.includes("\\");
