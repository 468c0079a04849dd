/** Threads of a desk; a page does its work in the worker that it has. */
export class WorkerPool {
  readonly size = 0;

  run(): Promise<void> {
    return Promise.reject(new RangeError("a page has no threads but its workers"));
  }

  async close(): Promise<void> {}
}
