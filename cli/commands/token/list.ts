import { SageCommand } from "../../command.js";

export default class TokenList extends SageCommand {
  static override description = "List the tokens of the API: their names and what they allow.";
  static override examples = ["sage token list"];

  override async run(): Promise<void> {
    const { flags } = await this.parse(TokenList);
    const { readTokens } = await import("../../../runtime/serve/tokens.js");
    const tokens = readTokens().map(({ name, scopes, createdAt }) => ({ name, scopes, createdAt }));
    if (flags.json) return this.printJson({ schema: "sage.token-list/1", tokens });
    if (tokens.length === 0) return this.print("There is no token; sage token new NAME makes one.");
    const { alignColumns } = await import("../../columns.js");
    const rows = tokens.map(({ name, scopes, createdAt }) => [
      name,
      scopes.join(", "),
      new Date(createdAt).toISOString().slice(0, 16).replace("T", " "),
    ]);
    this.print(
      alignColumns([["name", "scopes", "made (UTC)"], ...rows], ["left", "left", "left"]).join("\n"),
    );
  }
}
