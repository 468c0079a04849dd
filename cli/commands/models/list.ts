import * as Flags from "@oclif/core/flags";
import { SageCommand } from "../../command.js";
import { parseDuration, parsePositive, parseTime } from "../../values.js";

export default class ModelsList extends SageCommand {
  static override description =
    "List the trained models: when, strategy, learner, data, how they were judged.";
  static override examples = [
    "sage models list",
    "sage models list --strategy edge --sort auc --limit 5",
    "sage models list --family 6c0021f7c80914ab --json",
  ];
  static override flags = {
    strategy: Flags.string({ description: "only strategies whose name has this in it" }),
    model: Flags.string({ description: "only models of this name in their strategy" }),
    learner: Flags.string({ description: "only models of this learner: boosted_trees, ridge …" }),
    data: Flags.string({ description: "only data whose symbol or file has this in it" }),
    timeframe: Flags.string({ description: "only bars of this length: 15m, 1h" }),
    family: Flags.string({ description: "only models that were meant alike: the beginning of their ids" }),
    tag: Flags.string({ multiple: true, multipleNonGreedy: true, description: "only models with this tag" }),
    since: Flags.string({ description: "only models trained at this time or later" }),
    until: Flags.string({ description: "only models trained before this time" }),
    sort: Flags.string({
      default: "when",
      description:
        "what comes first: the newest (when), or the best by a metric: auc, log_loss, training.auc",
    }),
    limit: Flags.string({ description: "at most so many", default: "20" }),
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(ModelsList);
    const { filterModels, listChampions, listModels, rankModels } =
      await import("../../../runtime/models/registry/index.js");
    const { listingOf, showModels } = await import("../../model-list.js");
    const { models, damaged } = listModels();
    const champions = listChampions();
    const filtered = filterModels(models, {
      ...flags,
      interval: flags.timeframe === undefined ? undefined : parseDuration(flags.timeframe, "--timeframe"),
      after: flags.since === undefined ? undefined : parseTime(flags.since, "--since"),
      before: flags.until === undefined ? undefined : parseTime(flags.until, "--until"),
      tags: flags.tag,
    });
    const metric = flags.sort === "when" ? undefined : flags.sort;
    const sorted = metric === undefined ? filtered : rankModels(filtered, metric);
    const shown = sorted.slice(0, parsePositive(flags.limit, "--limit"));
    if (flags.json)
      return this.printJson({
        schema: "sage.model-list/1",
        models: shown.map((model) => listingOf(model, champions)),
        count: filtered.length,
        damaged,
      });
    for (const { code, problem } of damaged) this.say(`${code}: ${problem}`);
    if (models.length === 0) {
      const { modelsFolder } = await import("../../../runtime/store/home.js");
      return this.print(
        `There is no model in ${modelsFolder()} yet; sage train FILE --data CANDLES makes one.`,
      );
    }
    if (shown.length === 0) return this.print(`None of the ${models.length} models is like that.`);
    this.print(showModels(shown, champions, metric).join("\n"));
    if (shown.length < filtered.length)
      this.print(`\n${shown.length} of ${filtered.length}; --limit ${filtered.length} shows all.`);
  }
}
