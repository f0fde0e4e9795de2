//! Turns the presets (`scenarios/*.toml`) into JSON, so that the page needs no reader of TOML for what comes with it, and lists
//! the lessons (`lessons/*/`).

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=scenarios");
    println!("cargo::rerun-if-changed=lessons");
    if env::var("CARGO_CFG_TARGET_ARCH")? == "wasm32" {
        // The page and its workers allow themselves this much each, whatever they are asked for (`web/engine.rs`).
        println!("cargo::rustc-link-arg-bins=--max-memory={}", 1_u64 << 30);
    }
    let out = PathBuf::from(env::var("OUT_DIR")?);
    for entry in fs::read_dir("scenarios")? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            let name = path.with_extension("json");
            let json = as_json(&path).map_err(|error| format!("{}: {error}", path.display()))?;
            fs::write(out.join(name.file_name().ok_or("a file has a name")?), json)?;
        }
    }
    fs::write(out.join("lessons.rs"), lessons()?)?;
    Ok(())
}

/// The files of every lesson as a Rust expression, in the order of their names.
fn lessons() -> Result<String, Box<dyn Error>> {
    let folders =
        fs::read_dir("lessons")?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<PathBuf>, Box<dyn Error>>>();
    let mut folders: Vec<PathBuf> = folders?.into_iter().filter(|path| path.is_dir()).collect();
    folders.sort();
    let mut list = String::from("&[\n");
    for folder in folders {
        let folder = fs::canonicalize(folder)?;
        let slug = folder.file_name().ok_or("a folder has a name")?.to_string_lossy();
        let file = |name| format!("include_str!({:?})", folder.join(name));
        let [toml, ko, en] = ["lesson.toml", "ko.md", "en.md"].map(file);
        list.push_str(&format!("Source {{ slug: {slug:?}, toml: {toml}, ko: {ko}, en: {en} }},\n"));
    }
    Ok(format!("{list}]"))
}

fn as_json(path: &Path) -> Result<String, Box<dyn Error>> {
    let table: toml::Table = fs::read_to_string(path)?.parse()?;
    // JSON has no infinity and no NaN, which no preset has either: serde_json would write `null`, which no field takes.
    Ok(serde_json::to_string(&table)?)
}
