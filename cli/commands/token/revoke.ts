import * as Args from "@oclif/core/args";
import { SageCommand } from "../../command.js";

export default class TokenRevoke extends SageCommand {
  static override description = "Take a token of the API back; servers that run refuse it within a second.";
  static override examples = ["sage token revoke dashboard"];
  static override args = { name: Args.string({ required: true, description: "what it is called" }) };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(TokenRevoke);
    const { revokeToken } = await import("../../../runtime/serve/tokens.js");
    revokeToken(args.name);
    if (flags.json) return this.printJson({ schema: "sage.token-revoked/1", name: args.name });
    this.say(`The token "${args.name}" opens nothing any more.`);
  }
}
