//! The layers, as a test: a module uses only what stands to its left, and only the page knows the browser.

use crate::source::{SourceFile, Texts, code, file, files, product, tokens};

/// The layers, each of which may use those before it.
const LAYERS: &[&str] = &[
    "kernel", "scenario", "fleet", "rollout", "sim", "record", "compare", "bench", "manifest", "lesson", "oncall",
    "i18n", "view", "web", "bin",
];

/// The crates of the browser.
const BROWSER: &[&str] =
    &["yew", "gloo", "web_sys", "js_sys", "wasm_bindgen", "wasm_bindgen_futures", "plotters_canvas"];

/// What a layer of the core may not reach for, its unit tests aside: a scenario must give the same bytes everywhere.
const OUTSIDE: &[&str] = &["env", "fs", "net", "process", "thread", "time"];

/// The layer that a file below `src/` belongs to; none for the crate's root.
fn layer(path: &str) -> Option<&str> {
    let inside = path.strip_prefix("src/")?;
    let name = inside.split('/').next()?.trim_end_matches(".rs");
    (name != "lib").then_some(name)
}

fn rank(layer: &str) -> Option<usize> {
    LAYERS.iter().position(|name| *name == layer)
}

fn may_know_browser(path: &str) -> bool {
    path.starts_with("src/web/") || ["src/bin/app.rs", "src/bin/reader.rs"].contains(&path)
}

/// How many modules deep the code of a file is: `src/fleet/state.rs` is `crate::fleet::state`, two deep.
fn depth(path: &str) -> usize {
    let steps = path.split('/').count() - 1;
    if path.ends_with("/mod.rs") || path.ends_with("/lib.rs") { steps - 1 } else { steps }
}

/// The modules at the crate's root that the code of `path` names, each with its line.
fn edges(path: &str, text: &str) -> Vec<(usize, String)> {
    let tokens = tokens(&code(text, Texts::Blank));
    let word = |at: usize| tokens.get(at).map_or("", |(_, token)| token.as_str());
    let mut found = Vec::new();
    // For every open brace, whether it opened an inline module.
    let mut braces = Vec::new();
    for at in 0..tokens.len() {
        match word(at) {
            "{" => braces.push(at >= 2 && word(at - 2) == "mod"),
            "}" => {
                braces.pop();
            }
            "crate" if word(at + 1) == "::" => roots(&tokens, at + 2, &mut found),
            "super" if at == 0 || word(at - 1) != "::" => {
                let steps = (0..).take_while(|step| word(at + 2 * step) == "super").count();
                let here = depth(path) + braces.iter().filter(|module| **module).count();
                if steps >= here {
                    roots(&tokens, at + 2 * steps, &mut found);
                }
            }
            _ => {}
        }
    }
    found
}

/// The first names of what follows `crate::`: one name, or those of a group in braces.
fn roots(tokens: &[(usize, String)], at: usize, found: &mut Vec<(usize, String)>) {
    let mut nested = 0;
    let mut first = true;
    for (line, token) in &tokens[at.min(tokens.len())..] {
        match token.as_str() {
            "{" => (nested, first) = (nested + 1, nested == 0),
            "}" => nested -= 1,
            "," if nested == 1 => first = true,
            name if first => {
                found.push((*line, name.to_owned()));
                first = false;
            }
            _ => {}
        }
        if nested == 0 {
            break;
        }
    }
}

/// Every step of `file` over the borders of its layer.
fn trespasses(file: &SourceFile) -> Vec<String> {
    let SourceFile { path, text } = file;
    let mut found = Vec::new();
    let Some(own) = layer(path) else { return found };
    let Some(own_rank) = rank(own) else {
        return vec![format!("{path}: {own} is no layer of {LAYERS:?}")];
    };
    // A program is a crate of its own, at the end of the row: its `crate` is itself.
    let inside = if own == "bin" { Vec::new() } else { edges(path, text) };
    for (line, name) in inside {
        match rank(&name) {
            Some(other) if other <= own_rank => {}
            Some(_) => found.push(format!("{path}:{line}: {own} must not know {name}")),
            None => found.push(format!("{path}:{line}: {name} is no layer")),
        }
    }
    found.extend(foreign_words(path, text));
    found
}

/// Where one thing may be computed in two forms with the same result, as one machine is quick at the one and another at the
/// other.
const MACHINE_FORMS: &str = "src/kernel/moment.rs";

/// The words of the browser and of the machine where they do not belong.
fn foreign_words(path: &str, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    if may_know_browser(path) {
        return found;
    }
    let unit_tests = tokens(&code(product(text), Texts::Blank)).len();
    let tokens = tokens(&code(text, Texts::Blank));
    let core = !path.starts_with("src/bin/");
    for (at, (line, word)) in tokens.iter().enumerate() {
        let word = word.as_str();
        let after = |offset: usize| tokens.get(at + offset).map_or("", |(_, token)| token.as_str());
        if BROWSER.contains(&word) {
            found.push(format!("{path}:{line}: only the page knows {word}"));
        }
        if (word == "target_arch" || word == "target_family") && path != MACHINE_FORMS {
            found.push(format!("{path}:{line}: the code is the same on every target"));
        }
        if core && at < unit_tests && word == "std" && after(1) == "::" && OUTSIDE.contains(&after(2)) {
            found.push(format!("{path}:{line}: the core does not know std::{}", after(2)));
        }
    }
    found
}

/// Where the code asks whether it is built for the page.
fn asks_for_web(file: &SourceFile) -> Vec<String> {
    let code = code(&file.text, Texts::Keep).replace(' ', "");
    let asks =
        |(index, line): (usize, &str)| line.contains("feature=\"web\"").then(|| format!("{}:{}", file.path, index + 1));
    code.lines().enumerate().filter_map(asks).collect()
}

fn example(path: &str, text: &str) -> SourceFile {
    SourceFile { path: path.to_owned(), text: text.to_owned() }
}

#[test]
fn every_module_uses_only_what_stands_to_its_left() {
    let all = files("src", &[".rs"]);
    assert!(all.len() > 40, "the files are found");
    let found: Vec<String> = all.iter().flat_map(trespasses).collect();
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn the_crate_names_its_modules_in_the_order_of_the_layers() {
    let lib = file("src/lib.rs");
    let tokens = tokens(&code(&lib.text, Texts::Blank));
    let names: Vec<&str> = tokens.windows(2).filter(|pair| pair[0].1 == "mod").map(|pair| pair[1].1.as_str()).collect();
    let ranks: Vec<usize> = names.iter().map(|name| rank(name).expect("a module at the root is a layer")).collect();
    assert!(ranks.len() > 8 && ranks.is_sorted(), "{names:?}");
}

#[test]
fn the_page_is_let_in_at_one_place() {
    let found: Vec<String> = files("src", &[".rs"]).iter().flat_map(asks_for_web).collect();
    assert!(found.len() == 1 && found[0].starts_with("src/lib.rs:"), "{found:?}");
}

#[test]
fn a_wrong_edge_is_found_however_it_is_written() {
    let wrong = [
        ("src/kernel/queue.rs", "use crate::sim::Event;"),
        ("src/kernel/mod.rs", "fn f() -> crate :: sim :: Event { todo }"),
        ("src/fleet/mod.rs", "use crate::{kernel::{time::Time, rng}, view};"),
        ("src/fleet/mod.rs", "use super::sim::Event;"),
        ("src/fleet/desk.rs", "use super::super::{record};"),
        ("src/fleet/desk.rs", "mod tests { use super::super::super::web::App; }"),
        ("src/i18n/mod.rs", "pub use crate::*;"),
        ("src/record/hash.rs", "macro_rules! m { () => { $crate::view::chart() } }"),
        ("src/misc/mod.rs", "fn f() {}"),
        ("src/view/mod.rs", "use yew::Html;"),
        ("src/bin/cutover.rs", "fn f(x: web_sys::Element) {}"),
        ("src/view/mod.rs", "#[cfg(target_arch = \"wasm32\")] fn f() {}"),
        ("src/sim/mod.rs", "use std::time::Duration;"),
        ("src/manifest/mod.rs", "fn f() { std::fs::read(\"x\"); }"),
    ];
    for (path, text) in wrong {
        assert_eq!(trespasses(&example(path, text)).len(), 1, "{path}: {text}");
    }
}

#[test]
fn a_right_edge_is_left_alone() {
    let right = [
        ("src/sim/mod.rs", "use crate::{fleet::{Fleet, web}, kernel::time};"),
        ("src/fleet/desk.rs", "use super::state::view; use super::super::kernel;"),
        ("src/fleet/desk.rs", "mod tests { use super::super::sim_like; use super::view; }"),
        ("src/kernel/mod.rs", "// crate::sim\n/* yew */ const A: &str = \"crate::web js_sys std::fs\";"),
        ("src/web/app.rs", "use yew::Html; use crate::view::scene;"),
        ("src/bin/cutover.rs", "use std::fs; use cutover::view; use crate::table;"),
        ("src/sim/mod.rs", "#[cfg(test)]\nmod tests {\n use std::fs;\n}\n"),
        ("src/lib.rs", "pub mod web;"),
    ];
    for (path, text) in right {
        assert_eq!(trespasses(&example(path, text)), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn a_second_door_for_the_page_is_found() {
    let text = "#[cfg(all(test, feature=\"web\"))]\nfn f() {}\n// feature = \"web\"\n";
    assert_eq!(asks_for_web(&example("src/view/mod.rs", text)), ["src/view/mod.rs:1"]);
}
