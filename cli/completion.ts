import { commands } from "./commands.js";

/** A command as a shell sees it: its words, and the flags it takes. */
export interface Completable {
  readonly words: string;
  readonly flags: readonly string[];
}

/** Every command with its flags, read from their own declarations. */
export async function completable(): Promise<readonly Completable[]> {
  const loaded = Object.entries(commands).map(async ([id, load]) => {
    const command = (await load()).default;
    const flags = Object.keys({ ...command.baseFlags, ...command.flags, help: true });
    return { words: id.replaceAll(":", " "), flags: flags.map((name) => `--${name}`).toSorted() };
  });
  return Promise.all(loaded);
}

const firstWords = (known: readonly Completable[]) => [
  ...new Set(known.map(({ words }) => words.split(" ")[0] ?? "")),
];

const secondWords = (known: readonly Completable[], first: string) =>
  known.flatMap(({ words }) => (words.startsWith(`${first} `) ? [words.slice(first.length + 1)] : []));

/** The script for a shell; words that are no command and no flag are completed as files. */
export function completionScript(shell: "bash" | "zsh" | "fish", known: readonly Completable[]): string {
  return shell === "fish"
    ? fishScript(known)
    : shell === "zsh"
      ? `autoload -U +X bashcompinit && bashcompinit\n${bashScript(known)}`
      : bashScript(known);
}

function bashScript(known: readonly Completable[]): string {
  const flags = known.map(({ words, flags }) => `      "${words}"*) words="${flags.join(" ")}" ;;`);
  const topics = firstWords(known).filter((word) => secondWords(known, word).length > 0);
  const seconds = topics.map(
    (word) =>
      `    if [ "\${COMP_WORDS[1]}" = ${word} ]; then words="${secondWords(known, word).join(" ")}"; fi`,
  );
  return `_sage() {
  local current="\${COMP_WORDS[COMP_CWORD]}" words=""
  if [ "$COMP_CWORD" -eq 1 ]; then
    words="${firstWords(known).join(" ")}"
  elif [ "$COMP_CWORD" -eq 2 ] && [ "\${current#-}" = "$current" ]; then
    :
${seconds.join("\n")}
  fi
  if [ "\${current#-}" != "$current" ]; then
    case "\${COMP_WORDS[*]:1}" in
${flags.join("\n")}
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _sage sage
`;
}

function fishScript(known: readonly Completable[]): string {
  const first = `complete -c sage -n __fish_use_subcommand -a "${firstWords(known).join(" ")}"`;
  const rest = known.flatMap(({ words, flags }) => {
    const [topic = "", second] = words.split(" ");
    const seen =
      second === undefined
        ? `__fish_seen_subcommand_from ${topic}`
        : `__fish_seen_subcommand_from ${topic}; and __fish_seen_subcommand_from ${second}`;
    const sub =
      second === undefined ? [] : [`complete -c sage -n "__fish_seen_subcommand_from ${topic}" -a ${second}`];
    return [...sub, ...flags.map((flag) => `complete -c sage -n "${seen}" -l ${flag.slice(2)}`)];
  });
  return `${[first, ...rest].join("\n")}\n`;
}
