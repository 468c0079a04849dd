/**
 * One spelling for each URI, so that `file:///C%3A/a.sage` and `file:///c:/a.sage` are one file. What is no URI is
 * left as it is.
 */
export function canonicalUri(uri: string): string {
  try {
    const { protocol, host, pathname } = new URL(uri);
    if (protocol !== "file:") return uri;
    const path = decodeURIComponent(pathname).replace(
      /^\/([A-Za-z]):/,
      (_, drive: string) => `/${drive.toLowerCase()}:`,
    );
    return `file://${host}${path.split("/").map(encodeURIComponent).join("/")}`;
  } catch {
    return uri;
  }
}

/** The URI that a path in `use "./mine.sage"` means in a file; undefined where the file has no folder. */
export function resolveUri(from: string, path: string): string | undefined {
  try {
    const base = new URL(from);
    if (base.protocol === "untitled:" || !base.pathname.includes("/")) return undefined;
    return canonicalUri(new URL(encodeURI(path.replaceAll("\\", "/")), base).href);
  } catch {
    return undefined;
  }
}

/** The last part of a URI's path, readable. */
export function nameOf(uri: string): string {
  try {
    return decodeURIComponent(uri.slice(uri.lastIndexOf("/") + 1));
  } catch {
    return uri;
  }
}
