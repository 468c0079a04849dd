import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Attribution } from "../interface/attribution.js";
import { Card, Choice, Trouble } from "../interface/controls.js";
import { day, decimal, interval, percent, time } from "../interface/format.js";
import { theme, themes, zone } from "../interface/settings.js";
import { AccountPane } from "./account-pane.js";
import { BottomPane } from "./bottom-pane.js";
import { EditorPane } from "./editor-pane.js";
import { PricePane } from "./price-pane.js";
import { SidePane } from "./side-pane.js";
import { manyBars, sampleData, type Studio } from "./state.js";
import { ResearchView } from "./views/research-view.js";
import { view, ViewChoice } from "./views/view-choice.js";
import { viewWords } from "./views/words.js";
import { words } from "./words.js";

export function StudioPage({ studio }: { readonly studio: Studio }): JSX.Element {
  useStudio(studio);
  const step = studio.window.value?.cut.step ?? 1;
  const hidden = studio.window.value?.marks.hidden ?? 0;
  return (
    <div class="studio">
      <Header studio={studio} />
      <Notices studio={studio} />
      <main class={studio.isStale.value ? "stale" : ""}>
        <div class="left">
          <Card title={words.editor}>
            <EditorPane studio={studio} />
          </Card>
        </div>
        <div class={`middle shows-${view.value}`}>
          <ViewChoice />
          <Card
            title={words.price}
            aside={
              <span class="note">
                {hidden > 0 && <span>{words.hiddenMarks(decimal(hidden, 0))} </span>}
                {step > 1 && <span>{words.severalBars(decimal(step, 0))} </span>}
                <button type="button" class="plain" onClick={() => studio.price.closer()}>
                  {words.closer}
                </button>
                <button type="button" class="plain" onClick={() => studio.price.all()}>
                  {words.all}
                </button>
              </span>
            }
          >
            <PricePane studio={studio} />
          </Card>
          <Card title={words.account}>
            <AccountPane studio={studio} />
          </Card>
          <BottomPane studio={studio} />
          <ResearchView studio={studio} />
        </div>
        <aside class="right" aria-label={words.statistics}>
          <SidePane studio={studio} />
        </aside>
      </main>
      <Foot studio={studio} />
    </div>
  );
}

/** Begins, saves by Ctrl-S, and asks before unsaved text is left. */
function useStudio(studio: Studio): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (!(event.ctrlKey || event.metaKey) || event.key !== "s") return;
      event.preventDefault();
      void studio.save();
    };
    const onLeave = (event: BeforeUnloadEvent): void => {
      if (studio.isDirty.value) event.preventDefault();
    };
    addEventListener("keydown", onKey);
    addEventListener("beforeunload", onLeave);
    void studio.begin();
    const endWatch = studio.watch();
    return () => {
      endWatch();
      removeEventListener("keydown", onKey);
      removeEventListener("beforeunload", onLeave);
    };
  }, [studio]);
}

function Header({ studio }: { readonly studio: Studio }): JSX.Element {
  const files = studio.files.value;
  const file = studio.file.value;
  return (
    <header>
      <h1>{words.title}</h1>
      <label>
        <span>{words.strategies}</span>
        <select
          value={file?.path ?? ""}
          onChange={async ({ currentTarget }) => {
            await studio.open(currentTarget.value);
            // What could not be opened is not what is shown.
            currentTarget.value = studio.file.value?.path ?? "";
          }}
        >
          {files
            .filter(({ kind }) => kind === "strategy")
            .map(({ path }) => (
              <option key={path} value={path}>
                {path}
              </option>
            ))}
        </select>
      </label>
      <StrategyChoice studio={studio} />
      <NewFile studio={studio} />
      <button type="button" disabled={!studio.isDirty.value} onClick={() => void studio.save()}>
        {words.save}
      </button>
      <span class="note saved" role="status" data-part="saved">
        {file === null ? "" : studio.isDirty.value ? words.unsaved : words.saved}
      </span>
      <DataPicker studio={studio} />
      <Latency studio={studio} />
      <Choice
        legend={words.theme}
        value={theme.value}
        options={themes.map((value) => ({ value, label: value }))}
        onChoose={(value) => (theme.value = value)}
      />
    </header>
  );
}

/** Which strategy of the file is run, where it has several. */
function StrategyChoice({ studio }: { readonly studio: Studio }): JSX.Element | null {
  const names = studio.compiled.value?.strategies ?? [];
  if (names.length < 2) return null;
  return (
    <label>
      <span>{words.inFile}</span>
      <select
        data-part="strategy"
        value={studio.chosen.value ?? studio.strategy.value?.name ?? ""}
        onChange={({ currentTarget }) => void studio.chooseStrategy(currentTarget.value)}
      >
        {names.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

function Latency({ studio }: { readonly studio: Studio }): JSX.Element {
  const run = studio.run.value;
  const spent = run === null ? 0 : run.cost.engine + run.cost.curves + run.cost.trades;
  return (
    <span class="note grows" data-part="latency">
      {run === null ? "" : words.latency(decimal(spent, 1), decimal(run.bars, 0))}
    </span>
  );
}

/** What stands between the author and a result: never more than is true at the moment. */
function Notices({ studio }: { readonly studio: Studio }): JSX.Element {
  const { trouble, refusal, compiled, conflict, lost, isMissing } = studio;
  const broken = compiled.value;
  return (
    <div class="notices" aria-live="polite">
      {lost.value !== null && (
        <Trouble
          title={lost.value.message}
          help={lost.value.help}
          action={{ label: words.tryAgain, run: () => void studio.lookAtFile() }}
        />
      )}
      {isMissing.value && <Trouble title={words.isMissing} />}
      {trouble.value !== null && trouble.value.code !== lost.value?.code && (
        <Trouble
          title={`${trouble.value.code === "gone" ? "" : `${trouble.value.code}: `}${trouble.value.message}`}
          help={trouble.value.help}
        />
      )}
      {conflict.value && (
        <div class="trouble" role="alert">
          <strong>{words.conflict}</strong>
          <button type="button" class="plain" onClick={() => void studio.open(studio.file.value?.path ?? "")}>
            {words.takeTheirs}
          </button>
          <button type="button" class="plain" onClick={() => void studio.save(true)}>
            {words.keepMine}
          </button>
        </div>
      )}
      {broken !== null && broken.strategy === null && (
        <p class="notice" data-part="broken">
          {broken.firstError === null ? words.noStrategy : words.stale(broken.firstError)}
        </p>
      )}
      {refusal.value?.code === untrained ? (
        <AsksModels hasServer={studio.host.server !== null} />
      ) : (
        refusal.value !== null && <Trouble title={refusal.value.message} help={refusal.value.help} />
      )}
    </div>
  );
}

/** The engine's word for a model that nothing answers for. */
const untrained = "SAGE8250";

/** Models answer beside the server only: what can be done with such a strategy from here. */
function AsksModels({ hasServer }: { readonly hasServer: boolean }): JSX.Element {
  return hasServer ? (
    <Trouble
      title={words.asksModels}
      help={words.trainedElsewhere}
      action={{ label: viewWords.names.walk, run: () => (view.value = "walk") }}
    />
  ) : (
    <Trouble title={words.asksModels} help={words.trainedByServer} />
  );
}

/** Bars of a file are of no exchange that would have a clock of its own. */
const ownZones = ["utc", "local"] as const;

/** What is worth knowing of the run; its place is there before anything is known, so that nothing moves. */
function Foot({ studio }: { readonly studio: Studio }): JSX.Element {
  const { facts, run, isOpenElsewhere, loading } = studio;
  return (
    <footer>
      <div class="notes" tabIndex={0} role="region" aria-label={words.notes} aria-live="polite">
        {isOpenElsewhere.value && <p>{words.isOpenElsewhere}</p>}
        {loading.value !== null && (
          <p>{loading.value < 1 ? words.barsComing(percent(100 * loading.value, 0)) : words.preparing}</p>
        )}
        {facts.value !== null && !facts.value.hasVolume && <p>{words.noVolume}</p>}
        {facts.value !== null && facts.value.bars > manyBars && (
          <p>{words.manyBars(decimal(facts.value.bars, 0))}</p>
        )}
        {run.value?.warnings.map(({ code, message }) => (
          <p key={code}>{message}</p>
        ))}
      </div>
      <Choice
        legend={words.zone}
        value={zone.value}
        options={ownZones.map((value) => ({ value, label: words.zones[value] }))}
        onChoose={(value) => (zone.value = value)}
      />
      <Attribution />
      <a href="licences.txt">{words.licences}</a>
    </footer>
  );
}

function NewFile({ studio }: { readonly studio: Studio }): JSX.Element {
  const [isNaming, setNaming] = useState(false);
  return isNaming ? (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const path = new FormData(event.currentTarget).get("path");
        setNaming(false);
        if (typeof path === "string" && path.trim() !== "") void studio.create(path.trim());
      }}
    >
      <input name="path" aria-label={words.newName} placeholder="mine.sage" autoFocus />
    </form>
  ) : (
    <button type="button" onClick={() => setNaming(true)}>
      {words.newFile}
    </button>
  );
}

function DataPicker({ studio }: { readonly studio: Studio }): JSX.Element {
  const files = studio.files.value;
  const facts = studio.facts.value;
  return (
    <>
      <label>
        <span>{words.data}</span>
        <select
          value={studio.data.value}
          onChange={async ({ currentTarget }) => {
            await studio.choose(currentTarget.value);
            currentTarget.value = studio.data.value;
          }}
        >
          <option value={sampleData}>{words.sample}</option>
          {files
            .filter(({ kind }) => kind === "data")
            .map(({ path }) => (
              <option key={path} value={path}>
                {path}
              </option>
            ))}
        </select>
      </label>
      {facts !== null && facts.bars > 0 && studio.data.value !== sampleData && (
        <span class="note facts" title={`${time(facts.from)} – ${time(facts.to)}`}>
          {decimal(facts.bars, 0)} × {interval(facts.interval)}, {day(facts.from)} – {day(facts.to)}
        </span>
      )}
    </>
  );
}
