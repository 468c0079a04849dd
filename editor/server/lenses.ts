import type { CodeLens, Command } from "vscode-languageserver";
import type { Strategy } from "../../lang/index.js";
import { describeSpace, showTime } from "./cards.js";
import type { Document } from "./document.js";

/** The commands of lenses. The first two run something, which a client maps to its own way of running. */
export const commands = {
  runTest: "sage.runTest",
  backtest: "sage.backtest",
  showGraph: "sage.showGraph",
} as const;

/** What can be done with each strategy and test, and how much a search and the warm-up are. */
export function codeLenses(document: Document): readonly CodeLens[] {
  const { file, positions, uri } = document;
  return file.declarations.flatMap((each): CodeLens[] => {
    if (each.kind === "test") {
      const { title } = each;
      const run = { title: "Run test", command: commands.runTest, arguments: [uri, title.value] };
      return [{ range: positions.toRange(title.span), command: run }];
    }
    if (each.kind !== "strategy" || each.name.text === "") return [];
    const range = positions.toRange(each.name.span);
    return strategyCommands(document, each).map((command) => ({ range, command }));
  });
}

function strategyCommands({ analysis, uri }: Document, { name: { text } }: Strategy): readonly Command[] {
  const strategy = analysis.strategies.find(({ name }) => name === text);
  if (strategy === undefined) return [];
  const said = (title: string): Command => ({ title, command: "" });
  const { warmup, market, searchSpace, sound } = strategy;
  const warm = Number.isFinite(warmup.settled)
    ? `warm-up ${showTime(warmup.settled, market.timeframe)}`
    : "never settled";
  return [
    ...(sound
      ? [
          { title: "Backtest", command: commands.backtest, arguments: [uri, text] },
          { title: "Graph", command: commands.showGraph, arguments: [uri, text] },
        ]
      : []),
    ...(searchSpace.cells > 1 ? [said(describeSpace(strategy))] : []),
    ...(sound && warmup.settled > 0 ? [said(warm)] : []),
  ];
}
