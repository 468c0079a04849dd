import type { DiagnosticCode } from "../../lang/diagnostics/define.js";
import { sectionMissing } from "./sage1013-section-missing.js";
import { unknownName } from "./sage2001-unknown-name.js";
import { nameTaken } from "./sage2002-name-taken.js";
import { unused } from "./sage2004-unused.js";
import { moduleNotFound } from "./sage2005-module-not-found.js";
import { modulesInCircle } from "./sage2006-modules-in-circle.js";
import { wrongArgument } from "./sage2007-wrong-argument.js";
import { argumentCount } from "./sage2008-argument-count.js";
import { unusedAllowance } from "./sage2009-unused-allowance.js";
import { moduleHasError } from "./sage2010-module-has-error.js";
import { familyMember } from "./sage2012-family-member.js";
import { familySize } from "./sage2013-family-size.js";
import { tooManyCalls } from "./sage2014-too-many-calls.js";
import { typeDiffers } from "./sage2101-type-differs.js";
import { notACondition } from "./sage2102-not-a-condition.js";
import { branchesDiffer } from "./sage2103-branches-differ.js";
import { unitsDiffer } from "./sage2104-units-differ.js";
import { bareNumber } from "./sage2105-bare-number.js";
import { mayBeMissing } from "./sage2106-may-be-missing.js";
import { alwaysTrue } from "./sage2107-always.js";
import { percentSlip } from "./sage2108-percent-slip.js";
import { wholeBars } from "./sage2109-whole-bars.js";
import { fixedValue } from "./sage2110-fixed-value.js";
import { outsideDomain } from "./sage2111-outside-domain.js";
import { includesItself } from "./sage2112-includes-itself.js";
import { exactlyEqual } from "./sage2113-exactly-equal.js";
import { futureValue } from "./sage3001-future-value.js";
import { negativeHistory } from "./sage3002-negative-history.js";
import { notKnownYet } from "./sage3003-not-known-yet.js";
import { circular } from "./sage3004-circular.js";
import { unboundedHistory } from "./sage3005-unbounded-history.js";
import { heldHistory } from "./sage3006-held-history.js";
import { accountInRule } from "./sage3007-account-in-rule.js";
import { windowOfPrevious } from "./sage3008-window-of-prev.js";
import { historyOfPrevious } from "./sage3009-history-of-prev.js";
import { frameNotLonger } from "./sage3101-frame-not-longer.js";
import { frameNotMultiple } from "./sage3102-frame-not-multiple.js";
import { frameNeedsAnchor } from "./sage3103-frame-needs-anchor.js";
import { noStaleness } from "./sage3104-no-staleness.js";
import { outsideTheFrame } from "./sage3106-outside-the-frame.js";
import { longWarmUp } from "./sage3202-long-warm-up.js";
import { startDependent } from "./sage3203-start-dependent.js";
import { tooMuchHistory } from "./sage3204-too-much-history.js";
import { neverEnters } from "./sage4001-never-enters.js";
import { noWayOut } from "./sage4002-no-way-out.js";
import { stopSide } from "./sage4003-stop-side.js";
import { targetSide } from "./sage4004-target-side.js";
import { notAffine } from "./sage4005-not-affine.js";
import { noSize } from "./sage4006-no-size.js";
import { riskWithoutStop } from "./sage4007-risk-without-stop.js";
import { sizeAboveEquity } from "./sage4008-size-above-equity.js";
import { rulesOverlap } from "./sage4009-rules-overlap.js";
import { constantCondition } from "./sage4010-constant-condition.js";
import { shortExpiry } from "./sage4011-short-expiry.js";
import { noCosts } from "./sage4012-no-costs.js";
import { zeroFee } from "./sage4013-zero-fee.js";
import { shortOnSpot } from "./sage4014-short-on-spot.js";
import { positionAndRules } from "./sage4015-position-and-rules.js";
import { entrySide } from "./sage4016-entry-side.js";
import { noValidity } from "./sage4017-no-validity.js";
import { haltCondition } from "./sage4018-halt-condition.js";
import { noStopToMeasure } from "./sage4030-no-stop-to-measure.js";
import { stopMovesPast } from "./sage4031-stop-moves-past.js";
import { limitBehindStop } from "./sage4032-limit-behind-stop.js";
import { futureFeature } from "./sage5001-future-feature.js";
import { targetNotAhead } from "./sage5002-target-not-ahead.js";
import { forcesRefits } from "./sage5003-forces-refits.js";
import { featureIsTarget } from "./sage5004-feature-is-target.js";
import { shortEmbargo } from "./sage5005-short-embargo.js";
import { shortWindow } from "./sage5006-short-window.js";
import { ownPrediction } from "./sage5007-own-prediction.js";
import { unknownOption } from "./sage5009-unknown-option.js";
import { noSeed } from "./sage5010-no-seed.js";
import { probabilityRange } from "./sage5011-probability-range.js";
import { featureUnit } from "./sage5013-feature-unit.js";
import { oneTarget } from "./sage5014-one-target.js";
import { targetKind } from "./sage5015-target-kind.js";
import { defaultOutside } from "./sage6001-default-outside.js";
import { emptyRange } from "./sage6002-empty-range.js";
import { stepMisses } from "./sage6003-step-misses.js";
import { nothingLeft } from "./sage6004-nothing-left.js";
import { largeGrid } from "./sage6005-large-grid.js";
import { unusedParameter } from "./sage6006-unused-parameter.js";
import { unknownObjective } from "./sage6007-unknown-objective.js";
import { windowsOverlap } from "./sage6008-windows-overlap.js";
import { manyTrials } from "./sage6009-many-trials.js";
import { windowsDoNotFit } from "./sage6013-windows-do-not-fit.js";
import { nothingSearched } from "./sage6014-nothing-searched.js";
import { tooMuchMoney } from "./sage6015-too-much-money.js";
import { valueOutside } from "./sage6016-value-outside.js";
import { idleLimit } from "./sage6017-idle-limit.js";
import { rowsDiffer } from "./sage7001-rows-differ.js";
import { barOutside } from "./sage7002-bar-outside.js";
import { shortSeries } from "./sage7003-short-series.js";
import { impossibleBar } from "./sage7004-impossible-bar.js";
import { contradiction } from "./sage7005-contradiction.js";
import { checksNothing } from "./sage7006-checks-nothing.js";
import { valuesFail } from "./sage7007-values-fail.js";
import { internalError } from "./sage9001-internal.js";
import { thinMargin } from "./sage4041-thin-margin.js";
import { nothingBorrowed } from "./sage4042-nothing-borrowed.js";
import { notFiner } from "./sage4043-not-finer.js";
import { noFunding } from "./sage4044-no-funding.js";

/** Everything the checker can say, by code, for `sage explain`, the reference pages and the tests. */
export const compilerCodes: readonly DiagnosticCode<never>[] = [
  sectionMissing.definition,
  unknownName.definition,
  nameTaken.definition,
  unused.definition,
  moduleNotFound.definition,
  modulesInCircle.definition,
  wrongArgument.definition,
  argumentCount.definition,
  unusedAllowance.definition,
  moduleHasError.definition,
  familyMember.definition,
  familySize.definition,
  tooManyCalls.definition,
  typeDiffers.definition,
  notACondition.definition,
  branchesDiffer.definition,
  unitsDiffer.definition,
  bareNumber.definition,
  mayBeMissing.definition,
  alwaysTrue.definition,
  percentSlip.definition,
  wholeBars.definition,
  fixedValue.definition,
  outsideDomain.definition,
  includesItself.definition,
  exactlyEqual.definition,
  futureValue.definition,
  negativeHistory.definition,
  notKnownYet.definition,
  circular.definition,
  unboundedHistory.definition,
  heldHistory.definition,
  accountInRule.definition,
  windowOfPrevious.definition,
  historyOfPrevious.definition,
  frameNotLonger.definition,
  frameNotMultiple.definition,
  frameNeedsAnchor.definition,
  noStaleness.definition,
  outsideTheFrame.definition,
  longWarmUp.definition,
  startDependent.definition,
  tooMuchHistory.definition,
  neverEnters.definition,
  noWayOut.definition,
  stopSide.definition,
  targetSide.definition,
  notAffine.definition,
  noSize.definition,
  riskWithoutStop.definition,
  sizeAboveEquity.definition,
  rulesOverlap.definition,
  constantCondition.definition,
  shortExpiry.definition,
  noCosts.definition,
  zeroFee.definition,
  shortOnSpot.definition,
  positionAndRules.definition,
  entrySide.definition,
  noValidity.definition,
  haltCondition.definition,
  noStopToMeasure.definition,
  stopMovesPast.definition,
  limitBehindStop.definition,
  thinMargin.definition,
  nothingBorrowed.definition,
  notFiner.definition,
  noFunding.definition,
  futureFeature.definition,
  targetNotAhead.definition,
  forcesRefits.definition,
  featureIsTarget.definition,
  shortEmbargo.definition,
  shortWindow.definition,
  ownPrediction.definition,
  unknownOption.definition,
  noSeed.definition,
  probabilityRange.definition,
  featureUnit.definition,
  oneTarget.definition,
  targetKind.definition,
  defaultOutside.definition,
  emptyRange.definition,
  stepMisses.definition,
  nothingLeft.definition,
  largeGrid.definition,
  unusedParameter.definition,
  unknownObjective.definition,
  windowsOverlap.definition,
  manyTrials.definition,
  windowsDoNotFit.definition,
  nothingSearched.definition,
  tooMuchMoney.definition,
  valueOutside.definition,
  idleLimit.definition,
  rowsDiffer.definition,
  barOutside.definition,
  shortSeries.definition,
  impossibleBar.definition,
  contradiction.definition,
  checksNothing.definition,
  valuesFail.definition,
  internalError.definition,
];
