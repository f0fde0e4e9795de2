//! The tasks: what each prints, and where.

use crate::args::{Check, Compare, Format, Presets, Run};
use crate::failure::Failure;
use crate::input::{self, Input};
use crate::{events, replications, table};
use cutover::compare::document::figures;
use cutover::compare::{Lane, Measure, lanes};
use cutover::i18n::report::{deployments, is_told, label, value, verdict};
use cutover::i18n::{Lang, ab_test, note, number, preset, sight, terminal, word};
use cutover::manifest::{Note, Source};
use cutover::record::{Report, Sight, report, sights, simulate};
use cutover::scenario::presets::PRESETS;
use cutover::scenario::problem::{Allowed, Problem};
use cutover::scenario::{StrategyKind, Title, controllers};
use serde_json::{Value, json};
use std::fs::File;
use std::io::{self, BufWriter, Write};

pub type Done = Result<(), Failure>;

pub fn run(lang: Lang, asked: &Run) -> Done {
    let input = input::read_input(&asked.source, &asked.changes, asked.strategy.as_deref()).map_err(Failure::Input)?;
    // Opened before the run, so that a file that cannot be written costs no time.
    let mut events: Option<(&str, Box<dyn Write>)> = match asked.events.as_deref() {
        None => None,
        Some("-") => Some(("-", Box::new(BufWriter::new(io::stdout())))),
        Some(file) => {
            let created = File::create(file).map_err(|error| Failure::Output { file: file.to_owned(), error })?;
            Some((file, Box::new(BufWriter::new(created))))
        }
    };
    tell_notes(lang, &input.notes);
    let recording = simulate(&input.scenario);
    let report = report(&input.scenario, &recording);
    if let Some((file, writer)) = &mut events {
        let failed = |error| Failure::Output { file: (*file).to_owned(), error };
        events::write(&recording, writer).and_then(|()| writer.flush()).map_err(failed)?;
    }
    let sights = sights(&input.scenario, &recording);
    let mut figures = json!(report);
    figures["power"] = json!(sights);
    match (asked.format, asked.events.as_deref()) {
        (Format::Json, Some("-")) => print(&format!("{}\n", json!({ "report": figures }))),
        (Format::Json, _) => print_json(&figures),
        (Format::Text, Some("-")) => {
            // The events are what standard output is for; whether anybody reads standard error is not our concern.
            let _ = io::stderr().write_all(run_text(lang, &input, &report, &sights).as_bytes());
            Ok(())
        }
        (Format::Text, _) => print(&run_text(lang, &input, &report, &sights)),
    }
}

pub fn compare(lang: Lang, asked: &Compare) -> Done {
    let kinds = strategies(&asked.strategies);
    let plan = replications::plan(asked);
    let input = input::read_input(&asked.source, &asked.changes, None);
    let (kinds, plan, input) = match (kinds, plan, input) {
        (Ok(kinds), Ok(plan), Ok(input)) => (kinds, plan, input),
        (kinds, plan, input) => {
            let wrong = [kinds.err(), plan.err(), input.err()].into_iter().flatten().flatten();
            return Err(Failure::Input(wrong.collect()));
        }
    };
    tell_notes(lang, &input.notes);
    let scenario = if kinds.is_empty() { input.scenario.clone() } else { input.scenario.with_lanes_of(&kinds) };
    if let Some(plan) = plan {
        return replications::compare(lang, asked.format, &Input { scenario, ..input }, plan);
    }
    let lanes = lanes(&scenario);
    match asked.format {
        Format::Json => {
            let figures_of: Vec<(&Title, &Report)> = lanes.iter().map(|lane| (&lane.title, &lane.report)).collect();
            print(&figures(&scenario.name, &figures_of))
        }
        Format::Text => print(&compare_text(lang, &input, &lanes)),
    }
}

pub fn check(lang: Lang, asked: &Check) -> Done {
    let input = input::read_input(&asked.source, &asked.changes, None).map_err(Failure::Input)?;
    let workload = match &input.source {
        Some(Source::Kubernetes { workload }) => Some(workload.as_str()),
        Some(Source::Scenario) | None => None,
    };
    let mut text = format!("{}\n", terminal::read_as(lang, &input.label, input.source.is_none(), workload));
    let differences = input::differences(&input.scenario);
    text.push_str(&format!("\n{}\n", terminal::differences(lang, differences.len())));
    for (path, value) in differences {
        text.push_str(&format!("  {path} = {}\n", shortened(&value)));
    }
    if !input.notes.is_empty() {
        text.push_str(&format!("\n{}\n", terminal::notes(lang)));
        for told in &input.notes {
            text.push_str(&format!("  - {}\n", note::sentence(lang, told)));
        }
    }
    print(&text)
}

pub fn presets(lang: Lang, asked: &Presets) -> Done {
    if asked.strategies {
        return strategy_presets(asked.format);
    }
    let described = |id| (preset::title(lang, id), preset::description(lang, id));
    match asked.format {
        Format::Json => {
            let list = PRESETS.iter().map(|preset| {
                let (title, description) = described(preset.id);
                json!({ "id": preset.id, "title": title, "description": description })
            });
            print_json(&Value::Array(list.collect()))
        }
        Format::Text => {
            let mut text = String::new();
            for preset in PRESETS {
                let (title, description) = described(preset.id);
                text.push_str(&format!("{}  {title}\n    {description}\n", preset.id));
            }
            print(&text)
        }
    }
}

/// The settings of other controllers, as lines of a scenario file.
fn strategy_presets(format: Format) -> Done {
    match format {
        Format::Json => {
            let list = controllers::NAMES.iter().map(|name| json!({ "id": name, "settings": controllers::find(name) }));
            print_json(&Value::Array(list.collect()))
        }
        Format::Text => {
            let mut text = String::new();
            for name in controllers::NAMES {
                text.push_str(&format!("{name}\n"));
                for (path, value) in input::leaves(&controllers::find(name).unwrap_or_default()) {
                    text.push_str(&format!("    {path} = {}\n", shortened(&value)));
                }
            }
            print(&text)
        }
    }
}

fn strategies(names: &[String]) -> Result<Vec<StrategyKind>, Vec<Problem>> {
    let allowed = || Allowed::OneOf(StrategyKind::NAMES.iter().map(|name| (*name).to_owned()).collect());
    let mut kinds = Vec::new();
    let mut problems = Vec::new();
    for name in names {
        match StrategyKind::from_name(name.trim()) {
            Some(kind) => kinds.push(kind),
            None => problems.push(Problem::new("--strategies", name.as_str(), allowed())),
        }
    }
    if problems.is_empty() { Ok(kinds) } else { Err(problems) }
}

fn run_text(lang: Lang, input: &Input, report: &Report, sights: &[Sight]) -> String {
    let mut rows: Vec<Vec<String>> = Measure::ALL
        .iter()
        .filter(|measure| is_told(report, **measure))
        .map(|measure| vec![label(lang, *measure).to_owned(), value(lang, report, *measure)])
        .collect();
    rows.push(vec![terminal::hash(lang).to_owned(), hash(report)]);
    let mut text = heading(lang, input);
    text.push_str(&format!("{}\n", verdict(lang, report)));
    text.extend(deployments(lang, report).into_iter().map(|line| format!("  - {line}\n")));
    text.push('\n');
    text.push_str(&table::lines(&rows).join("\n"));
    text.push('\n');
    if let Some(test) = &report.ab_test {
        text.push_str(&format!("\n{}\n", ab_test::told(lang, test)));
    }
    if !sights.is_empty() {
        text.push_str(&format!("\n{}\n", sight::heading(lang, &input.scenario)));
        text.extend(sights.iter().map(|seen| format!("  - {}\n", sight::sentence(lang, seen))));
    }
    text
}

fn compare_text(lang: Lang, input: &Input, lanes: &[Lane]) -> String {
    let names = lanes.iter().map(|lane| word::lane(lang, &lane.title));
    let mut rows: Vec<Vec<String>> = vec![std::iter::once(String::new()).chain(names).collect()];
    let told = |measure: &&Measure| lanes.iter().any(|lane| is_told(&lane.report, **measure));
    for measure in Measure::ALL.iter().filter(told) {
        let values = lanes.iter().map(|lane| value(lang, &lane.report, *measure));
        rows.push(std::iter::once(label(lang, *measure).to_owned()).chain(values).collect());
    }
    let hashes = lanes.iter().map(|lane| hash(&lane.report));
    rows.push(std::iter::once(terminal::hash(lang).to_owned()).chain(hashes).collect());
    let mut text = heading(lang, input);
    text.push_str(&table::lines(&rows).join("\n"));
    text.push_str("\n\n");
    for lane in lanes {
        text.push_str(&format!("{}\n", verdict(lang, &lane.report)));
        text.extend(deployments(lang, &lane.report).into_iter().map(|line| format!("  - {line}\n")));
        if let Some(test) = &lane.report.ab_test {
            text.push_str(&format!("{}\n", ab_test::told(lang, test)));
        }
    }
    text
}

fn hash(report: &Report) -> String {
    report.hash.clone().unwrap_or_else(|| number::NOTHING.to_owned())
}

fn heading(lang: Lang, input: &Input) -> String {
    let scenario = &input.scenario;
    let length = number::duration(lang, scenario.horizon_s);
    format!("{}\n", terminal::heading(lang, &name(input), scenario.seed, &length))
}

/// How the scenario calls itself, or how it was called.
pub fn name(input: &Input) -> String {
    let name = if input.scenario.name.is_empty() { &input.label } else { &input.scenario.name };
    name.chars().filter(|c| !c.is_control()).collect()
}

/// Notes go to standard error: standard output is for figures.
pub fn tell_notes(lang: Lang, notes: &[Note]) {
    let mut stderr = io::stderr().lock();
    for told in notes {
        let _ = writeln!(stderr, "{}: {}", terminal::note(lang), note::sentence(lang, told));
    }
}

/// A value on one line; of a long list only its beginning.
fn shortened(value: &Value) -> String {
    const LONGEST: usize = 100;
    let text = value.to_string();
    if text.chars().count() <= LONGEST {
        return text;
    }
    text.chars().take(LONGEST).chain("…".chars()).collect()
}

pub fn print_json(value: &Value) -> Done {
    print(&format!("{value:#}\n"))
}

pub fn print(text: &str) -> Done {
    let mut stdout = io::stdout().lock();
    stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush())
        .map_err(|error| Failure::Output { file: "-".to_owned(), error })
}
