import type { DiagnosticCode } from "../define.js";
import { strayCharacter } from "./sage1001-stray-character.js";
import { unclosedText } from "./sage1002-unclosed-text.js";
import { expressionExpected } from "./sage1003-expression-expected.js";
import { unclosedBrace } from "./sage1004-unclosed-brace.js";
import { unknownStatement } from "./sage1005-unknown-statement.js";
import { equalsInCondition } from "./sage1006-equals-in-condition.js";
import { chainedComparison } from "./sage1007-chained-comparison.js";
import { settingNeedsColon } from "./sage1008-setting-needs-colon.js";
import { percentAsModulo } from "./sage1009-percent-as-modulo.js";
import { badDuration } from "./sage1010-bad-duration.js";
import { noEdition } from "./sage1011-no-edition.js";
import { givenTwice } from "./sage1012-given-twice.js";
import { missingPart } from "./sage1014-missing-part.js";
import { tooDeep } from "./sage1015-too-deep.js";
import { closesNothing } from "./sage1016-closes-nothing.js";
import { foreignName } from "./sage1017-foreign-name.js";
import { nameExpected } from "./sage1018-name-expected.js";
import { badDate } from "./sage1019-bad-date.js";
import { unknownEdition } from "./sage1020-unknown-edition.js";
import { tooManyMistakes } from "./sage1021-too-many-mistakes.js";
import { sideExpected } from "./sage1022-side-expected.js";
import { misplacedStatement } from "./sage1023-misplaced-statement.js";
import { listNeedsBrackets } from "./sage1024-list-needs-brackets.js";
import { unknownEscape } from "./sage1025-unknown-escape.js";
import { bareFraction } from "./sage1026-bare-fraction.js";
import { missingOperator } from "./sage1027-missing-operator.js";
import { otherLanguage } from "./sage1028-other-language.js";
import { reservedName } from "./sage2003-reserved-name.js";
import { frameInFrame } from "./sage3105-frame-in-frame.js";

export {
  strayCharacter,
  unclosedText,
  expressionExpected,
  unclosedBrace,
  unknownStatement,
  equalsInCondition,
  chainedComparison,
  settingNeedsColon,
  percentAsModulo,
  badDuration,
  noEdition,
  givenTwice,
  missingPart,
  tooDeep,
  closesNothing,
  foreignName,
  nameExpected,
  badDate,
  unknownEdition,
  tooManyMistakes,
  sideExpected,
  misplacedStatement,
  listNeedsBrackets,
  unknownEscape,
  bareFraction,
  missingOperator,
  otherLanguage,
  reservedName,
  frameInFrame,
};

/** Every code that reading a file can give, with its texts and its two programs. */
export const allCodes: readonly DiagnosticCode<never>[] = [
  strayCharacter.definition,
  unclosedText.definition,
  expressionExpected.definition,
  unclosedBrace.definition,
  unknownStatement.definition,
  equalsInCondition.definition,
  chainedComparison.definition,
  settingNeedsColon.definition,
  percentAsModulo.definition,
  badDuration.definition,
  noEdition.definition,
  givenTwice.definition,
  missingPart.definition,
  tooDeep.definition,
  closesNothing.definition,
  foreignName.definition,
  nameExpected.definition,
  badDate.definition,
  unknownEdition.definition,
  tooManyMistakes.definition,
  sideExpected.definition,
  misplacedStatement.definition,
  listNeedsBrackets.definition,
  unknownEscape.definition,
  bareFraction.definition,
  missingOperator.definition,
  otherLanguage.definition,
  reservedName.definition,
  frameInFrame.definition,
];
