/** What each code of a run means; the text behind `sage explain SAGE82xx` and the codes of binding to data. */
export const runErrorCodes = {
  SAGE8002: "Bars are missing in the data; with `gaps stop` that ends the run.",
  SAGE8003: "The data's bars are not of the strategy's timeframe and cannot be made into it.",
  SAGE8004: "The data has fewer bars than the strategy needs before its first decision.",
  SAGE8005: "The strategy reads another market or a file, and none was given for it.",
  SAGE8007: "The strategy reads a series of the market that the data does not have.",
  SAGE8008: "The data's bars lie across the bars of a slower timeframe that the strategy reads.",
  SAGE5008: "A model is asked about bars that lie before the end of what it has learned from.",
  SAGE8201: "The money at the start must be a number above zero.",
  SAGE8202: "A cost, size or limit of the strategy cannot be, for the parameter values of this run.",
  SAGE8203: "An option of a run is not in its range.",
  SAGE8204: "A parameter is unknown, or its value is outside its range.",
  SAGE8205: "The parameter values break a `require` of the strategy.",
  SAGE8206: "There are no bars to run on: none in the data, or none between the limits asked for.",
  SAGE8207:
    "Slippage is given in ticks, but the size of a tick is not written and the data does not show it.",
  SAGE8208: "The compiled strategy uses an operation that this version does not have.",
  SAGE8209: "The compiled strategy is not one that can be run.",
  SAGE8210: "The compiled kernels are missing or damaged.",
  SAGE8211: "A snapshot is of another strategy, version or setting than the run that wants it.",
  SAGE8212: "The ledger contradicts itself: money appeared or vanished. This is a fault of the program.",
  SAGE8213: "The engine was used in a way it does not allow. This is a fault of the program that uses it.",
  SAGE8214: "A member of a portfolio has no entries, so that it could never trade.",
  SAGE8230: "There is nothing to search: no parameter has more than one value, or there are too many sets.",
  SAGE8231: "A worker of the program stopped again and again on the same work.",
  SAGE8232: "A folder holds the results of another search than the one that was to be resumed.",
  SAGE8009: "Fundings are missing in the data, and the strategy says that a run then ends.",
  SAGE8360: "There is no stored model of that name, or the beginning of an id fits several.",
  SAGE8361: "The record of a stored model cannot be read: it is torn, or of another version.",
  SAGE8362: "The record of a stored model was changed after it was written.",
  SAGE8363: "The file of a stored model is missing, or is not the one that was stored.",
  SAGE8364: "A model was trained on other features than the strategy has.",
  SAGE8365: "A model that is the champion of its strategy is not removed by accident.",
  SAGE8366: "Another program keeps the stored models locked.",
  SAGE8367: "The list of champions cannot be read, or was changed by hand.",
  SAGE8368: "No stored model has a metric of that name.",
  SAGE8369: "What was to be stored of a model is not complete, or contradicts itself.",
  SAGE8381: "A walk-forward was asked for, and nothing says on which bars a choice is judged.",
  SAGE8382: "A sampler that learns from results cannot choose on bars on both sides of a test.",
  SAGE8250: "The strategy asks a model that has not been trained.",
  SAGE8320: "More rows, features or classes than trees can learn from.",
  SAGE8321: "Every feature of a model is missing on all training rows.",
  SAGE8330: "Nothing can be learned: no rows are left, or all of them are of one class.",
  SAGE8331: "A feature, weight or target is no finite number on a training row.",
  SAGE8332: "A linear model would have too many coefficients.",
  SAGE8333: "The learner cannot learn this kind of target.",
  SAGE8300: "A feature of a model is infinite, or too large for the 32 bits that models learn with.",
  SAGE8305: "Fewer rows have a known target than a model is to be trained on.",
  SAGE8306: "All rows that a model would learn from have the same target: there is nothing to tell apart.",
  SAGE8307: "No row of the data has a target that is known.",
  SAGE8308: "A model is asked for that the strategy does not have.",
  SAGE8309: "A model's features rest on the answers of another model, and those are not there.",
  SAGE8310: "The data has too few bars for the folds or the window of a validation.",
  SAGE8311: "The target of a model looks further ahead than there is data: all rows overlap each other.",
  SAGE8312: "A fold of a validation has nothing to learn from.",
  SAGE8313: "No bars are left to validate on.",
  SAGE8340: "A model file is missing, cut off or damaged.",
  SAGE8341: "The inputs of a model are not the features of the strategy.",
  SAGE8342: "An input of a model has a type or a shape that features cannot fill.",
  SAGE8343: "No output of a model says what the strategy's target asks for.",
  SAGE8344: "A model tells other classes apart than the strategy's target has.",
  SAGE8345: "A model gives its probabilities as a list of maps, which cannot be read.",
  SAGE8346: "A model has learned features that are computed otherwise than those of the strategy.",
  SAGE8347: "A model file uses something that this version cannot run.",
  SAGE8348: "A model failed while it was asked.",
  SAGE8349: "A model file is given for a model that the strategy does not have.",
  SAGE8350: "This way of running does not ask models yet.",
  SAGE8334:
    "Probabilities cannot be calibrated: no rows for it, all of one class, or a target that is a number.",
} as const;

export type RunErrorCode = keyof typeof runErrorCodes;

/** A run that cannot be: the sentence says why, `help` what to do. */
export class RunError extends Error {
  override readonly name = "RunError";

  constructor(
    readonly code: RunErrorCode,
    message: string,
    readonly help: string | null = null,
  ) {
    super(message);
  }
}
