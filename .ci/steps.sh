# The steps of a run, each with a title and its seconds; sourced, never run.

current=
times=()

# step TITLE COMMAND...
step() {
  current=$1
  shift
  printf '\n=== %s\n' "$current"
  started=$SECONDS
  "$@"
  note_time ok
  current=
}

note_time() { times+=("$(printf '%6d s  %-6s %s' $((SECONDS - started)) "$1" "$current")"); }

report() {
  if [ -n "$current" ]; then note_time FAILED; fi
  printf '\n=== Steps\n'
  printf '%s\n' "${times[@]}" "$(printf '%6d s  in all' "$SECONDS")"
  if [ -n "$counts" ]; then printf '\n%s\n' "$counts"; fi
}
counts=
trap 'report; clean_up' EXIT
