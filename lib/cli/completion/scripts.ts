/** Shells for which there is a script. */
export const shells = ['bash', 'zsh', 'fish'] as const;

export type Shell = (typeof shells)[number];

/**
 * The script that makes a shell ask `workstreams complete -- <words>`, of which the last is being written. It answers with
 * a line a value, what it is behind a tab. Where it answers nothing, the shell offers files. Words are passed on as they
 * were typed: nothing in them is evaluated.
 */
export function scriptFor(shell: Shell): string {
  return scripts[shell];
}

const scripts: Readonly<Record<Shell, string>> = {
  bash: `# bash completion of workstreams
_workstreams() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do
    COMPREPLY+=("\${line%%$'\\t'*}")
  done < <(workstreams complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _workstreams workstreams
`,
  zsh: `#compdef workstreams
_workstreams() {
  local line
  local -a found
  while IFS= read -r line; do
    found+=("\${\${line//:/\\\\:}/$'\\t'/:}")
  done < <(workstreams complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
  if (( \${#found} )); then
    _describe 'workstreams' found
  else
    _files
  fi
}
if [[ \${funcstack[1]} == _workstreams ]]; then
  _workstreams "$@"
else
  compdef _workstreams workstreams
fi
`,
  fish: `# fish completion of workstreams
function __workstreams_complete
    set -l words (commandline -opc)
    workstreams complete -- $words[2..] (commandline -ct) 2>/dev/null
end
function __workstreams_answers
    set -l answers (__workstreams_complete)
    test (count $answers) -gt 0
end
complete -c workstreams -n __workstreams_answers -f -a '(__workstreams_complete)'
`,
};
