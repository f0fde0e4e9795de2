#!/usr/bin/env bash
# The core stands alone: neither the browser nor the system's randomness comes with it.
set -euo pipefail

readonly WASM=wasm32-unknown-unknown

# finds CRATE OPTION...: whether the library, built with these options, brings CRATE (tests' own crates aside).
finds() {
    local crate=$1
    shift
    # The crate is looked up in the list of all: `cargo tree -i` answers both "not there" and "no such crate" with an error.
    cargo tree --locked --edges normal --prefix none --format '{p}' "$@" | awk -v crate="$crate" '$1 == crate { found = 1 } END { exit !found }'
}

absent() {
    if finds "$@"; then
        echo "the core brings $1 (cargo tree --edges normal -i $*)" >&2
        exit 1
    fi
    echo "absent, as it should be: $*"
}

present() {
    if ! finds "$@"; then
        echo "this check no longer finds $1 where it must be: $*" >&2
        exit 1
    fi
    echo "present, as it should be: $*"
}

host=$(rustc -vV | awk '$1 == "host:" { print $2 }')

for crate in yew gloo web-sys wasm-bindgen getrandom; do
    absent "$crate" --no-default-features --target "$host"
done
# plotters brings wasm-bindgen and web-sys to this target by itself, whatever its features are.
for crate in yew gloo getrandom; do
    absent "$crate" --no-default-features --target "$WASM"
done

# What reads manifests is large: the page leaves it to the reader, which does without the page.
absent serde-saphyr --no-default-features --features web --target "$WASM"
absent yew --no-default-features --features reader --target "$WASM"
present serde-saphyr --no-default-features --features reader --target "$WASM"

# The same search finds what is there.
present yew --no-default-features --features web --target "$WASM"
present wasm-bindgen --no-default-features --features web --target "$WASM"
present serde --no-default-features --target "$host"
