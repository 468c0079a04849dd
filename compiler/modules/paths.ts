/** The path that `written` means in the file `from`: `joinPath("a/b.sage", "../c.sage")` is `c.sage`. */
export function joinPath(from: string, written: string): string {
  const [scheme = ""] = /^[a-z][a-z0-9+.-]*:\/\//i.exec(from) ?? [];
  if (scheme !== "") return scheme + joinPath(from.slice(scheme.length), written);
  const isWhole = /^([A-Za-z]:)?\//.test(written);
  const base = isWhole ? [] : withSlashes(from).split("/").slice(0, -1);
  const parts: string[] = [];
  for (const part of [...base, ...withSlashes(written).split("/")]) {
    const last = parts.at(-1);
    if (part === "." || (part === "" && parts.length > 0)) continue;
    if (part === ".." && last !== undefined && last !== ".." && last !== "") parts.pop();
    else if (part !== ".." || last !== "") parts.push(part);
  }
  return parts[0] === "" && parts.length === 1 ? "" : parts.join("/");
}

/** How the file `from` writes the path of another: always with `./` or `../` in front. */
export function relativePath(from: string, path: string): string {
  const base = joinPath("", from).split("/").slice(0, -1);
  const parts = joinPath("", path).split("/");
  let same = 0;
  while (same < base.length && same < parts.length - 1 && base[same] === parts[same]) same += 1;
  const up = base.length - same;
  return `${up === 0 ? "./" : "../".repeat(up)}${parts.slice(same).join("/")}`;
}

/** Windows writes paths with the other slash; a host may give such a path for the file that is checked. */
const withSlashes = (path: string): string =>
  /^[A-Za-z]:\\/.test(path) || (path.includes("\\") && !path.includes("/"))
    ? path.replaceAll("\\", "/")
    : path;

/** The name of a file without folders and ending: what `use` calls a module without `as`. */
export function stemOf(path: string): string {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return name.endsWith(".sage") ? name.slice(0, -".sage".length) : name;
}
