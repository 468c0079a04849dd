import { useSignal, useSignalEffect } from "@preact/signals";
import type { JSX } from "preact";
import { Empty, State } from "../interface/controls.js";
import { decimal, percent } from "../interface/format.js";
import { GraphView } from "./graph-view.js";
import type { Studio } from "./state.js";
import { words } from "./words.js";

const tabs = ["graph", "explain", "tests", "runs"] as const;
type Tab = (typeof tabs)[number];

/** What is looked at now and then: the graph, why a trade happened, the file's tests, earlier runs. */
export function BottomPane({ studio }: { readonly studio: Studio }): JSX.Element {
  const tab = useSignal<Tab>("graph");
  useSignalEffect(() => {
    if (studio.explained.value !== null) tab.value = "explain";
  });
  const move = (event: KeyboardEvent): void => {
    const turn = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (turn === 0) return;
    tab.value = tabs[(tabs.indexOf(tab.value) + turn + tabs.length) % tabs.length] ?? "graph";
    document.getElementById(`tab-${tab.value}`)?.focus();
  };
  return (
    <section class="card bottom">
      <div role="tablist" aria-label={words.title} onKeyDown={move}>
        {tabs.map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`tab-${name}`}
            aria-selected={tab.value === name}
            aria-controls="bottom-panel"
            tabIndex={tab.value === name ? 0 : -1}
            onClick={() => (tab.value = name)}
          >
            {words[name]}
          </button>
        ))}
      </div>
      <div role="tabpanel" id="bottom-panel" aria-labelledby={`tab-${tab.value}`} class="panel">
        <Panel tab={tab.value} studio={studio} />
      </div>
    </section>
  );
}

function Panel({ tab, studio }: { readonly tab: Tab; readonly studio: Studio }): JSX.Element {
  switch (tab) {
    case "graph": {
      const strategy = studio.strategy.value;
      return strategy === null ? <Empty>{words.noStrategy}</Empty> : <GraphView picture={strategy.picture} />;
    }
    case "explain":
      return <Explained studio={studio} />;
    case "tests":
      return <Tests studio={studio} />;
    case "runs":
      return <Runs studio={studio} />;
  }
}

function Explained({ studio }: { readonly studio: Studio }): JSX.Element {
  const lines = studio.explained.value;
  if (lines === null) return <Empty>{words.explainHint}</Empty>;
  return (
    <ol class="explained" data-part="explained">
      {lines.map(({ depth, text }, k) => (
        <li key={k} class={`depth-${Math.min(depth, 6)}`}>
          {text}
        </li>
      ))}
    </ol>
  );
}

function Tests({ studio }: { readonly studio: Studio }): JSX.Element {
  const tests = studio.tests.value;
  return (
    <>
      <button type="button" onClick={() => void studio.runTests()}>
        {words.runTests}
      </button>
      {tests?.length === 0 && <Empty>{words.noTests}</Empty>}
      <ul class="tests" data-part="tests">
        {tests?.map(({ title, passed, failures }) => (
          <li key={title}>
            <State health={passed ? "good" : "bad"}>{title}</State>
            {failures.map((failure) => (
              <p key={failure}>{failure}</p>
            ))}
          </li>
        ))}
      </ul>
    </>
  );
}

function Runs({ studio }: { readonly studio: Studio }): JSX.Element {
  const kept = studio.kept.value.map((run) => ({
    id: run.runId,
    name: `${run.strategy} ${Object.entries(run.values)
      .map(([name, value]) => `${name} ${decimal(value, value % 1 === 0 ? 0 : 4)}`)
      .join(", ")}`,
    totalReturn: run.metrics["totalReturn"] ?? null,
    sharpe: run.metrics["sharpe"] ?? null,
    maxDrawdown: run.metrics["maxDrawdown"] ?? null,
    trades: run.trades.count,
  }));
  const stored = studio.stored.value.map((run) => ({ ...run, name: `${run.strategy} · ${run.data}` }));
  const rows = [...kept, ...stored];
  return (
    <>
      <button type="button" disabled={studio.run.value === null} onClick={() => studio.keep()}>
        {words.keepRun}
      </button>
      {rows.length === 0 ? (
        <Empty>{words.noRuns}</Empty>
      ) : (
        <table data-part="runs">
          <thead>
            <tr>
              <th scope="col" class="text">
                {words.strategies}
              </th>
              <th scope="col">{words.metrics.totalReturn}</th>
              <th scope="col">{words.metrics.sharpe}</th>
              <th scope="col">{words.metrics.maxDrawdown}</th>
              <th scope="col">{words.trades}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ id, name, totalReturn, sharpe, maxDrawdown, trades }) => (
              <tr key={id}>
                <td class="text">{name}</td>
                <td>{percent(totalReturn === null ? null : 100 * totalReturn)}</td>
                <td>{decimal(sharpe, 2)}</td>
                <td>{percent(maxDrawdown === null ? null : 100 * maxDrawdown)}</td>
                <td>{decimal(trades, 0)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}
