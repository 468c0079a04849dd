import * as Flags from "@oclif/core/flags";
import { SageCommand } from "../command.js";

export default class Serve extends SageCommand {
  static override description =
    "Answer over HTTP and WebSocket from the ledger of live trading: strategies, trades, statistics, kill switch.";
  static override examples = [
    "sage serve",
    "sage serve --store postgres://user@host/trading --listen 0.0.0.0:8750",
    "curl http://127.0.0.1:8750/api/v1/strategies",
  ];
  static override flags = {
    store: Flags.string({
      env: "SAGE_STORE",
      description: "the ledger: a file, or postgres://…; default .sage/live.db",
    }),
    listen: Flags.string({
      env: "SAGE_LISTEN",
      description: "host and port; beyond this machine only with a token; default 127.0.0.1:8750",
      helpValue: "host:port",
    }),
    origin: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      description: "a web page that may ask: --origin https://desk.example",
    }),
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(Serve);
    const [{ serve }, { openStore, defaultStore }, { graphOfLive }] = await Promise.all([
      import("../../runtime/serve/index.js"),
      import("../../runtime/live/store/index.js"),
      import("../live-graphs.js"),
    ]);
    const store = await openStore(flags.store ?? defaultStore);
    try {
      const serving = await serve({
        store,
        listen: flags.listen,
        origins: flags.origin,
        graphOf: graphOfLive,
        onFault: (message) => this.say(message),
      });
      if (flags.json)
        this.printJson({ schema: "sage.serve/1", address: serving.address, isGuarded: serving.isGuarded });
      else this.say(`${serving.address} answers from ${store.shown}; Ctrl-C ends it.`);
      await new Promise<void>((resolve) => {
        for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
      });
      await serving.close();
    } finally {
      await store.close();
    }
  }
}
