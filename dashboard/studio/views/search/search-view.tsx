import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { Card, Empty, Tile } from "../../../interface/controls.js";
import { decimal, duration, sense, time } from "../../../interface/format.js";
import type { SearchView } from "../../experiments/protocol.js";
import type { Studio } from "../../state.js";
import { ChoiceFields, createChoiceForm, isPossible, requestOf } from "../choice-form.js";
import type { ViewProps } from "../research-view.js";
import { objectiveText, share, valueText } from "../values.js";
import { WorkBar } from "../work-bar.js";
import { viewWords } from "../words.js";
import { HeatMapView } from "./heat-map.js";
import { ParallelView } from "./parallel.js";

const words = viewWords.search;
const form = createChoiceForm();

/** Many sets of values at once: what is best, and whether it is more than luck. */
export function SearchPane({ studio, laboratory }: ViewProps): JSX.Element {
  const found = laboratory.search.result.value;
  const subject = laboratory.searchSubject.value;
  const now = laboratory.subject;
  const strategy = studio.strategy.value?.name;
  useEffect(() => void laboratory.loadSearches(), [strategy, found?.id]);
  const isOld = subject !== null && (subject.graphHash !== now.graphHash || subject.data !== now.data);
  const start = async (): Promise<void> => {
    const file = await studio.askedFile();
    if (file !== null) await laboratory.startSearch(requestOf(form, studio, file));
  };
  return (
    <>
      <Card title={viewWords.names.search}>
        <form
          class="choice"
          onSubmit={(event) => {
            event.preventDefault();
            void start();
          }}
        >
          {laboratory.asksModels && <p class="note">{viewWords.onServer}</p>}
          <ChoiceFields form={form} studio={studio} />
          <WorkBar
            work={laboratory.search}
            label={viewWords.start.search}
            unit={viewWords.progress}
            isPossible={isPossible(form, studio)}
          />
          <StoredSearches laboratory={laboratory} />
        </form>
      </Card>
      {found === null ? (
        <Empty>{words.empty}</Empty>
      ) : (
        <>
          {isOld && <p class="notice">{viewWords.stale}</p>}
          <Findings found={found} />
          <Maps found={found} studio={studio} />
          <Card title={words.parallel}>
            <ParallelView found={found} />
          </Card>
          <Best found={found} studio={studio} />
        </>
      )}
    </>
  );
}

/** Searches of this strategy that `sage search` has kept. */
function StoredSearches({ laboratory }: Pick<ViewProps, "laboratory">): JSX.Element | null {
  const stored = laboratory.searches.value;
  if (stored.length === 0) return null;
  return (
    <label class="stored">
      <span class="note">{words.stored}</span>
      <select
        data-part="stored-searches"
        value=""
        onChange={({ currentTarget }) => {
          const found = stored[Number(currentTarget.value)];
          if (currentTarget.value !== "" && found !== undefined) void laboratory.openSearch(found);
          currentTarget.value = "";
        }}
      >
        <option value="">{words.open}</option>
        {stored.map(({ created }, k) => (
          <option key={created} value={k}>
            {time(created)}
          </option>
        ))}
      </select>
    </label>
  );
}

function Findings({ found }: { readonly found: SearchView }): JSX.Element {
  const { plateau, deflation, overfitting, importance, counts, data } = found;
  const left = counts.forbidden + counts.refused + counts.failing + counts.valueless;
  const [first] = importance;
  return (
    <Card
      title={`${found.strategy}: ${found.direction} ${found.optimise}`}
      aside={
        <span class="note">
          {words.summary(
            decimal(counts.trials, 0),
            decimal(data.bars, 0),
            data.source,
            duration(found.elapsedMs),
          )}
        </span>
      }
    >
      <dl class="tiles wide" data-part="findings">
        <Tile
          label={words.plateau}
          value={plateau === null ? "–" : decimal(plateau.score, 2)}
          note={
            plateau === null
              ? words.noPlateau
              : words.plateauNote(decimal(plateau.neighbours, 0), objectiveText(plateau.mean))
          }
        />
        <Tile
          label={words.deflated}
          value={share(deflation?.deflatedSharpe)}
          note={
            deflation === null
              ? undefined
              : words.deflatedNote(decimal(deflation.trials, 0), decimal(deflation.expectedSharpe, 2))
          }
        />
        <Tile label={words.overfit} value={share(overfitting)} note={words.overfitNote} />
        <Tile
          label={words.matters}
          value={first === undefined ? "–" : first.name}
          note={importance.map(({ name, share: part }) => `${name} ${share(part, 0)}`).join(", ")}
        />
        {left > 0 && <Tile label={words.others(decimal(left, 0))} value="" note={words.othersNote} />}
      </dl>
    </Card>
  );
}

function Maps({
  found,
  studio,
}: {
  readonly found: SearchView;
  readonly studio: Studio;
}): JSX.Element | null {
  const chosen = useSignal(0);
  const map = found.heatMaps[chosen.value] ?? found.heatMaps[0];
  if (map === undefined) return null;
  return (
    <Card
      title={words.heat}
      aside={
        found.heatMaps.length > 1 && (
          <label class="note">
            {words.pair}{" "}
            <select
              value={chosen.value}
              onChange={({ currentTarget }) => (chosen.value = Number(currentTarget.value))}
            >
              {found.heatMaps.map(({ across, up }, k) => (
                <option key={k} value={k}>
                  {across.name} × {up.name}
                </option>
              ))}
            </select>
          </label>
        )
      }
    >
      <HeatMapView
        map={map}
        axes={found.axes}
        what={found.optimise}
        direction={found.direction}
        now={studio.given()}
        choose={(values) => studio.adopt(values)}
      />
    </Card>
  );
}

/** More than these are no list to be read. */
const listed = 50;

function Best({ found, studio }: { readonly found: SearchView; readonly studio: Studio }): JSX.Element {
  const rows = found.rows.slice(0, listed);
  return (
    <Card title={words.table}>
      {rows.length === 0 ? (
        <Empty>{words.noRanked}</Empty>
      ) : (
        <div class="scroll" tabIndex={0} role="group" aria-label={words.table}>
          <table data-part="best">
            <thead>
              <tr>
                <th scope="col">
                  <span class="hidden">{words.use}</span>
                </th>
                {found.axes.map(({ name }) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
                <th scope="col">{found.optimise}</th>
                <th scope="col">{viewWords.walk.return}</th>
                <th scope="col">{viewWords.walk.sharpe}</th>
                <th scope="col">{viewWords.walk.drawdown}</th>
                <th scope="col">{viewWords.walk.trades}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row, rank) => (
                <tr key={rank}>
                  <td>
                    <button
                      type="button"
                      class="plain"
                      aria-label={`${words.use} ${rank + 1}: ${words.useHint}`}
                      onClick={() => studio.adopt(row.values)}
                    >
                      {words.use}
                    </button>
                  </td>
                  {found.axes.map(({ name, kind }) => (
                    <td key={name}>{valueText(row.values[name], kind)}</td>
                  ))}
                  <td>{objectiveText(row.objective)}</td>
                  <td class={sense(row.totalReturn)}>{share(row.totalReturn)}</td>
                  <td>{decimal(row.sharpe, 2)}</td>
                  <td>{share(row.maxDrawdown)}</td>
                  <td>{decimal(row.trades, 0)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}
