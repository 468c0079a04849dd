export { frame_edges, frame_open } from "./edges";
export { gather, hold } from "./rows";
