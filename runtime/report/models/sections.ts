import type { ModelReport } from "../../models/explain/model-report.js";
import { html, type Markup } from "../html.js";
import { card } from "../views/card.js";
import { calibrationView } from "./calibration.js";
import { confusionView } from "./confusion.js";
import { dependenceView } from "./dependence.js";
import { driftView } from "./drift.js";
import { importanceView } from "./importance.js";
import { qualityView } from "./quality.js";
import { modelTitle } from "./words.js";

/** A part of a report that is about models; null where it has nothing to show. */
export interface ModelSection {
  readonly id: string;
  readonly title: string | null;
  readonly half?: boolean;
  readonly view: (models: readonly ModelReport[]) => Markup | null;
}

const section = (
  id: string,
  title: string,
  heading: string,
  view: (model: ModelReport) => Markup | null,
): ModelSection => ({ id, title, view: (models) => drawAll(id, heading, models, view) });

/** In the order of a page: how good, how honest, what it says, what it listens to, how it answers, whether it still fits. */
export const modelSections: readonly ModelSection[] = [
  section("model-quality", "Model", "How well the model foresees", qualityView),
  { ...section("model-calibration", "Calibration", "Said and came", calibrationView), half: true },
  { ...section("model-confusion", "Confusion", "Said against came", confusionView), half: true },
  section("model-importance", "Importance", "What the model listens to", importanceView),
  section("model-dependence", "Dependence", "How answers go with features", dependenceView),
  section("model-drift", "Drift", "Features now and in training", driftView),
];

function drawAll(
  id: string,
  heading: string,
  models: readonly ModelReport[],
  view: (model: ModelReport) => Markup | null,
): Markup | null {
  const drawn = models.flatMap((model) => {
    const markup = view(model);
    return markup === null
      ? []
      : [
          html`<h3>${modelTitle(model)}</h3>
            ${markup}`,
        ];
  });
  return drawn.length === 0 ? null : card(id, heading, drawn);
}
