//! Turns the presets (`scenarios/*.toml`) into JSON, so that the page needs no reader of TOML for what comes with it.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=scenarios");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    for entry in fs::read_dir("scenarios")? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            let name = path.with_extension("json");
            let json = as_json(&path).map_err(|error| format!("{}: {error}", path.display()))?;
            fs::write(out.join(name.file_name().ok_or("a file has a name")?), json)?;
        }
    }
    Ok(())
}

fn as_json(path: &Path) -> Result<String, Box<dyn Error>> {
    let table: toml::Table = fs::read_to_string(path)?.parse()?;
    // JSON has no infinity and no NaN, which no preset has either: serde_json would write `null`, which no field takes.
    Ok(serde_json::to_string(&table)?)
}
