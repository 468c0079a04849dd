import { findLearner } from "../../compiler/models/learners.js";
import { fallbackOf, type ModelOption } from "../../compiler/models/option.js";
import { trainOptions } from "../../compiler/models/training.js";
import { sections, type SettingDeclaration } from "../../compiler/sections.js";

/** A setting of a section: what it means and what can stand behind its colon. */
export type SettingMeaning = Pick<SettingDeclaration, "meaning" | "values">;

type Settings = Readonly<Record<string, SettingMeaning>>;

/** The settings of each block by the word it begins with. */
const byHeading: Readonly<Record<string, Settings>> = {
  market: sections.market.settings,
  costs: sections.costs.settings,
  slippage: sections.slippage.settings,
  fills: sections.fills.settings,
  position: sections.position.settings,
  feed: { ...sections.outside.settings, ...sections.feed.settings },
  experiment: sections.experiment.settings,
  validate: sections.validate.settings,
  portfolio: sections.portfolio.settings,
  limits: sections.limits.settings,
  member: sections.member.settings,
};

function ofOption(option: ModelOption): SettingMeaning {
  const fallback = fallbackOf(option);
  const values = option.kind === "choice" ? option.choices : fallback === undefined ? [] : [fallback];
  return { meaning: option.summary, values };
}

/** The settings of a block: `title` is the word behind its heading, `boosted_trees` of `algorithm boosted_trees { … }`. */
export function settingsOf(heading: string, title: string): Settings {
  const options =
    heading === "train" ? trainOptions : heading === "algorithm" ? findLearner(title)?.options : undefined;
  if (options !== undefined) return Object.fromEntries(options.map((each) => [each.name, ofOption(each)]));
  return Object.hasOwn(byHeading, heading) ? (byHeading[heading] ?? {}) : {};
}
