import {
  DocumentDiagnosticReportKind,
  ErrorCodes,
  ResponseError,
  type CancellationToken,
  LSPErrorCodes,
} from "vscode-languageserver";
import type { Connection } from "./connection.js";
import { diagnosticsOf } from "./diagnostics.js";
import type { Document } from "./document.js";
import { formatDocument, formatOnType, formatRanges } from "./formatting.js";
import { hoverAt } from "./hover.js";
import type { Workspace } from "./workspace.js";

interface About {
  readonly textDocument: { readonly uri: string };
}

/** Wires each request to the function that answers it from a document. */
export function answerRequests(connection: Connection, workspace: Workspace): void {
  /** An answer about an open file; a fault of ours is told in the client's log and answers nothing else. */
  const about =
    <Params extends About, Answer>(nothing: Answer, answer: (document: Document, params: Params) => Answer) =>
    (params: Params, token: CancellationToken): Answer => {
      if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, "cancelled");
      const document = workspace.find(params.textDocument.uri);
      if (document === undefined) return nothing;
      try {
        return answer(document, params);
      } catch (error) {
        connection.console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
        const sentence = "this request failed; the server's log says why";
        throw new ResponseError(ErrorCodes.InternalError, sentence);
      }
    };
  connection.languages.diagnostics.on(
    about({ kind: DocumentDiagnosticReportKind.Full, items: [] }, (document) => ({
      kind: DocumentDiagnosticReportKind.Full,
      items: [...diagnosticsOf(document, workspace.settings)],
    })),
  );
  connection.onHover(
    about(null, (document, { position }) => hoverAt(document, document.positions.toOffset(position))),
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
