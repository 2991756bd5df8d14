# What one does in this repository, one verb each. CI runs `.ci/run`, which does not need `just`.

# list the verbs
[private]
default:
    @just --list --unsorted

# build the binary; regenerates generated-forge/src first when specs/ has changed
build *args:
    cargo build --locked {{ args }}

# compile everything without linking, tests and benches included
check:
    cargo check --workspace --all-targets --locked

# run every test that needs nothing outside the repository
test *args:
    cargo test --workspace --locked {{ args }}

# formatting and lints, as CI asks for them
lint:
    cargo fmt --all --check
    cargo clippy --workspace --all-targets --locked -- -D warnings

# build the documentation; a broken link is an error
doc:
    RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --locked

# write generated-forge/src anew, hand edits included, and show what changed
regen:
    touch specs/*
    cargo build --locked
    git diff --stat -- generated-forge

# rewrite the expected texts of the compiler's tests: golden crates, findings, docs/findings.md
golden:
    UPDATE_GOLDEN=1 cargo test --locked -p naftiko-codegen --test golden --test findings --test cli --test diff --test vendored

# check the compiler against the corpus of public documents in ../shared
corpus:
    NAFTIKO_CORPUS={{ justfile_directory() }}/../shared/corpus cargo test --locked -p naftiko-codegen --test corpus -- --include-ignored
    NAFTIKO_SHARED={{ justfile_directory() }}/../shared cargo test --locked -p naftiko-codegen --test yaml -- --include-ignored

# run other people's MCP clients against the binary (needs ../shared; installs them once)
clients:
    .ci/mcp-clients

# what faults, a crowd, the end and minutes of load do to the binary (needs ../shared): faults, crowd, end, soak
withstand trial *args:
    .ci/withstand {{ trial }} {{ args }}

# measure generation and the request path
bench *args:
    cargo bench --locked {{ args }}

# the whole gate, as it runs before a change lands
ci:
    bash .ci/run
