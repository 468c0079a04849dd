export { applyCalibration, fitCalibration, type OutOfFoldScores } from "./calibrate.js";
