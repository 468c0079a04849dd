import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Skeleton, Trouble } from "../../interface/controls.js";
import { decimal, money, noNumber, percent, price, quantity, time } from "../../interface/format.js";
import { text } from "../../text.js";
import { readDecision, type Decision, type DecisionNode, type Moment } from "./decision.js";
import type { ClosedTrade } from "./trade.js";
import { leave, spotted, type Selection } from "./selection.js";
import { Source, type Span } from "./source.js";
import type { StrategyText } from "./strategy-text.js";
import { useAnswer } from "./use-answer.js";

const words = text.ledger;

/** Why a trade or signal came about: rules and their values, beside the text that they stand in. Escape closes it. */
export function DecisionPanel(props: {
  readonly chosen: Selection;
  readonly written: StrategyText | null;
}): JSX.Element {
  const { chosen, written } = props;
  const heading = useRef<HTMLHeadingElement>(null);
  const { strategy, kind, id } = chosen;
  const { value, problem, again } = useAnswer(
    `/strategies/${strategy}/${kind}s/${id}/decision`,
    readDecision,
  );
  const decision =
    value !== null && value.id === id && (value.trade !== null) === (kind === "trade") ? value : null;
  const [marked, setMarked] = useState<Span | null>(null);
  useEffect(() => {
    setMarked(null);
    heading.current?.focus({ preventScroll: true });
    heading.current?.scrollIntoView({ block: "nearest" });
  }, [kind, id]);
  useEffect(() => {
    spotted.value = decision?.moment?.time ?? null;
  }, [decision]);
  const title = kind === "trade" ? words.tradeTitle(id, decision?.trade?.side ?? "") : words.signalTitle(id);
  return (
    <section
      class="card decision"
      aria-labelledby="decision-title"
      data-part="decision"
      onKeyDown={(event) => {
        if (event.key === "Escape") leave();
      }}
    >
      <div class="head">
        <h2 id="decision-title" ref={heading} tabIndex={-1}>
          {title.replace(/: $/, "")}
        </h2>
        <button type="button" class="plain" onClick={leave}>
          {words.closePanel}
        </button>
      </div>
      {problem !== null && (
        <Trouble title={problem.message} help={problem.help} action={{ label: words.again, run: again }} />
      )}
      {decision === null && problem === null && <Skeleton label={words.computing} rows={6} />}
      {decision !== null && <Body decision={decision} written={written} marked={marked} onMark={setMarked} />}
    </section>
  );
}

function Body(props: {
  readonly decision: Decision;
  readonly written: StrategyText | null;
  readonly marked: Span | null;
  readonly onMark: (span: Span | null) => void;
}): JSX.Element {
  const { decision, written, marked, onMark } = props;
  const { trade, moment, levels, exit } = decision;
  return (
    <>
      {moment === null ? (
        <p class="muted">{words.noRule}</p>
      ) : (
        <MomentView
          title={words.signalAt(time(moment.time), moment.bar)}
          moment={moment}
          written={written}
          marked={marked}
          onMark={onMark}
        />
      )}
      {trade !== null && (
        <h3>{words.filled(time(trade.entryTime), quantity(trade.quantity), price(trade.entryPrice))}</h3>
      )}
      {levels.map(({ name, placed, nodes }, k) => (
        <div key={k}>
          {placed !== null && <p>{words.placed(name, price(placed))}</p>}
          {nodes.length > 0 && (
            <Tree nodes={nodes} onMark={onMark} label={placed === null ? `${name} ` : null} />
          )}
        </div>
      ))}
      {trade !== null && (
        <Ending trade={trade} exit={exit} written={written} marked={marked} onMark={onMark} />
      )}
    </>
  );
}

/** How a trade ended, and what it cost. */
function Ending(props: {
  readonly trade: ClosedTrade;
  readonly exit: Moment | null;
  readonly written: StrategyText | null;
  readonly marked: Span | null;
  readonly onMark: (span: Span | null) => void;
}): JSX.Element {
  const { trade, exit, written, marked, onMark } = props;
  const share = (value: number | null): string => percent(value === null ? null : 100 * value);
  return (
    <>
      <h3>
        {words.left(
          time(trade.exitTime),
          price(trade.exitPrice),
          trade.bars ?? 0,
          trade.exitReason.replaceAll("_", " "),
        )}
      </h3>
      {exit !== null && (
        <MomentView
          title={words.exitAt(time(exit.time))}
          moment={exit}
          written={written}
          marked={marked}
          onMark={onMark}
        />
      )}
      <p class="muted">
        {words.costs(money(trade.fees), money(trade.slippage), money(trade.funding))}{" "}
        {words.excursion(share(trade.mae), share(trade.mfe))}
      </p>
    </>
  );
}

function MomentView(props: {
  readonly title: string;
  readonly moment: Moment;
  readonly written: StrategyText | null;
  readonly marked: Span | null;
  readonly onMark: (span: Span | null) => void;
}): JSX.Element {
  const { title, moment, written, marked, onMark } = props;
  const { action, side, line, nodes, outcome } = moment;
  const isInside = marked !== null && marked.start >= moment.start && marked.end <= moment.end;
  return (
    <>
      <h3>{title}</h3>
      {written !== null && (
        <Source
          text={written.text}
          label={`${words.source}, ${words.line(line)}`}
          around={moment}
          marked={isInside ? marked : moment}
        />
      )}
      <Tree nodes={nodes} onMark={onMark} label={`${action} ${side} `} />
      {outcome !== null && outcome !== "order" && <p class="muted">{`${words.outcome}: ${outcome}`}</p>}
    </>
  );
}

interface Branch {
  readonly node: DecisionNode;
  readonly below: readonly Branch[];
}

/** Nodes come each before its parts. */
function branchesOf(nodes: readonly DecisionNode[], depth: number): readonly Branch[] {
  const places = nodes.flatMap((node, k) => (node.depth === depth ? [k] : []));
  return places.flatMap((place, k) => {
    const node = nodes[place];
    if (node === undefined) return [];
    return [{ node, below: branchesOf(nodes.slice(place + 1, places[k + 1] ?? nodes.length), depth + 1) }];
  });
}

function Tree(props: {
  readonly nodes: readonly DecisionNode[];
  readonly label: string | null;
  readonly onMark: (span: Span | null) => void;
}): JSX.Element {
  const draw = (branches: readonly Branch[], label: ComponentChildren): JSX.Element => (
    <ul>
      {branches.map(({ node, below }, k) => (
        <li key={k} onMouseEnter={() => props.onMark(node)}>
          {label}
          <code>{node.name === null ? node.text : `${node.name} = ${node.text}`}</code> <Value node={node} />
          {node.answer !== null && <Answer answer={node.answer} />}
          {below.length > 0 && draw(below, null)}
        </li>
      ))}
    </ul>
  );
  return (
    <div class="tree" onMouseLeave={() => props.onMark(null)}>
      {draw(
        branchesOf(props.nodes, 0),
        props.label === null ? null : <span class="muted">{props.label}</span>,
      )}
    </div>
  );
}

function said(isTruth: boolean, value: number | null): string {
  if (isTruth) return value === null ? words.unknown : value === 1 ? words.yes : words.no;
  if (value === null) return noNumber;
  const size = Math.abs(value);
  return size >= 1e6 || size === 0
    ? decimal(value, 2)
    : String(Number(value.toPrecision(7))).replace("-", "−");
}

function Value({ node }: { readonly node: DecisionNode }): JSX.Element {
  const { isTruth, value, before } = node;
  const name = isTruth && value !== null ? (value === 1 ? "gain" : "loss") : "";
  return (
    <>
      <b class={name}>{said(isTruth, value)}</b>
      {before !== null && <small class="muted">{` ${words.before} ${said(isTruth, before)}`}</small>}
    </>
  );
}

function Answer({ answer }: { readonly answer: NonNullable<DecisionNode["answer"]> }): JSX.Element {
  if (answer.why !== null) return <p class="muted">{answer.why}</p>;
  return (
    <table class="answer">
      <tbody>
        {answer.rows.map(({ adds, what }, k) => (
          <tr key={k}>
            <td>{adds.replace("-", "−")}</td>
            <td class="text wrap">{what}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
