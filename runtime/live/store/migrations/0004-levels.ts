/** The stop and the nearest take of the position that is held after each bar, so that a chart can draw how they moved. */
export const stepLevels = `
alter table steps add column stop {double};
alter table steps add column take {double};
`;
