import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { SageCommand } from "../../command.js";

export default class TokenNew extends SageCommand {
  static override description = "Make a token for the API. It is shown once; only its hash is kept.";
  static override examples = ["sage token new dashboard", "sage token new desk --scope read --scope control"];
  static override args = { name: Args.string({ required: true, description: "what it is called" }) };
  static override flags = {
    scope: Flags.string({
      options: ["read", "control"],
      multiple: true,
      multipleNonGreedy: true,
      description: "what it allows; control is the kill switch; default read",
    }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(TokenNew);
    const { createToken, scopes } = await import("../../../runtime/serve/tokens.js");
    const wanted = scopes.filter((scope) => scope === "read" || flags.scope?.includes(scope) === true);
    const token = createToken(args.name, wanted, Date.now());
    if (flags.json) return this.printJson({ schema: "sage.token/1", name: args.name, scopes: wanted, token });
    this.say(`The token "${args.name}" (${wanted.join(", ")}). It is not shown again:`);
    this.print(token);
  }
}
