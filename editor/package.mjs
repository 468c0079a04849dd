// Packages what editors need, into dist/editor: the VS Code extension with its server, the colours, the browser's editor.
import { build } from "esbuild";
import { strToU8, zipSync } from "fflate";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { sageText } from "../stdlib/sage-text.mjs";

const root = join(import.meta.dirname, "..");
const folder = join(root, "editor/vscode");
const output = join(root, "dist/editor");
const extension = join(output, "vscode");
const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));

const write = (path, text) => {
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, text);
};

async function bundle(entry, outfile, format, more = {}) {
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    format,
    bundle: true,
    platform: "node",
    target: "node20",
    minify: true,
    legalComments: "none",
    logLevel: "warning",
    plugins: [sageText],
    ...more,
  });
}

/** The colours, made from the language's own tables. */
async function writeColours() {
  const maker = join(output, "grammar.mjs");
  await bundle("editor/grammar/index.ts", maker, "esm");
  const { textMateGrammar, vimDetection, vimSyntax } = await import(pathToFileURL(maker).href);
  rmSync(maker);
  write(join(output, "sage.tmLanguage.json"), `${JSON.stringify(textMateGrammar(), null, 2)}\n`);
  write(join(output, "vim/syntax/sage.vim"), vimSyntax());
  write(join(output, "vim/ftdetect/sage.vim"), vimDetection);
}

/** The editor as a page with its server in a worker. */
async function writePage() {
  const page = join(output, "browser");
  const browser = { platform: "browser", target: "es2022" };
  await bundle("editor/browser/page/page.ts", join(page, "page.js"), "esm", browser);
  await bundle("editor/browser/worker.ts", join(page, "worker.js"), "esm", browser);
  for (const name of ["index.html", "page.css"])
    cpSync(join(root, "editor/browser/page", name), join(page, name));
}

async function writeExtension() {
  for (const name of ["icons", "snippets", "language-configuration.json", "package.json", "README.md"])
    cpSync(join(folder, name), join(extension, name), { recursive: true });
  cpSync(join(root, "LICENSE"), join(extension, "LICENSE.txt"));
  cpSync(join(root, "CHANGELOG.md"), join(extension, "CHANGELOG.md"));
  cpSync(join(output, "sage.tmLanguage.json"), join(extension, "syntaxes/sage.tmLanguage.json"));
  await bundle("editor/vscode/extension.ts", join(extension, "extension.cjs"), "cjs", {
    external: ["vscode"],
  });
  await bundle("editor/vscode/server.ts", join(extension, "server.cjs"), "cjs", {
    define: { "process.env.SAGE_VERSION": JSON.stringify(manifest.version) },
  });
}

const escaped = (text) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** What the gallery and VS Code's installer read: the Open Packaging Conventions' envelope of an extension. */
function vsixManifest() {
  const { name, displayName, description, version, publisher, engines, categories, keywords, icon } =
    manifest;
  const asset = (type, path) => `    <Asset Type="${type}" Path="extension/${path}" Addressable="true" />`;
  return `<?xml version="1.0" encoding="utf-8"?>
<PackageManifest Version="2.0.0" xmlns="http://schemas.microsoft.com/developer/vsx-schema/2011">
  <Metadata>
    <Identity Language="en-US" Id="${name}" Version="${version}" Publisher="${publisher}" />
    <DisplayName>${escaped(displayName)}</DisplayName>
    <Description xml:space="preserve">${escaped(description)}</Description>
    <Tags>${keywords.join(",")},__ext_sage</Tags>
    <Categories>${categories.join(",")}</Categories>
    <Properties>
      <Property Id="Microsoft.VisualStudio.Code.Engine" Value="${engines.vscode}" />
      <Property Id="Microsoft.VisualStudio.Code.ExtensionKind" Value="workspace" />
    </Properties>
    <License>extension/LICENSE.txt</License>
    <Icon>extension/${icon}</Icon>
  </Metadata>
  <Installation>
    <InstallationTarget Id="Microsoft.VisualStudio.Code" />
  </Installation>
  <Dependencies />
  <Assets>
${[
  asset("Microsoft.VisualStudio.Code.Manifest", "package.json"),
  asset("Microsoft.VisualStudio.Services.Content.Details", "README.md"),
  asset("Microsoft.VisualStudio.Services.Content.Changelog", "CHANGELOG.md"),
  asset("Microsoft.VisualStudio.Services.Content.License", "LICENSE.txt"),
  asset("Microsoft.VisualStudio.Services.Icons.Default", icon),
].join("\n")}
  </Assets>
</PackageManifest>
`;
}

function zipExtension() {
  const names = readdirSync(extension, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(extension, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .sort();
  const types = [...new Set(names.map((name) => name.split(".").at(-1)))];
  const mimes = { json: "application/json", md: "text/markdown", svg: "image/svg+xml", png: "image/png" };
  const contentTypes = `<?xml version="1.0" encoding="utf-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
${[...new Set([...types, "vsixmanifest"])]
  .map(
    (type) =>
      `  <Default Extension=".${type}" ContentType="${mimes[type] ?? (type === "vsixmanifest" ? "text/xml" : "text/plain")}" />`,
  )
  .join("\n")}
</Types>
`;
  const files = Object.fromEntries(
    names.map((name) => [`extension/${name}`, new Uint8Array(readFileSync(join(extension, name)))]),
  );
  // A fixed time makes the same sources the same file.
  const zipped = zipSync(
    {
      "extension.vsixmanifest": strToU8(vsixManifest()),
      "[Content_Types].xml": strToU8(contentTypes),
      ...files,
    },
    { level: 9, mtime: new Date("2026-01-01T00:00:00Z") },
  );
  const path = join(output, `${manifest.name}-${manifest.version}.vsix`);
  writeFileSync(path, zipped);
  return path;
}

rmSync(output, { recursive: true, force: true });
await writeColours();
await writeExtension();
await writePage();
console.log(relative(root, zipExtension()));
