/** A bash completion script, made of the program's own commands, options and choices. */
import type { Command } from 'commander';

/** Words of commands' arguments that the program does not declare as choices: command path → words. */
export type Words = Readonly<Record<string, readonly string[]>>;
type Known = { readonly path: string; readonly command: Command };

export function bashCompletion(program: Command, extra: Words = {}): string {
  const name = program.name();
  const all = commandsOf(program, '');
  const paths = all.map(({ path }) => path).filter((path) => path !== '');
  return `# bash completion of ${name}: source <(${name} completion bash)
_${name}() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD - 1]}" path="" words="" i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "\${path:+$path }\${COMP_WORDS[i]}" in
${paths.length > 0 ? `      ${paths.map(quoted).join(' | ')}) path="\${path:+$path }\${COMP_WORDS[i]}" ;;` : ''}
    esac
  done
  case "$path $prev" in
${all.flatMap(valueCases).join('\n')}
  esac
  case "$path" in
${all.map((known) => `    ${quoted(known.path)}) words=${quoted(wordsOf(program, known, extra).join(' '))} ;;`).join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o bashdefault -o default -F _${name} ${name}`;
}

const commandsOf = (command: Command, path: string): readonly Known[] => [
  { path, command },
  ...visible(command).flatMap((child) => commandsOf(child, path ? `${path} ${child.name()}` : child.name())),
];

const visible = (command: Command): readonly Command[] => command.createHelp().visibleCommands(command);

/** After an option that takes a value: its choices, or (an empty answer) files. */
function valueCases({ path, command }: Known): readonly string[] {
  return command.options
    .filter((option) => option.required || option.optional)
    .map((option) => {
      const flags = [option.long, option.short].flatMap((flag) => (flag ? [quoted(`${path} ${flag}`)] : []));
      const choices = option.argChoices ? `COMPREPLY=($(compgen -W ${quoted(option.argChoices.join(' '))} -- "$cur")); ` : '';
      return `    ${flags.join(' | ')}) ${choices}return ;;`;
    });
}

function wordsOf(program: Command, { path, command }: Known, extra: Words): readonly string[] {
  const options = [...new Set([...command.options, ...program.options])].flatMap((option) => (option.hidden ? [] : (option.long ?? [])));
  const choices = command.registeredArguments.flatMap((argument) => argument.argChoices ?? []);
  return [...new Set([...visible(command).map((child) => child.name()), ...choices, ...(extra[path] ?? []), ...options, '--help'])];
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
