import { signal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Card, Empty, Skeleton, Trouble } from "../interface/controls.js";
import { money, percent, time } from "../interface/format.js";
import { zone } from "../interface/settings.js";
import { text } from "../text.js";
import { shownProblem, type Problem } from "./ask.js";
import { drawdownOf, loadCurve, withPoint, type CurvePoint } from "./curves.js";
import type { EquityChart } from "./equity-chart.js";
import { arenas, losses, serverNow, strategies, totals } from "./state.js";

/** The arena whose curve is shown; null: the whole desk. */
const scope = signal<number | null>(null);

/** What the chosen strategies are worth now. */
function worth(arena: number | null): number | null {
  if (arena === null) return totals.value?.equity ?? null;
  const ids = arenas.value?.get(arena)?.strategies ?? [];
  return ids.reduce((sum, id) => sum + (strategies.value?.get(id)?.equity ?? 0), 0);
}

/** The curve of a scope, from the server once and then as it is told. */
function useCurve(
  query: string,
  now: number | null,
  at: number | null,
): {
  readonly points: readonly CurvePoint[] | null;
  readonly problem: Problem | null;
} {
  const [points, setPoints] = useState<readonly CurvePoint[] | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => {
    let isOver = false;
    setPoints(null);
    void loadCurve(query)
      .then((curve) => {
        if (isOver) return;
        setProblem(null);
        setPoints(curve);
      })
      .catch((error: unknown) => {
        if (!isOver) setProblem(shownProblem(error));
      });
    return () => {
      isOver = true;
    };
  }, [query, losses.value]);
  useEffect(() => {
    if (now !== null)
      setPoints((before) =>
        before === null ? null : withPoint(before, { time: at ?? serverNow(), equity: now }),
      );
  }, [now, at]);
  return { points, problem };
}

function Chart(props: {
  readonly points: readonly CurvePoint[];
  readonly label: string;
  readonly onPoint: (index: number | null) => void;
}): JSX.Element {
  const element = useRef<HTMLDivElement>(null);
  const chart = useRef<EquityChart | null>(null);
  const shown = useRef<readonly CurvePoint[]>([]);
  const by = zone.value;
  shown.current = props.points;
  useEffect(() => {
    let isOver = false;
    // What draws is large, and nothing else waits for it.
    void import("./equity-chart.js").then(({ drawEquity }) => {
      if (isOver || element.current === null) return;
      chart.current = drawEquity(element.current, props.onPoint);
      chart.current.show(shown.current, true);
    });
    return () => {
      isOver = true;
      chart.current?.end();
      chart.current = null;
    };
  }, [by]);
  useEffect(() => chart.current?.show(props.points, false), [props.points]);
  return <div ref={element} class="chart" role="img" aria-label={props.label} tabIndex={0} />;
}

function Scope(): JSX.Element {
  return (
    <label class="filter">
      {text.chartOf}
      <select
        value={scope.value ?? ""}
        onChange={({ currentTarget }) =>
          (scope.value = currentTarget.value === "" ? null : Number(currentTarget.value))
        }
      >
        <option value="">{text.wholeDesk}</option>
        {[...(arenas.value?.values() ?? [])]
          .filter((arena) => arena.strategies.length > 0)
          .map(({ id, key }) => (
            <option key={id} value={id}>
              {key}
            </option>
          ))}
      </select>
    </label>
  );
}

/** Equity and drawdown of the whole desk, or of an arena. */
export function EquityCard(): JSX.Element {
  const arena = scope.value;
  const query = arena === null ? "" : `&arena_id=${arena}`;
  return <CurveCard title={text.equityChart} aside={<Scope />} query={query} now={worth(arena)} />;
}

/** Equity and drawdown of what a query names. @see loadCurve */
export function CurveCard(props: {
  readonly title: string;
  readonly aside?: JSX.Element;
  readonly query: string;
  /** What it is worth now. */
  readonly now: number | null;
  /** When it was worth that, epoch milliseconds; absent: now. */
  readonly at?: number | null;
}): JSX.Element {
  const { title, aside, query, now, at = null } = props;
  const { points, problem } = useCurve(query, now, at);
  const [looked, setLooked] = useState<number | null>(null);
  const falls = drawdownOf(points ?? []);
  const index = looked === null || looked < 0 || looked >= falls.length ? falls.length - 1 : looked;
  const point = points?.[index];
  const [equity, drawdown] = [money(point?.equity), percent(falls[index])];
  const hasCurve = points !== null && points.length > 1;
  return (
    <Card title={title} aside={aside}>
      <p class="legend">
        <span class="key equity">{`${text.equity} ${equity}`}</span>
        <span class="key drawdown">{`${text.drawdown} ${drawdown}`}</span>
        <span>{`${text.deepest} ${percent(falls.length === 0 ? null : Math.min(...falls))}`}</span>
        <span>{time(point?.time)}</span>
      </p>
      {problem !== null && <Trouble title={problem.message} help={problem.help} />}
      <div class="stage">
        {points === null && problem === null && <Skeleton label={text.loading} rows={6} />}
        {points !== null && !hasCurve && <Empty>{text.chartEmpty}</Empty>}
        {hasCurve && (
          <Chart
            key={query}
            points={points}
            label={text.chartSays(equity, drawdown, points.length)}
            onPoint={setLooked}
          />
        )}
      </div>
    </Card>
  );
}
