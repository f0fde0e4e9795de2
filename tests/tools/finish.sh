#!/bin/sh
# After Trunk's build, called by it (Trunk.toml): writes the workers' loaders; makes a release build smaller, strict and able to do
# without a network.
set -eu

target=$(cd "${CARGO_TARGET_DIR:-$TRUNK_SOURCE_DIR/target}" && pwd)
cd "$TRUNK_STAGING_DIR"

# single PROGRAM: the names of its WebAssembly and of its script, as $wasm and $script.
single() {
    wasm=$(echo "$1"*_bg.wasm)
    script=$(echo "$1"*.js | sed "s/[^ ]*_loader[^ ]*//; s/ //g")
    if [ ! -f "$wasm" ] || [ ! -f "$script" ]; then
        echo "finish: one $1*_bg.wasm and one $1*.js are expected, found: $wasm $script" >&2
        exit 1
    fi
}

# The simulation's worker runs the page's own program; the page hands its module over, so that it is downloaded and translated once.
single app
cat >worker_loader.js <<END
import init from "./$script";
const program = await new Promise((come) => addEventListener("message", ({ data }) => come(data), { once: true }));
await init({ module_or_path: program });
END

# Whoever comes back without a network has the loader, but not what it loads: an empty message tells.
single reader
sum=$(cat "$script" "$wasm" | cksum | cut -d ' ' -f 1)
mv "$script" "reader-$sum.js"
mv "$wasm" "reader-${sum}_bg.wasm"
single reader
cat >reader_loader.js <<END
try {
  const { default: init } = await import("./$script");
  await init({ module_or_path: "./$wasm" });
} catch {
  postMessage(new Uint8Array());
}
END

# Like all that a build consists of, the loaders have names of their own: no page meets one of another build.
sum=$(cat worker_loader.js reader_loader.js | cksum | cut -d ' ' -f 1)
for name in worker reader; do mv "${name}_loader.js" "${name}_loader-$sum.js"; done
sed "s/_loader\.js/_loader-$sum.js/" index.html >index.new
mv index.new index.html
if ! grep -q "_loader-$sum\.js" index.html; then
    echo "finish: index.html names no _loader.js" >&2
    exit 1
fi

[ "$TRUNK_PROFILE" = release ] || exit 0

if ! command -v node >/dev/null; then
    echo "finish: no Node.js; the page works but is larger, needs the network and has no Content-Security-Policy" >&2
    exit 0
fi
node "$TRUNK_SOURCE_DIR/tests/tools/styles.mjs" index.html
node "$TRUNK_SOURCE_DIR/tests/tools/policy.mjs" index.html

wasm_opt="$TRUNK_SOURCE_DIR/node_modules/.bin/wasm-opt"
# What rustc switches on for wasm32-unknown-unknown; wasm-bindgen drops the section that would say so.
features="--enable-bulk-memory --enable-bulk-memory-opt --enable-mutable-globals --enable-nontrapping-float-to-int"
features="$features --enable-sign-ext --enable-reference-types --enable-multivalue"
# A function that is called from one place would become a part of its caller, however long it is: so the loops over requests
# would end up in one of 40,000 lines, which an engine translates less well.
inline="--one-caller-inline-max-function-size=40"

# shrink PROGRAM: what was made of the same bytes by the same means is kept from the last time. What the WebAssembly asks its script
# for has long names, each in both; they get short ones.
shrink() {
    single "$1"
    means=$(cat "$TRUNK_SOURCE_DIR/tests/tools/finish.sh" "$TRUNK_SOURCE_DIR/package-lock.json" "$wasm" | cksum | tr ' ' '-')
    kept="$target/small/$1"
    if [ ! -f "$kept/$means" ]; then
        rm -rf "$kept"
        mkdir -p "$kept"
        # shellcheck disable=SC2086 # one word per feature
        "$wasm_opt" $features -O2 $inline --minify-imports-and-exports-and-modules --output "$kept/new" "$wasm" >"$kept/names"
        mv "$kept/new" "$kept/$means"
    fi
    cp "$kept/$means" "$wasm"
    node "$TRUNK_SOURCE_DIR/tests/tools/shorten.mjs" "$script" "$kept/names"
}
if [ -x "$wasm_opt" ]; then
    shrink app
    shrink reader
else
    echo "finish: no wasm-opt; the page works but is larger ('npm ci' installs it)" >&2
fi
node "$TRUNK_SOURCE_DIR/tests/tools/offline.mjs" .
