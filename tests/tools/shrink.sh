#!/bin/sh
# After Trunk's build: shrinks the release build's WebAssembly in place. Called by Trunk, see Trunk.toml.
set -eu

[ "$TRUNK_PROFILE" = release ] || exit 0

wasm_opt="$TRUNK_SOURCE_DIR/node_modules/.bin/wasm-opt"
if [ ! -x "$wasm_opt" ]; then
    echo "shrink: no $(basename "$wasm_opt"); the page works but is larger ('npm ci' installs it)" >&2
    exit 0
fi

# What rustc switches on for wasm32-unknown-unknown; wasm-bindgen drops the section that would say so.
features="--enable-bulk-memory --enable-bulk-memory-opt --enable-mutable-globals --enable-nontrapping-float-to-int"
features="$features --enable-sign-ext --enable-reference-types --enable-multivalue"

# The page is optimized for size, since everyone waits for it; the simulation for speed.
for file in "$TRUNK_STAGING_DIR"/*.wasm; do
    case "$(basename "$file")" in
        worker_bg.wasm) level=-O3 ;;
        *) level=-Oz ;;
    esac
    # shellcheck disable=SC2086 # one word per feature
    "$wasm_opt" $features $level --output "$file.small" "$file"
    mv "$file.small" "$file"
done
