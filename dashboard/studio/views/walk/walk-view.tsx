import { signal } from "@preact/signals";
import type { JSX } from "preact";
import { Card, Empty, Tile } from "../../../interface/controls.js";
import { day, decimal, sense } from "../../../interface/format.js";
import type { FoldView, WalkView } from "../../experiments/protocol.js";
import type { Studio } from "../../state.js";
import { ChoiceFields, createChoiceForm, isPossible, NumberField, requestOf } from "../choice-form.js";
import type { ViewProps } from "../research-view.js";
import { share, valueText } from "../values.js";
import { WorkBar } from "../work-bar.js";
import { viewWords } from "../words.js";
import { WalkEquity } from "./equity-chart.js";

const words = viewWords.walk;
const form = createChoiceForm();
const window = signal<"rolling" | "expanding">("rolling");
const [train, test] = [signal(365), signal(90)];

/** Choosing on one stretch and judging on the next, again and again. */
export function WalkPane({ studio, laboratory }: ViewProps): JSX.Element {
  const found = laboratory.walk.result.value;
  const subject = laboratory.walkSubject.value;
  const now = laboratory.subject;
  const isOld = subject !== null && (subject.graphHash !== now.graphHash || subject.data !== now.data);
  const asksModels = (studio.strategy.value?.models.length ?? 0) > 0;
  const start = async (): Promise<void> => {
    const file = await studio.askedFile();
    if (file === null) return;
    const choice = requestOf(form, studio, file);
    await laboratory.startWalk({
      ...choice,
      window: window.value,
      trainDays: train.value,
      testDays: test.value,
    });
  };
  return (
    <>
      <Card title={viewWords.names.walk}>
        <form
          class="choice"
          onSubmit={(event) => {
            event.preventDefault();
            void start();
          }}
        >
          {asksModels ? (
            <p class="note">{viewWords.onServer}</p>
          ) : (
            <>
              <ChoiceFields form={form} studio={studio} />
              <WindowFields />
            </>
          )}
          <WorkBar
            work={laboratory.walk}
            label={viewWords.start.walk}
            unit={viewWords.progress}
            isPossible={asksModels || isPossible(form, studio)}
          />
        </form>
      </Card>
      {found === null ? (
        <Empty>{words.empty}</Empty>
      ) : (
        <>
          {isOld && <p class="notice">{viewWords.stale}</p>}
          <Measures walk={found} />
          <Card title={words.chained} class="fixed">
            <WalkEquity walk={found} />
          </Card>
          <Folds walk={found} studio={studio} />
        </>
      )}
    </>
  );
}

function WindowFields(): JSX.Element {
  return (
    <div class="fields">
      <NumberField label={words.train} value={train} low={1} high={20_000} />
      <NumberField label={words.test} value={test} low={1} high={20_000} />
      <label>
        <span>{words.window}</span>
        <select
          value={window.value}
          onChange={({ currentTarget }) =>
            (window.value = currentTarget.value === "expanding" ? "expanding" : "rolling")
          }
        >
          {(["rolling", "expanding"] as const).map((name) => (
            <option key={name} value={name}>
              {words.windows[name]}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

function Measures({ walk }: { readonly walk: WalkView }): JSX.Element {
  const { measures, metrics, trials, leftOver } = walk;
  return (
    <Card
      title={`${walk.strategy}${walk.optimise === null ? "" : `: ${walk.optimise}`}`}
      aside={leftOver > 0 && <span class="note">{words.leftOver(decimal(leftOver, 0))}</span>}
    >
      <dl class="tiles wide" data-part="measures">
        <Tile
          label={words.return}
          value={share(metrics["totalReturn"])}
          sense={sense(metrics["totalReturn"])}
        />
        <Tile label={words.sharpe} value={decimal(metrics["sharpe"], 2)} sense={sense(metrics["sharpe"])} />
        <Tile label={words.drawdown} value={share(metrics["maxDrawdown"])} />
        <Tile
          label={words.efficiency}
          value={share(measures.efficiency, 0)}
          note={words.efficiencyNote(share(measures.inSampleAnnual), share(measures.outOfSampleAnnual))}
        />
        <Tile label={words.profitable} value={share(measures.profitableFolds, 0)} />
        {trials.count > 0 && (
          <Tile
            label={words.deflated}
            value={share(trials.deflatedSharpe)}
            note={words.deflatedNote(decimal(trials.count, 0))}
          />
        )}
        {measures.stability.map(({ name, mean, deviation }) => (
          <Tile
            key={name}
            label={name}
            value=""
            note={words.stabilityNote(decimal(mean, 1), decimal(deviation, 1))}
          />
        ))}
      </dl>
    </Card>
  );
}

function Folds({ walk, studio }: { readonly walk: WalkView; readonly studio: Studio }): JSX.Element {
  const kinds = new Map(studio.strategy.value?.parameters.map(({ name, kind }) => [name, kind]));
  return (
    <Card title={words.folds}>
      <div class="scroll" tabIndex={0} role="group" aria-label={words.folds}>
        <table data-part="folds">
          <thead>
            <tr>
              <th scope="col">{words.fold}</th>
              <th scope="col" class="text">
                {words.tested}
              </th>
              <th scope="col" class="text">
                {words.chosen}
              </th>
              {[words.inSample, words.outOfSample].flatMap((side) => [
                <th key={`${side} return`} scope="col">
                  <span class="side">{side}</span>
                  {words.return}
                </th>,
                <th key={`${side} sharpe`} scope="col">
                  <span class="side">{side}</span>
                  {words.sharpe}
                </th>,
              ])}
              <th scope="col">{words.drawdown}</th>
              <th scope="col">{words.trades}</th>
            </tr>
          </thead>
          <tbody>
            {walk.folds.map((fold) => (
              <FoldRow key={fold.fold} fold={fold} kinds={kinds} studio={studio} searched={walk.searched} />
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

function FoldRow(props: {
  readonly fold: FoldView;
  readonly searched: readonly string[];
  readonly kinds: ReadonlyMap<string, string>;
  readonly studio: Studio;
}): JSX.Element {
  const { fold, kinds, studio, searched } = props;
  const { parameters, inSample, outOfSample } = fold;
  const chosen = searched.map(
    (name) => `${name} ${valueText(parameters?.[name], kinds.get(name) ?? "number")}`,
  );
  return (
    <tr>
      <td>{fold.fold}</td>
      <td class="text">
        {day(fold.test.from)} – {day(fold.test.to)}
      </td>
      <td class="text">
        {searched.length === 0 ? (
          ""
        ) : parameters === null ? (
          words.nothing
        ) : (
          <button
            type="button"
            class="plain"
            title={viewWords.search.useHint}
            onClick={() => studio.adopt(parameters)}
          >
            {chosen.join(", ")}
          </button>
        )}
      </td>
      <td class={sense(inSample?.["totalReturn"])}>{share(inSample?.["totalReturn"])}</td>
      <td>{decimal(inSample?.["sharpe"], 2)}</td>
      <td class={sense(outOfSample["totalReturn"])}>{share(outOfSample["totalReturn"])}</td>
      <td>{decimal(outOfSample["sharpe"], 2)}</td>
      <td>{share(outOfSample["maxDrawdown"])}</td>
      <td>{decimal(fold.trades, 0)}</td>
    </tr>
  );
}
