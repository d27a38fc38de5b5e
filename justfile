# `just` lists what can be done here. Each line is an ordinary command: just is a convenience.

_default:
    @just --list --unsorted

# The whole product in one process, in a browser
demo *ARGS:
    cargo demo {{ARGS}}

# Run the bot with repairbot.toml, .env and the environment
serve:
    cargo run --bin repairbot -- serve

# What is wrong with the configuration and the database
check:
    cargo run --bin repairbot -- check

# How the rules understand something: just explain money "12 500"
explain TOPIC *WORDS:
    cargo run --quiet --bin repairbot -- explain {{TOPIC}} {{WORDS}}

# The database schema: up, down [N], status
migrate *STEP="status":
    cargo run --bin repairbot -- migrate {{STEP}}

# All tests; servers that do not answer are skipped
test *ARGS:
    cargo test --workspace {{ARGS}}

# Formatting, lints, documentation
lint:
    cargo fmt --all --check
    cargo clippy --workspace --all-targets -- -D warnings
    RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps

# Budgets and import edges only
tidy:
    cargo test -p repairbot --test it tidy

# Licences, bans, sources
deny:
    cargo deny check bans licenses sources

# Everything the CI runs
ci:
    .ci/run
