import {
  CodeActionKind,
  PositionEncodingKind,
  TextDocumentSyncKind,
  type ClientCapabilities,
  type ServerCapabilities,
} from "vscode-languageserver";
import { tokenModifiers, tokenTypes } from "./semantic-tokens.js";
import type { Encoding } from "./positions.js";

/** The client's wish comes first among what we can count in. */
export function chooseEncoding({ general }: ClientCapabilities): Encoding {
  const known = [PositionEncodingKind.UTF8, PositionEncodingKind.UTF16, PositionEncodingKind.UTF32];
  const wanted = general?.positionEncodings?.find((each) => known.includes(each));
  return wanted === "utf-8" || wanted === "utf-32" ? wanted : "utf-16";
}

/** What the server offers. `docs/conformance.md` shows which test holds each of them. */
export function serverCapabilities(encoding: Encoding, commands: readonly string[]): ServerCapabilities {
  return {
    positionEncoding: encoding,
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: false },
    diagnosticProvider: { identifier: "sage", interFileDependencies: true, workspaceDiagnostics: false },
    hoverProvider: true,
    definitionProvider: true,
    referencesProvider: true,
    documentHighlightProvider: true,
    renameProvider: { prepareProvider: true },
    semanticTokensProvider: {
      legend: { tokenTypes: [...tokenTypes], tokenModifiers: [...tokenModifiers] },
      full: { delta: true },
      range: true,
    },
    completionProvider: { triggerCharacters: [".", "(", ",", ":", "{"], resolveProvider: true },
    signatureHelpProvider: { triggerCharacters: ["(", ","], retriggerCharacters: [":"] },
    documentSymbolProvider: true,
    workspaceSymbolProvider: { workDoneProgress: true },
    foldingRangeProvider: true,
    selectionRangeProvider: true,
    documentLinkProvider: {},
    codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.SourceFixAll] },
    codeLensProvider: {},
    inlayHintProvider: true,
    executeCommandProvider: { commands: [...commands], workDoneProgress: true },
    documentFormattingProvider: true,
    documentRangeFormattingProvider: { rangesSupport: true },
    documentOnTypeFormattingProvider: { firstTriggerCharacter: "}", moreTriggerCharacter: ["\n"] },
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
  };
}
