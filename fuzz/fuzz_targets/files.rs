//! Any bytes, opened as a file: the same promises as in the tests, for as long as one likes. `./dev fuzz` runs it.

#![no_main]

#[path = "../../tests/it/fuzzed/judge.rs"]
mod judge;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    judge::judge(bytes);
});
