#!/bin/sh
# After Trunk's build, called by it (Trunk.toml): writes the worker's loader; makes a release build smaller.
set -eu

target=$(cd "${CARGO_TARGET_DIR:-$TRUNK_SOURCE_DIR/target}" && pwd)
cd "$TRUNK_STAGING_DIR"
wasm=$(echo app*_bg.wasm)
script=$(echo app*.js)
if [ ! -f "$wasm" ] || [ ! -f "$script" ]; then
    echo "finish: one app*_bg.wasm and one app*.js are expected, found: $wasm $script" >&2
    exit 1
fi

# The worker runs the page's own program. The page knows the loader's name, the loader the hashed one; the page hands its
# module over, so that it is downloaded and translated once.
cat >worker_loader.js <<END
import init from "./$script";
const program = await new Promise((come) => addEventListener("message", ({ data }) => come(data), { once: true }));
await init({ module_or_path: program });
END

[ "$TRUNK_PROFILE" = release ] || exit 0

wasm_opt="$TRUNK_SOURCE_DIR/node_modules/.bin/wasm-opt"
if [ ! -x "$wasm_opt" ]; then
    echo "finish: no wasm-opt; the page works but is larger ('npm ci' installs it)" >&2
    exit 0
fi

# What was made of the same bytes by the same means is kept from the last time.
means=$(cat "$TRUNK_SOURCE_DIR/tests/tools/finish.sh" "$TRUNK_SOURCE_DIR/package-lock.json" "$wasm" | cksum | tr ' ' '-')
kept="$target/small"
if [ -f "$kept/$means-$wasm" ]; then
    cp "$kept/$means-$wasm" "$wasm"
    exit 0
fi

# What rustc switches on for wasm32-unknown-unknown; wasm-bindgen drops the section that would say so.
features="--enable-bulk-memory --enable-bulk-memory-opt --enable-mutable-globals --enable-nontrapping-float-to-int"
features="$features --enable-sign-ext --enable-reference-types --enable-multivalue"
# A function that is called from one place would become a part of its caller, however long it is: so the loops over requests
# would end up in one of 40,000 lines, which an engine translates less well.
inline="--one-caller-inline-max-function-size=40"
rm -rf "$kept"
mkdir -p "$kept"
# shellcheck disable=SC2086 # one word per feature
"$wasm_opt" $features -O2 $inline --output "$kept/new" "$wasm"
mv "$kept/new" "$kept/$means-$wasm"
cp "$kept/$means-$wasm" "$wasm"
