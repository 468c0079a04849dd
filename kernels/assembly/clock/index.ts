export { frame_edges, frame_open } from "./edges";
export { feed } from "./feed";
export { gather, hold } from "./rows";
