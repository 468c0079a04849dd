/** The maintenance margin of large markets at small sizes on most exchanges, as a share of the position's value. */
export const usualMaintenance = 0.005;
