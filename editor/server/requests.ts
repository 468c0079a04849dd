import {
  DocumentDiagnosticReportKind,
  ErrorCodes,
  LSPErrorCodes,
  ResponseError,
  type CancellationToken,
  type Position,
  type SemanticTokens,
  type SemanticTokensDelta,
  type SemanticTokensDeltaParams,
  type SemanticTokensParams,
} from "vscode-languageserver";
import { codeActions } from "./actions.js";
import { execute } from "./commands.js";
import { completionsAt, resolveCompletion, type CompletionOptions } from "./completion.js";
import type { Connection } from "./connection.js";
import { diagnosticsOf } from "./diagnostics.js";
import type { Document } from "./document.js";
import { foldingRanges } from "./folding.js";
import { formatDocument, formatOnType, formatRanges } from "./formatting.js";
import { hoverAt } from "./hover.js";
import { inlayHints } from "./inlay-hints.js";
import { codeLenses } from "./lenses.js";
import { libraryText, moduleTextRequest } from "./library.js";
import { documentLinks } from "./links.js";
import { definitionAt, highlightsAt, referencesAt } from "./occurrences.js";
import { prepareRename, rename, RenameRefused } from "./rename.js";
import { semanticTokens, tokenEdits } from "./semantic-tokens.js";
import { selectionRanges } from "./selection.js";
import { signatureAt } from "./signature.js";
import { documentSymbols } from "./symbols.js";
import type { Workspace } from "./workspace.js";
import { workspaceSymbols } from "./workspace-symbols.js";

interface About {
  readonly textDocument: { readonly uri: string };
}

type AboutDocument = <Params extends About, Answer>(
  nothing: Answer,
  answer: (document: Document, params: Params) => Answer,
) => (params: Params, token: CancellationToken) => Answer;

/** Answers about an open file; a fault of ours is told in the client's log and fails that request alone. */
function createAbout(connection: Connection, workspace: Workspace): AboutDocument {
  return (nothing, answer) => (params, token) => {
    if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, "cancelled");
    const document = workspace.find(params.textDocument.uri);
    if (document === undefined) return nothing;
    try {
      return answer(document, params);
    } catch (error) {
      if (error instanceof RenameRefused) {
        throw new ResponseError(LSPErrorCodes.RequestFailed, error.message);
      }
      connection.console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
      const sentence = "this request failed; the server's log says why";
      throw new ResponseError(ErrorCodes.InternalError, sentence);
    }
  };
}

/** Wires each request to the function that answers it from a document. */
export function answerRequests(
  connection: Connection,
  workspace: Workspace,
  completion: () => CompletionOptions,
): void {
  const about = createAbout(connection, workspace);
  answerReading(connection, workspace, about);
  answerWriting(connection, workspace, about, completion);
  answerNames(connection, workspace, about);
  colourTokens(connection, workspace, about);
  connection.onRequest(moduleTextRequest, ({ uri }: { readonly uri: unknown }) =>
    typeof uri === "string" ? libraryText(uri) : null,
  );
  connection.onWorkspaceSymbol(async ({ query }, token, progress) => [
    ...(await workspaceSymbols(workspace, query, token, progress)),
  ]);
  connection.onExecuteCommand(async ({ command, arguments: given }, _token, progress) => {
    progress.begin(command);
    try {
      return await execute(workspace, command, given);
    } finally {
      progress.done();
    }
  });
}

/** What shows and explains. */
function answerReading(connection: Connection, workspace: Workspace, about: AboutDocument): void {
  connection.languages.diagnostics.on(
    about({ kind: DocumentDiagnosticReportKind.Full, items: [] }, (document) => ({
      kind: DocumentDiagnosticReportKind.Full,
      items: [...diagnosticsOf(document, workspace.settings)],
    })),
  );
  connection.onHover(
    about(null, (document, { position }) => hoverAt(document, document.positions.toOffset(position))),
  );
  connection.onDocumentSymbol(about([], (document) => [...documentSymbols(document)]));
  connection.onFoldingRanges(about([], (document) => [...foldingRanges(document)]));
  connection.onSelectionRanges(
    about([], (document, { positions }) => [...selectionRanges(document, positions)]),
  );
  connection.onDocumentLinks(
    about([], (document) => [...documentLinks(document, workspace.host.libraryFile)]),
  );
  connection.onCodeLens(
    about([], (document) => (workspace.settings.codeLens ? [...codeLenses(document)] : [])),
  );
  connection.languages.inlayHint.on(
    about([], (document, { range }) => [
      ...inlayHints(document, document.positions.toSpan(range), workspace.settings),
    ]),
  );
}

/** What knows which names are the same. */
function answerNames(connection: Connection, workspace: Workspace, about: AboutDocument): void {
  const offsetOf = ({ positions }: Document, { position }: { readonly position: Position }) =>
    positions.toOffset(position);
  connection.onDefinition(
    about(null, (document, params) => definitionAt(workspace, document, offsetOf(document, params))),
  );
  connection.onReferences(
    about([], (document, params) => [
      ...referencesAt(workspace, document, offsetOf(document, params), params.context.includeDeclaration),
    ]),
  );
  connection.onDocumentHighlight(
    about([], (document, params) => [...highlightsAt(document, offsetOf(document, params))]),
  );
  connection.onPrepareRename(
    about(null, (document, params) => prepareRename(document, offsetOf(document, params))),
  );
  connection.onRenameRequest(
    about(null, (document, params) =>
      rename(workspace, document, offsetOf(document, params), params.newName),
    ),
  );
}

/** Colours, whole or as what changed since the last answer. */
function colourTokens(connection: Connection, workspace: Workspace, about: AboutDocument): void {
  const { semanticTokens: tokens } = connection.languages;
  const last = new Map<string, { readonly resultId: string; readonly data: readonly number[] }>();
  let count = 0;
  const remember = (document: Document) => {
    count += 1;
    const answer = { resultId: String(count), data: semanticTokens(document, workspace.encoding) };
    last.set(document.uri, answer);
    return answer;
  };
  const whole = (document: Document) => {
    const { resultId, data } = remember(document);
    return { resultId, data: [...data] };
  };
  tokens.on(about<SemanticTokensParams, SemanticTokens>({ data: [] }, whole));
  tokens.onRange(
    about({ data: [] }, (document, { range }) => ({
      data: [...semanticTokens(document, workspace.encoding, document.positions.toSpan(range))],
    })),
  );
  tokens.onDelta(
    about<SemanticTokensDeltaParams, SemanticTokens | SemanticTokensDelta>(
      { data: [] },
      (document, params) => {
        const before = last.get(document.uri);
        if (before?.resultId !== params.previousResultId) return whole(document);
        const { resultId, data } = remember(document);
        return { resultId, edits: [...tokenEdits(before.data, data)] };
      },
    ),
  );
  workspace.onClose((uri) => last.delete(uri));
}

/** What helps to write. */
function answerWriting(
  connection: Connection,
  workspace: Workspace,
  about: AboutDocument,
  completion: () => CompletionOptions,
): void {
  connection.onCompletion(
    about({ isIncomplete: false, items: [] }, (document, { position }) =>
      completionsAt(document, document.positions.toOffset(position), completion()),
    ),
  );
  connection.onCompletionResolve(resolveCompletion);
  connection.onSignatureHelp(
    about(null, (document, { position }) => signatureAt(document, document.positions.toOffset(position))),
  );
  connection.onCodeAction(
    about([], (document, { range, context }) => [
      ...codeActions(document, document.positions.toSpan(range), context.only, workspace.settings),
    ]),
  );
  connection.onDocumentFormatting(about([], (document) => [...formatDocument(document)]));
  connection.onDocumentRangeFormatting(
    about([], (document, { range }) => [...formatRanges(document, [range])]),
  );
  connection.onDocumentRangesFormatting(
    about([], (document, { ranges }) => [...formatRanges(document, ranges)]),
  );
  connection.onDocumentOnTypeFormatting(
    about([], (document, { position, ch }) => [...formatOnType(document, position, ch)]),
  );
}
