import { signal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { Card, Empty, Skeleton, Trouble } from "../../../interface/controls.js";
import { day, decimal, time } from "../../../interface/format.js";
import type { StoredModel } from "../../server/answers.js";
import { createChoiceForm, requestOf } from "../choice-form.js";
import type { ViewProps } from "../research-view.js";
import { WorkBar } from "../work-bar.js";
import { viewWords } from "../words.js";
import { ModelCards } from "./model-card.js";

const words = viewWords.models;
const form = createChoiceForm();
const chosen = signal<string | null>(null);

/** The models of the strategy: trained from here, and what the registry and their reports know of them. */
export function ModelsPane({ studio, laboratory }: ViewProps): JSX.Element {
  const strategy = studio.strategy.value;
  const stored = laboratory.models.value;
  useEffect(() => void laboratory.loadModels(), [strategy?.name]);
  if (strategy === null) return <Empty>{viewWords.noStrategy}</Empty>;
  if (!laboratory.hasServer) return <Empty>{words.noServer}</Empty>;
  const isThere = stored !== null && stored.strategy === strategy.name;
  if (strategy.models.length === 0 && isThere && stored.models.length === 0)
    return <Empty>{words.noModels}</Empty>;
  const start = async (): Promise<void> => {
    const file = await studio.askedFile();
    if (file !== null) await laboratory.train(requestOf(form, studio, file));
  };
  return (
    <>
      <Card title={words.training}>
        <form
          class="choice"
          onSubmit={(event) => {
            event.preventDefault();
            void start();
          }}
        >
          <p class="note">
            {words.trainNote} {viewWords.onServer}
          </p>
          <WorkBar
            work={laboratory.training}
            label={viewWords.start.train}
            unit={viewWords.stepsDone}
            isPossible={strategy.models.length > 0}
          />
        </form>
      </Card>
      {!isThere ? (
        <Skeleton rows={5} label={words.loading} />
      ) : stored.refusal !== null ? (
        <Trouble title={stored.refusal.message} help={stored.refusal.help} />
      ) : stored.models.length === 0 ? (
        <Empty>{words.empty}</Empty>
      ) : (
        <Stored models={stored.models} />
      )}
    </>
  );
}

function Stored({ models }: { readonly models: readonly StoredModel[] }): JSX.Element {
  const model = models.find(({ id }) => id === chosen.value) ?? models[0];
  if (model === undefined) return <Empty>{words.empty}</Empty>;
  return (
    <>
      <Card title={words.stored}>
        <div class="fields inset">
          <label>
            <span>{words.show}</span>
            <select
              data-part="model"
              value={model.id}
              onChange={({ currentTarget }) => (chosen.value = currentTarget.value)}
            >
              {models.map(({ id, model: name, learner, created, isChampion }) => (
                <option key={id} value={id}>
                  {`${name}, ${learner}, ${time(created)}${isChampion ? `, ${words.champion}` : ""}`}
                </option>
              ))}
            </select>
          </label>
          <span class="note">
            {words.on} {model.data.source}, {day(model.training.from)} – {day(model.training.to)},{" "}
            {decimal(model.training.rows, 0)} {words.rows.toLowerCase()}
          </span>
        </div>
      </Card>
      <ModelCards model={model} />
    </>
  );
}
