import { EditorView } from "@codemirror/view";

/** The editor's own looks; every colour is a variable of the page (`page/page.css`), which knows light from dark. */
export const sageTheme = EditorView.theme({
  "&": { height: "100%", color: "var(--sage-ink)", backgroundColor: "var(--sage-paper)", fontSize: "14px" },
  ".cm-scroller": {
    fontFamily: "ui-monospace, 'JetBrains Mono', Menlo, Consolas, monospace",
    lineHeight: "1.55",
  },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--sage-comment)", border: "none" },
  ".cm-activeLine": { backgroundColor: "var(--sage-line)" },
  ".cm-cursor": { borderLeftColor: "var(--sage-ink)" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--sage-selection) !important",
  },
  ".cm-tooltip": {
    color: "var(--sage-ink)",
    backgroundColor: "var(--sage-card)",
    border: "1px solid var(--sage-edge)",
    borderRadius: "8px",
    boxShadow: "0 6px 24px rgb(0 0 0 / 18%)",
    maxWidth: "44rem",
  },
  ".cm-lsp-hover-tooltip, .cm-lsp-documentation": { padding: "6px 12px", lineHeight: "1.45" },
  ".cm-lsp-hover-tooltip code, .cm-lsp-documentation code": { color: "var(--sage-function)" },
  ".cm-lsp-hover-tooltip table": { borderCollapse: "collapse" },
  ".cm-lsp-hover-tooltip td, .cm-lsp-hover-tooltip th": { padding: "1px 12px 1px 0", textAlign: "left" },
  ".cm-tooltip.cm-tooltip-lint": { padding: "4px 0" },
  ".cm-diagnostic": { padding: "6px 12px", whiteSpace: "pre-wrap" },
  ".cm-diagnosticSource": { color: "var(--sage-comment)", fontSize: "85%", opacity: "1" },
  ".cm-diagnosticAction": {
    display: "block",
    margin: "6px 0 2px",
    padding: "3px 10px",
    color: "var(--sage-paper)",
    backgroundColor: "var(--sage-declaration)",
    borderRadius: "6px",
    cursor: "pointer",
  },
  ".cm-tooltip-autocomplete ul li[aria-selected]": {
    color: "var(--sage-paper)",
    backgroundColor: "var(--sage-declaration)",
  },
  ".cm-panels": { color: "var(--sage-ink)", backgroundColor: "var(--sage-card)" },
});
