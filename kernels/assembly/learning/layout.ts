/*
 * Where things lie in the memory that a training shares among its threads: read by the kernels and by the TypeScript
 * that lays it out, so it is written in what both understand. Offsets in bytes; addresses are 32-bit whole numbers.
 */

// The job: what is learned from, and how.
/** Rows of the table. */
export const ROWS = 0;
/** Features whose bins lie side by side, a power of two: PANEL_FEATURES where rows of all features are summed, else 1. */
export const PANEL = 4;
export const FEATURES = 8;
/** Address of the bins, a byte each: panel after panel, in each row after row. The last is as wide as features are left. */
export const BINS = 12;
/** Address of gradient and second derivative of each row, packed: gradient × 2^SHIFT + second derivative. */
export const PACKED = 16;
/** Bits that the second derivatives take. */
export const SHIFT = 20;
/** Address of the row numbers, leaf after leaf; rows in the bag come first. */
export const INDEX = 24;
/** Room for half as many row numbers. */
export const SCRATCH = 28;
/** Rows that this tree is grown on. */
export const BAG = 32;
/** Whether the index is the rows themselves, in order: the root's histogram then needs no index. */
export const WHOLE = 36;
/** Most leaves, most splits from the root to a leaf, fewest rows in a leaf. */
export const LEAVES = 40;
export const DEPTH = 44;
export const LEAF_ROWS = 48;
/** Features that a node may choose from; 0: all. */
export const DRAWN = 52;
/** 1: one cut a feature, drawn at random. */
export const RANDOM_CUTS = 56;
/** Random numbers of this tree. */
export const SEED = 60;
export const TREE = 64;
/** Address of the features' records. */
export const FEATURE_TABLE = 68;
/** Address of the leaves' records, of a byte for each leaf and feature, of the nodes' and the candidates' records. */
export const LEAF_TABLE = 72;
export const DEAD = 76;
export const NODE_TABLE = 80;
export const CANDIDATES = 84;
/** Address of the histograms, and how many there are. */
export const HISTOGRAMS = 88;
export const SLOTS = 92;
/** Address of the histograms in which each other thread sums its share. */
export const PARTIAL = 96;
/** Threads at work on this job. */
export const THREADS = 100;
/** Whether any feature is held to rise or fall. */
export const CONSTRAINED = 104;
/** What came out: leaves and nodes of the tree. */
export const GROWN_LEAVES = 108;
export const GROWN_NODES = 112;
/** Histograms side by side for each node: 1, or one for each pair of classes. */
export const PLANES = 116;
/** Address of a byte a row: the class of the row (binary: 0 or 1); of a regression 0. */
export const CLASS = 120;
/** Address of a regression's targets, 64-bit; else 0. */
export const TARGET = 124;
/** Address of 32-bit weights; 0: all 1. */
export const WEIGHTS = 128;
/** Address of the raw scores, 64-bit, output after output. */
export const SCORES = 132;
export const OUTPUTS = 136;
/** Address of the list of features that a node chose from, and of 256 bytes: which bins of a cut go left. */
export const CHOSEN = 140;
export const SIDES = 144;
/** What one step of the packed numbers is worth. */
export const GRADIENT_UNIT = 152;
export const HESSIAN_UNIT = 160;
export const LEAF_WEIGHT = 168;
export const L1 = 176;
export const L2 = 184;
export const MIN_GAIN = 192;
/** Of categories: fewest rows of one, its penalty, most on the left, fewest rows that join between two cuts. */
export const CATEGORY_SMOOTH = 208;
export const CATEGORY_L2 = 216;
export const CATEGORY_MOST = 224;
export const CATEGORY_GROUP = 228;
/** Which quantile a regression learns. */
export const QUANTILE = 232;

// Threads: what is to be done, by whom it is taken, and who is ready.
export const GENERATION = 256;
export const DONE = 260;
export const PHASE = 264;
export const NEXT = 320;
export const ARGUMENT_0 = 268;
export const ARGUMENT_1 = 272;
export const ARGUMENT_2 = 276;
export const ARGUMENT_3 = 280;
export const ARGUMENT_4 = 284;
export const ARGUMENT_5 = 288;
/** A byte a thread: whether it has summed rows of the histogram at work. */
export const HAS_SUMMED = 384;
/** Room that each thread has to itself. */
export const WORKSPACE = 292;
export const WORKSPACE_BYTES = 4096;
/** Address of a partition's counts: a place for each piece. */
export const PIECES = 296;
/** Of a forest: address of each row's packed number when it is drawn once; rows drawn for a tree, 0: each once. */
export const UNITS = 300;
export const DRAWS = 304;
/** What each leaf answers, by node a 64-bit number for each output. */
export const VALUES = 308;
/** How many trees have not drawn a row, by row. */
export const UNDRAWN = 312;
/** Room of each thread: for rows of a list that are laid side by side before they are summed, and for numbers of rows. */
export const ROOM = 316;
export const GATHERED_ROWS = 1024;
/** Rows of a leaf that a thread parts at once. */
export const PIECE_ROWS = 4096;
export const ROOM_BYTES = 41024;
/** Threads that a fault has ended. */
export const FAILED = 324;
export const JOB_BYTES = 512;

// What the threads do; the phases' arguments are written beside them.
export const LEAVE = 0;
/** Sums gradients: list (0: all rows), count, histogram. */
export const SUM = 1;
/** Merges, subtracts and looks for cuts: the leaf summed, its sibling (−1: none), whether each is to be cut. */
export const EXAMINE = 2;
/** Parts the rows of a leaf: begin, count, leaf's cut. */
export const PART = 3;
/** Scores to gradients: kind of loss, output. */
export const DERIVE = 4;
/** Adds the leaves to the scores: output. */
export const ADD = 5;
/** Lets rows fall through the tree: bins, how many rows these are of, list (0: all), rows, scores. */
export const FALL = 6;
/** Grows the trees of several jobs, each by one thread: address of the first, bytes between them, how many. */
export const PLANT = 7;
/** Lets the rows that a forest's tree has not drawn fall through it: the tree's job. */
export const ASIDE = 8;

// A feature.
export const FEATURE_BINS = 0;
/** The bin of missing values; −1: none was missing. */
export const FEATURE_MISSING = 4;
export const FEATURE_CATEGORY = 8;
/** 1: may only rise, −1: may only fall. */
export const FEATURE_MONOTONE = 12;
/** Whether this tree may ask it. */
export const FEATURE_ACTIVE = 16;
/** Address of the greatest value of each bin, 32-bit; where cuts are drawn at random. */
export const FEATURE_VALUES = 20;
export const FEATURE_BYTES = 32;

// A leaf while the tree grows.
export const LEAF_BEGIN = 0;
export const LEAF_COUNT = 4;
export const LEAF_DEPTH = 8;
export const LEAF_NODE = 12;
export const LEAF_SUM = 16;
export const LEAF_LOW = 24;
export const LEAF_HIGH = 32;
export const LEAF_VALUE = 40;
/** Feature of the best candidate; −1: there is none. */
export const LEAF_FEATURE = 48;
/** Its histogram; −1: it has none. */
export const LEAF_SLOT = 52;
/** Its best cut, a record as below. */
export const LEAF_CUT = 56;
export const LEAF_BYTES = 136;

// The best cut of one feature at one leaf; two rows of them, for the leaves that are looked at together.
export const CUT_GAIN = 0;
export const CUT_LEFT_SUM = 8;
export const CUT_LEFT_VALUE = 16;
export const CUT_RIGHT_VALUE = 24;
/** Up to this bin left; of a category −1. */
export const CUT_BIN = 32;
export const CUT_MISSING_LEFT = 36;
/** Whether the feature has any allowed cut here. */
export const CUT_ALIVE = 40;
/** A bit for each bin that goes left. */
export const CUT_SIDES = 48;
export const CUT_BYTES = 80;

// A node of the grown tree.
export const NODE_FEATURE = 0;
export const NODE_BIN = 4;
export const NODE_LEFT = 8;
export const NODE_RIGHT = 12;
export const NODE_MISSING_LEFT = 16;
/** Where its rows begin in the index; of leaves. */
export const NODE_BEGIN = 20;
export const NODE_COUNT = 24;
export const NODE_VALUE = 32;
export const NODE_GAIN = 40;
export const NODE_SIDES = 48;
export const NODE_BYTES = 80;

/** Bytes of one feature's histogram: 256 bins of 8. */
export const HISTOGRAM_BYTES = 2048;
/**
 * Features of a panel where rows of all features are summed. Their histograms just fit into the nearest cache; with half
 * as many, the next row would wait for the sums of the one before.
 */
export const PANEL_FEATURES = 16;
