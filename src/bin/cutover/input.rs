//! From what was asked to a scenario that has passed every check, with everything that was assumed on the way.

use crate::args::{Changes, Source};
use cutover::manifest::{self, Note, Options, traffic_csv};
use cutover::scenario::document::LONGEST_DOCUMENT;
use cutover::scenario::presets::{PRESETS, Preset};
use cutover::scenario::problem::{Allowed, Problem, Problems, Rule};
use cutover::scenario::{Checked, Scenario, Shape, controllers, document, read};
use serde_json::{Map, Value};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// A scenario ready to run.
pub struct Input {
    pub scenario: Checked,
    /// What the input was; `None` for a preset.
    pub source: Option<manifest::Source>,
    pub notes: Vec<Note>,
    /// How the input is called.
    pub label: String,
}

/// Reads, changes and checks. `strategy` is the name of a strategy that replaces the scenario's own.
pub fn read_input(source: &Source, changes: &Changes, strategy: Option<&str>) -> Result<Input, Problems> {
    let mut text = Text::find(source)?;
    // What the file says, and later what the command line says: it tells what has been set on purpose.
    let mut given = std::mem::take(&mut text.document);
    let mut trace = take_trace(&mut given, &text.folder, &mut text.notes)?;
    let mut problems = Problems::new();
    let mut complete = serde_json::to_value(Scenario::default()).unwrap_or_default();
    match take_preset(&mut given, &changes.set) {
        Ok(settings) => overlay(&mut complete, &settings),
        Err(problem) => problems.push(problem),
    }
    overlay(&mut complete, &given);

    let flags = [("strategy.kind", strategy), ("seed", changes.seed.as_deref())];
    let flags = flags.into_iter().filter_map(|(path, value)| Some((path, value?)));
    let mut assignments = Vec::new();
    for assignment in &changes.set {
        match assignment.split_once('=') {
            Some((path, _)) if path.trim() == PRESET => {}
            Some((path, value)) => assignments.push((path.trim(), value.trim())),
            None => problems.push(Problem::rule("--set", assignment.as_str(), Rule::Assignment)),
        }
    }
    for (path, value) in assignments.into_iter().chain(flags) {
        if let Err(problem) = read::set(&mut complete, path, value) {
            problems.push(problem);
            continue;
        }
        // A place in a list that only the defaults have cannot be set here, and need not be.
        let _ = read::set(&mut given, path, value);
        match take_trace(&mut complete, Path::new(""), &mut text.notes) {
            Ok(None) => {}
            Ok(read) => trace = read,
            Err(mut wrong) => problems.append(&mut wrong),
        }
    }
    if let Some(trace) = trace {
        trace.fit(&mut complete, &given);
    }
    match read::read(&complete) {
        Ok(scenario) if problems.is_empty() => {
            Ok(Input { scenario, source: text.source, notes: text.notes, label: text.label })
        }
        Ok(_) => Err(problems),
        Err(mut wrong) => {
            problems.append(&mut wrong);
            Err(named(problems, &text.label))
        }
    }
}

/// A document, and where it comes from.
struct Text {
    label: String,
    folder: PathBuf,
    document: Value,
    source: Option<manifest::Source>,
    notes: Vec<Note>,
}

impl Text {
    fn find(source: &Source) -> Result<Text, Problems> {
        let file = source.file.as_str();
        let path = Path::new(file);
        if file != "-" && !path.exists() {
            return Text::preset(file, source.workload.as_deref());
        }
        let bytes = if file == "-" { limited(io::stdin().lock(), None) } else { read_file(path) };
        let bytes = bytes.map_err(|problem| named(vec![problem], file))?;
        let options = Options { workload: source.workload.clone() };
        let opened = manifest::open(&bytes, &options).map_err(|problems| named(problems, file))?;
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        let mut document = opened.document;
        if let Some(fields) = document.as_object_mut().filter(|fields| !fields.contains_key("name")) {
            let name = path.file_stem().map(|stem| stem.to_string_lossy().chars().take(120).collect::<String>());
            fields.insert("name".to_owned(), Value::String(name.filter(|name| name != "-").unwrap_or_default()));
        }
        Ok(Text { label: file.to_owned(), folder, document, source: Some(opened.source), notes: opened.notes })
    }

    fn preset(id: &str, workload: Option<&str>) -> Result<Text, Problems> {
        let Some(preset) = Preset::find(id) else {
            let mut names: Vec<String> = PRESETS.iter().map(|preset| preset.id.to_owned()).collect();
            // Stable: names that are equally far stay in their order.
            names.sort_by_key(|name| read::distance(id, name));
            return Err(vec![Problem::rule(id, "", Rule::FileOrPreset(names))]);
        };
        if let Some(workload) = workload {
            return Err(vec![Problem::rule("--workload", workload, Rule::HasDeployment)]);
        }
        let mut document = document::from_text(preset.source).map_err(|problem| vec![problem])?;
        if let Some(fields) = document.as_object_mut() {
            fields.entry("name").or_insert_with(|| Value::from(preset.id));
        }
        let (label, folder) = (id.to_owned(), PathBuf::new());
        Ok(Text { label, folder, document, source: None, notes: Vec::new() })
    }
}

/// Problems about a whole file, or about a line of it, say which file.
fn named(problems: Problems, label: &str) -> Problems {
    let name = |mut problem: Problem| {
        if problem.path.is_empty() {
            label.clone_into(&mut problem.path);
        } else if let Some(line) = problem.path.strip_prefix("line ") {
            problem.path = format!("{label}:{line}");
        }
        problem
    };
    problems.into_iter().map(name).collect()
}

fn read_file(path: &Path) -> Result<Vec<u8>, Problem> {
    let unreadable = |error: io::Error| Problem::rule("", "", Rule::Readable(error.to_string()));
    let file = File::open(path).map_err(unreadable)?;
    let metadata = file.metadata().map_err(unreadable)?;
    if metadata.is_dir() {
        return Err(unreadable(io::Error::from(io::ErrorKind::IsADirectory)));
    }
    limited(file, Some(metadata.len()))
}

/// Reads no more than what shows that it is too much.
fn limited(from: impl Read, length: Option<u64>) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    from.take(LONGEST_DOCUMENT + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| Problem::rule("", "", Rule::Readable(error.to_string())))?;
    let read = bytes.len() as u64;
    if read > LONGEST_DOCUMENT {
        let length = length.unwrap_or(read).max(read);
        return Err(Problem::rule("", format!("{length} bytes"), Rule::AtMostBytes(LONGEST_DOCUMENT)));
    }
    Ok(bytes)
}

/// A traffic file that was read into the document.
struct Trace {
    interval_s: Option<f64>,
}

impl Trace {
    /// Uses the measured interval and the shape `trace`, unless something else was set on purpose.
    fn fit(&self, document: &mut Value, given: &Value) {
        let interval_is_given = given.pointer("/traffic/trace/interval_s").is_some();
        if let Some(seconds) = self.interval_s.filter(|_| !interval_is_given) {
            document["traffic"]["trace"]["interval_s"] = Value::from(seconds);
        }
        if given.pointer("/traffic/shape").is_none() {
            document["traffic"]["shape"] = Value::from(Shape::Trace.name());
        }
    }
}

/// Replaces `traffic.trace.file` by what the file holds; its path is relative to `folder`.
fn take_trace(document: &mut Value, folder: &Path, notes: &mut Vec<Note>) -> Result<Option<Trace>, Problems> {
    const FIELD: &str = "traffic.trace.file";
    let fields = document.pointer_mut("/traffic/trace").and_then(Value::as_object_mut);
    let Some((fields, file)) = fields.and_then(|fields| fields.shift_remove("file").map(|file| (fields, file))) else {
        return Ok(None);
    };
    let Some(file) = file.as_str() else {
        return Err(vec![Problem::new(FIELD, file.to_string(), Allowed::Text { longest: 4_096 })]);
    };
    let bytes = read_file(&folder.join(file)).map_err(|problem| named(vec![problem], &format!("{FIELD} {file}")))?;
    let trace = traffic_csv::read(&bytes).map_err(|problems| named(problems, file))?;
    fields.insert("counts".to_owned(), Value::from(trace.counts));
    notes.extend(trace.notes);
    Ok(Some(Trace { interval_s: trace.interval_s }))
}

/// The field whose settings stand between the defaults and what is given.
const PRESET: &str = "strategy.preset";

/// The settings of another controller that the document, or in its place the last of the changes, asks for; none if nobody
/// does.
fn take_preset(given: &mut Value, changes: &[String]) -> Result<Value, Problem> {
    let strategy = given.get_mut("strategy").and_then(Value::as_object_mut);
    let in_file = strategy.and_then(|fields| fields.shift_remove("preset"));
    let changes = changes.iter().rev().filter_map(|change| change.split_once('='));
    let set = changes.map(|(path, value)| (path.trim(), value.trim())).find(|(path, _)| *path == PRESET);
    let Some(asked) = set.map(|(_, name)| Value::from(name)).or(in_file) else {
        return Ok(Value::Object(Map::new()));
    };
    let allowed = || Allowed::OneOf(controllers::NAMES.iter().map(|name| (*name).to_owned()).collect());
    let found = asked.as_str().and_then(controllers::find);
    found
        .ok_or_else(|| Problem::new(PRESET, asked.as_str().map_or_else(|| asked.to_string(), str::to_owned), allowed()))
}

/// The fields of a document that are no tables, as `path` and value.
pub fn leaves(value: &Value) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    differ(&Value::Null, value, String::new(), &mut found);
    found
}

/// Puts what `over` says in place of what `base` says, field by field; lists are replaced whole.
fn overlay(base: &mut Value, over: &Value) {
    match (base, over) {
        (Value::Object(base), Value::Object(over)) => {
            for (name, value) in over {
                overlay(base.entry(name).or_insert(Value::Null), value);
            }
        }
        (base, over) => base.clone_from(over),
    }
}

/// The fields of `scenario` that differ from the defaults, as `path` and value.
pub fn differences(scenario: &Scenario) -> Vec<(String, Value)> {
    let value = |scenario: &Scenario| serde_json::to_value(scenario).unwrap_or_default();
    let mut found = Vec::new();
    differ(&value(&Scenario::default()), &value(scenario), String::new(), &mut found);
    found
}

fn differ(default: &Value, value: &Value, path: String, found: &mut Vec<(String, Value)>) {
    let nothing = Map::new();
    match (default.as_object(), value.as_object()) {
        (default, Some(fields)) => {
            for (name, value) in fields {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                differ(default.unwrap_or(&nothing).get(name).unwrap_or(&Value::Null), value, path, found);
            }
        }
        _ if default != value => found.push((path, value.clone())),
        _ => {}
    }
}
