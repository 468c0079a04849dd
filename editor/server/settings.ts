import { z } from "zod";

/** What a user can set; every key has a default, so that a client may send nothing at all. */
const settingsSchema = z.object({
  diagnostics: z
    .object({
      /** Milliseconds after the last keystroke before a file is checked; 0 checks as soon as nothing else waits. */
      delay: z.number().min(0).max(10_000).catch(0),
    })
    .catch({ delay: 0 }),
  /** Where the page of a code lies; `{code}` is replaced by `SAGE2104`. Empty: no link. */
  documentation: z.string().catch(""),
  inlayHints: z
    .object({
      knownAt: z.boolean().catch(false),
      warmUp: z.boolean().catch(false),
      parameterNames: z.boolean().catch(false),
    })
    .catch({ knownAt: false, warmUp: false, parameterNames: false }),
  /** Lines above strategies and tests. */
  codeLens: z.boolean().catch(true),
});

export type Settings = z.infer<typeof settingsSchema>;

export const defaultSettings: Settings = {
  diagnostics: { delay: 0 },
  documentation: "",
  inlayHints: { knownAt: false, warmUp: false, parameterNames: false },
  codeLens: true,
};

/** Settings from what a client sent; what is missing or wrong is the default. */
export function readSettings(sent: unknown): Settings {
  const result = settingsSchema.safeParse(sent);
  return result.success ? result.data : defaultSettings;
}

const optionsSchema = z.object({
  /** Commands of lenses that the client has itself. */
  clientCommands: z.array(z.string()).catch([]),
});

/** What a client says of itself when it starts the server, beside its settings. */
export function readOptions(sent: unknown): z.infer<typeof optionsSchema> {
  const result = optionsSchema.safeParse(sent);
  return result.success ? result.data : { clientCommands: [] };
}
