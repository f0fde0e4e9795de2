//! What the project asks of its own files. Every rule is shown to fail on a bad example beside it.

use crate::source::{SourceFile, Texts, code, file, files, product, tokens};
use cutover::scenario::presets::PRESETS;
use serde_json::Value;
use std::collections::BTreeSet;

/// The longest file that a reader can be asked to hold in mind.
const LINES_MAX: usize = 500;

/// Words that say that something is not done. Put together here, so that this file does not say them.
const UNDONE_ANYWHERE: &[&str] = &[concat!("TO", "DO"), concat!("FIX", "ME"), concat!("X", "XX")];
const UNDONE_MACROS: &[&str] = &["dbg", "todo", "unimplemented"];
const UNDONE_TESTS: &[&str] = &["test.only(", "test.skip(", "test.todo(", "describe.only(", "describe.skip("];

/// Where the folders of somebody's machine begin, after a slash: written so for the reason above.
const MACHINE_FOLDERS: &[&str] = &["home/", "root/", "Users/", "work/"];

/// Everything that people wrote, by folder.
fn written() -> Vec<SourceFile> {
    let endings = [".rs", ".mjs", ".py", ".sh", ".css", ".html", ".toml", ".md", ".ftl", ".json", ".yaml", ".yml"];
    let folders = ["src", "tests", "benches", "fuzz", "scenarios", "lessons", "docs", "static"];
    let mut all: Vec<SourceFile> = folders.iter().flat_map(|folder| files(folder, &endings)).collect();
    let at_root = ["build.rs", "Cargo.toml", "Trunk.toml", "clippy.toml", "rustfmt.toml", "index.html", "package.json"];
    all.extend(at_root.iter().chain(&["README.md", "dev", ".ci/run", ".gitignore"]).map(|path| file(path)));
    all
}

fn is_rust(file: &SourceFile) -> bool {
    file.path.ends_with(".rs")
}

/// A rule for one file, which says what is wrong with it.
type Rule = fn(&SourceFile) -> Vec<String>;

const RULES: [Rule; 5] = [too_long, untidy, undone, of_one_machine, prose_in_code];

fn too_long(file: &SourceFile) -> Vec<String> {
    let lines = file.text.lines().count();
    let program = [".rs", ".mjs", ".py", ".sh", ".css"].iter().any(|ending| file.path.ends_with(ending));
    if program && lines > LINES_MAX {
        vec![format!("{}: {lines} lines, at most {LINES_MAX}", file.path)]
    } else {
        vec![]
    }
}

/// The lines of `text` for which `bad` gives a reason.
fn by_line(file: &SourceFile, text: &str, bad: impl Fn(&str) -> Option<String>) -> Vec<String> {
    let report = |(index, line): (usize, &str)| bad(line).map(|why| format!("{}:{}: {why}", file.path, index + 1));
    text.lines().enumerate().filter_map(report).collect()
}

fn untidy(file: &SourceFile) -> Vec<String> {
    let mut found = by_line(file, &file.text, |line| {
        (line.contains('\t') || line.trim_end() != line).then(|| "a tab or trailing blank".to_owned())
    });
    if !file.text.is_empty() && !file.text.ends_with('\n') {
        found.push(format!("{}: no newline at the end", file.path));
    }
    found
}

fn undone(file: &SourceFile) -> Vec<String> {
    let mut found = by_line(file, &file.text, |line| {
        UNDONE_ANYWHERE.iter().find(|word| has_word(line, word)).map(|word| format!("says {word}"))
    });
    if is_rust(file) {
        let tokens = tokens(&code(&file.text, Texts::Blank));
        for pair in tokens.windows(2) {
            let (line, first) = &pair[0];
            let (left_out, unfinished) = (first == "[" && pair[1].1 == "ignore", pair[1].1 == "!");
            if left_out || (unfinished && UNDONE_MACROS.contains(&first.as_str())) {
                found.push(format!("{}:{line}: {first}{}", file.path, pair[1].1));
            }
        }
    } else if file.path.ends_with(".mjs") {
        found.extend(by_line(file, &file.text, |line| {
            UNDONE_TESTS.iter().find(|call| line.contains(*call)).map(|call| format!("a test left out: {call}"))
        }));
    }
    found
}

fn has_word(line: &str, word: &str) -> bool {
    line.split(|c: char| !c.is_alphanumeric()).any(|part| part == word)
}

fn of_one_machine(file: &SourceFile) -> Vec<String> {
    let inside = |line: &str, folder: &str| {
        // `https://host/home/` is an address, `../work/` a neighbour: a path of a machine begins with the slash.
        let begins = |before: &str| !before.ends_with(|c: char| c.is_alphanumeric() || "._-/".contains(c));
        line.match_indices(folder).any(|(at, _)| line[..at].strip_suffix('/').is_some_and(begins))
    };
    by_line(file, &file.text, |line| {
        MACHINE_FOLDERS
            .iter()
            .find(|folder| inside(line, folder))
            .map(|folder| format!("a path of one machine: /{folder}"))
    })
}

/// Prose is made in `i18n` alone. Korean is the prose that can be told from code; tests, last in a file, may have some.
fn prose_in_code(file: &SourceFile) -> Vec<String> {
    let core = file.path.starts_with("src/") && !file.path.starts_with("src/i18n/") && is_rust(file);
    if !core {
        return vec![];
    }
    by_line(file, &code(product(&file.text), Texts::Keep), |line| {
        line.contains(|c| ('가'..='힣').contains(&c)).then(|| "a Korean text outside of i18n".to_owned())
    })
}

/// The rules, each with an example that breaks it once.
fn examples() -> Vec<(Rule, SourceFile)> {
    let example = |path: &str, text: &str| SourceFile { path: path.to_owned(), text: text.to_owned() };
    vec![
        (too_long, example("src/a.rs", &"\n".repeat(LINES_MAX + 1))),
        (untidy, example("dev", "\techo\n")),
        (untidy, example("src/a.rs", "fn f() {} \n")),
        (untidy, example("src/a.rs", "fn f() {}")),
        (undone, example("docs/a.md", concat!("TO", "DO: write\n"))),
        (undone, example("src/a.rs", concat!("// FIX", "ME(me)\n"))),
        (undone, example("src/a.rs", "fn f() { dbg!(1); }\n")),
        (undone, example("src/a.rs", "fn f() { todo!() }\n")),
        (undone, example("src/a.rs", "fn f() { unimplemented!(\"x\") }\n")),
        (undone, example("tests/it/a.rs", "#[test]\n#[ignore = \"slow\"]\nfn f() {}\n")),
        (undone, example("tests/browser/a.test.mjs", concat!("test.", "skip(\"x\");\n"))),
        (of_one_machine, example("README.md", concat!("see /ho", "me/me/x\n"))),
        (of_one_machine, example("src/a.rs", concat!("const A: &str = \"/wor", "k/x\";\n"))),
        (prose_in_code, example("src/view/a.rs", "const A: &str = \"배포\";\n")),
    ]
}

#[test]
fn the_files_are_tidy() {
    let all = written();
    assert!(all.len() > 60, "the files are found");
    let found: Vec<String> = RULES.iter().flat_map(|rule| all.iter().flat_map(rule)).collect();
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn every_rule_fails_on_its_example() {
    for (rule, example) in examples() {
        assert_eq!(rule(&example).len(), 1, "{}: {}", example.path, example.text);
    }
}

#[test]
fn the_rules_leave_good_code_alone() {
    let text = "/// Ignores a `todo!` in a comment.\nfn ignore() -> &'static str { \"dbg!\" }\n// ../work/x 배포\n#[cfg(test)]\nmod tests {\n const A: &str = \"배포\";\n}\n";
    let good = SourceFile { path: "src/view/a.rs".to_owned(), text: text.to_owned() };
    for rule in RULES {
        assert_eq!(rule(&good), Vec::<String>::new());
    }
}

/// The Rust files below `folder` that no `mod` brings into the crate; `roots` are where crates begin.
fn orphans(all: &[SourceFile], roots: &[&str]) -> Vec<String> {
    let named = |parent: &str, name: &str| {
        let declares = |file: &&SourceFile| {
            let tokens = tokens(&code(&file.text, Texts::Blank));
            tokens.windows(3).any(|three| three[0].1 == "mod" && three[1].1 == name && three[2].1 == ";")
        };
        let [folder_file, sibling] = [format!("{parent}/mod.rs"), format!("{parent}.rs")];
        let candidates = all.iter().filter(|file| {
            file.path == folder_file
                || file.path == sibling
                || (roots.contains(&file.path.as_str())
                    && file.path.rsplit_once('/').is_some_and(|(own, _)| own == parent))
        });
        candidates.into_iter().any(|file| declares(&file))
    };
    let lost = |file: &&SourceFile| {
        let module = file.path.trim_end_matches(".rs").trim_end_matches("/mod");
        let (parent, name) = module.rsplit_once('/').expect("files are in folders");
        !roots.contains(&file.path.as_str()) && !named(parent, name)
    };
    all.iter().filter(lost).map(|file| file.path.clone()).collect()
}

#[test]
fn every_file_is_part_of_a_crate() {
    let mut all = files("src", &[".rs"]);
    all.extend(files("tests/it", &[".rs"]));
    let bins = ["src/bin/cutover.rs", "src/bin/app.rs", "src/bin/reader.rs"];
    let roots: Vec<&str> = bins.into_iter().chain(["src/lib.rs", "tests/it/main.rs"]).collect();
    assert_eq!(orphans(&all, &roots), Vec::<String>::new());

    all.push(SourceFile { path: "tests/it/forgotten.rs".to_owned(), text: "#[test] fn f() {}".to_owned() });
    assert_eq!(orphans(&all, &roots), ["tests/it/forgotten.rs"]);
}

#[test]
fn every_scenario_file_is_a_preset_and_every_preset_a_file() {
    let name = |file: &SourceFile| file.path.trim_start_matches("scenarios/").trim_end_matches(".toml").to_owned();
    let files: BTreeSet<String> = files("scenarios", &[""]).iter().map(name).collect();
    let presets: BTreeSet<String> = PRESETS.iter().map(|preset| preset.id.to_owned()).collect();
    assert_eq!(files, presets);
}

/// The dependencies in a `package.json` that leave open which version is meant.
fn loose_versions(package: &str) -> Vec<String> {
    let package: Value = serde_json::from_str(package).expect("package.json is JSON");
    let exact = |version: &Value| {
        let parts: Vec<&str> = version.as_str().unwrap_or_default().split('.').collect();
        parts.len() == 3 && parts.iter().all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit()))
    };
    ["dependencies", "devDependencies"]
        .iter()
        .filter_map(|kind| package.get(kind)?.as_object())
        .flatten()
        .filter(|(_, version)| !exact(version))
        .map(|(name, version)| format!("{name}: {version}"))
        .collect()
}

#[test]
fn node_packages_have_exact_versions() {
    assert_eq!(loose_versions(&file("package.json").text), Vec::<String>::new());
    let loose = r#"{"devDependencies": {"a": "^1.2.3", "b": "1.2", "c": "1.2.3", "d": "latest"}}"#;
    assert_eq!(loose_versions(loose).len(), 3);
}

/// The lines of a lock file that say which server a package comes from. Its checksum says what it is, and that is enough.
fn places(lock: &str) -> Vec<&str> {
    let public = "source = \"registry+https://github.com/rust-lang/crates.io-index\"";
    let names_place = |line: &&str| line.trim_start().starts_with("\"resolved\":") || line.starts_with("source =");
    lock.lines().filter(names_place).filter(|line| *line != public).collect()
}

#[test]
fn lock_files_name_no_server() {
    for path in ["Cargo.lock", "benches/peers/nexosim/Cargo.lock", "fuzz/Cargo.lock", "package-lock.json"] {
        assert_eq!(places(&file(path).text), Vec::<&str>::new(), "{path}");
    }
    assert_eq!(places("  \"resolved\": \"https://mirror.example/a.tgz\",\n").len(), 1);
    assert_eq!(places("source = \"git+https://host.example/a\"\n").len(), 1);
}
