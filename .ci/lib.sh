# Shared by the scripts of this folder; sourced, never run.
#
# Whatever is started here with `spawn` is ended when the script ends, however it ends.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
shared=$(dirname "$root")/shared
target=${CARGO_TARGET_DIR:-$root/target}
scratch=$(mktemp -d)

# Other people's clients are installed here, outside the repository. Where the home folder cannot be
# written they are installed anew for every run.
cache=${NAFTIKO_CI_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/naftiko-ci}
mkdir -p "$cache" 2>/dev/null && [ -w "$cache" ] || cache=$scratch/cache
export NAFTIKO_CI_CACHE=$cache

fail() {
  echo "error: $*" >&2
  exit 1
}

# === Processes ===

pids=()

# spawn LOG COMMAND...: runs a command in the background, its output in a file.
spawn() {
  local log=$1
  shift
  "$@" >"$log" 2>&1 </dev/null &
  pids+=($!)
}

# Asks every process to end, and does not ask a second time.
end_all() {
  local pid patience=50
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${pids[@]}"; do
    while kill -0 "$pid" 2>/dev/null && [ $((patience--)) -gt 0 ]; do sleep 0.1; done
    kill -KILL "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  done
  pids=()
}

clean_up() {
  end_all
  rm -rf "$scratch"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# await LOG COMMAND...: until the command succeeds; shows the log when it does not within ten seconds.
await() {
  local log=$1
  shift
  for _ in $(seq 100); do
    if "$@" 2>/dev/null; then return; fi
    sleep 0.1
  done
  cat "$log" >&2
  fail "nothing came of: $*"
}

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1"); }

# === The binary and the upstream it calls ===

need_shared() { [ -d "$shared/$1" ] || fail "$shared/$1 is missing: it must lie beside the repository"; }

# Builds the kit's mock upstream and load driver, unoptimised: nothing is measured here.
build_bench_kit() {
  need_shared bench
  cargo build --quiet --locked --manifest-path "$shared/bench/Cargo.toml" --target-dir "$cache/bench" \
    -p upstream -p load
}

# Starts the mock upstream; sets $upstream, its address, and $token, what it wants to see.
start_upstream() {
  local port
  build_bench_kit
  port=$(free_port)
  upstream=http://127.0.0.1:$port
  token=ci-token
  spawn "$scratch/upstream.log" env UPSTREAM_PORT="$port" UPSTREAM_TOKEN="$token" "$cache/bench/debug/upstream"
  await "$scratch/upstream.log" answers "$port"
}

# What the binary needs in its environment, as arguments of `env`.
forge_env() { echo "MISTRAL_AI_API_KEY=$token" "FORGE_TRAINING_JOBS_BASE_URI=$upstream"; }

# The address of a surface, from the line that says where it listens.
address_of() { grep -F "$1" "$scratch/forge.log" | grep -oE 'http://127\.0\.0\.1:[0-9]+' | head -n 1 | grep .; }

# start_forge BINARY [TOOL...]: serves both surfaces on free ports, under a tool where one is named;
# sets $rest and $mcp, their addresses.
start_forge() {
  # shellcheck disable=SC2046 # a list of words
  spawn "$scratch/forge.log" env $(forge_env) \
    FORGE_TRAINING_JOBS_REST_PORT=0 FORGE_TRAINING_JOBS_MCP_PORT=0 "${@:2}" "$1" serve
  await "$scratch/forge.log" address_of forge-training-jobs-rest >/dev/null
  await "$scratch/forge.log" address_of forge-training-jobs-mcp >/dev/null
  rest=$(address_of forge-training-jobs-rest)
  mcp=$(address_of forge-training-jobs-mcp)/mcp
}
