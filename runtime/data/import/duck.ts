import type { DuckDBConnection, DuckDBDataChunk } from "@duckdb/node-api";

interface OpenDuck {
  readonly connection: DuckDBConnection;
  close(): void;
}

/** A fresh in-memory DuckDB. Loaded only when needed: its start costs more than most runs. */
async function openDuck(): Promise<OpenDuck> {
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const instance = await DuckDBInstance.create(":memory:", {
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    // With more threads a streamed answer comes in whatever order they finish: rows must stay as they stand.
    threads: "1",
  });
  try {
    const connection = await instance.connect();
    const close = (): void => {
      connection.closeSync();
      instance.closeSync();
    };
    try {
      await connection.run("SET TimeZone = 'UTC'");
    } catch (error) {
      connection.closeSync();
      throw error;
    }
    return { connection, close };
  } catch (error) {
    instance.closeSync();
    throw error;
  }
}

/** Runs `work` on a fresh in-memory DuckDB. */
export async function withDuck<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  const { connection, close } = await openDuck();
  try {
    return await work(connection);
  } finally {
    close();
  }
}

/** Every chunk of a query's answer, in the order of the source's rows. */
export async function forEachChunk(
  connection: DuckDBConnection,
  sql: string,
  take: (chunk: DuckDBDataChunk) => void,
): Promise<void> {
  const result = await connection.stream(sql);
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return;
    take(chunk);
  }
}

/** The chunks of a query's answer, in the order of the source's rows, as they are asked for. */
export async function* streamChunks(sql: string): AsyncGenerator<DuckDBDataChunk> {
  const { connection, close } = await openDuck();
  let next: Promise<DuckDBDataChunk | null> | null = null;
  try {
    const result = await connection.stream(sql);
    next = result.fetchChunk();
    for (;;) {
      const chunk: DuckDBDataChunk | null = await next;
      if (chunk === null || chunk.rowCount === 0) return;
      // The next one is made on another thread while this one is worked on.
      next = result.fetchChunk();
      // Whether it fails is asked when it is waited for.
      next.catch(() => null);
      yield chunk;
    }
  } finally {
    // DuckDB must not be closed while it still makes a chunk that nobody wants any more.
    await next?.catch(() => null);
    close();
  }
}

/** A text as an SQL literal. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A column name as an SQL identifier. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
