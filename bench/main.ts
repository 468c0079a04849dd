/** `npm run bench [name…]`: every benchmark, or those whose name begins with one of the words. Ratios count, not times. */
