//! A comparison over many seeds: the runs go on on all cores, the figures are put together in the order of the seeds.

use crate::args::{Compare, Format};
use crate::input::Input;
use crate::output::{Done, name, print, print_json};
use crate::table;
use cutover::compare::{MOST_REPLICATIONS, Measure, Replications, Values, replicate, seed_of};
use cutover::i18n::report::label;
use cutover::i18n::{Lang, number, replications as words, word};
use cutover::scenario::problem::{Allowed, Problem};
use cutover::scenario::{Checked, Problems, Title};
use serde_json::{Map, Value, json};
use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

/// More threads than any machine of today has cores.
const MOST_JOBS: u32 = 1_024;

/// How often, and how many at a time.
#[derive(Clone, Copy)]
pub struct Plan {
    seeds: u32,
    jobs: u32,
}

/// What was asked for; nothing if there is one seed only.
pub fn plan(asked: &Compare) -> Result<Option<Plan>, Problems> {
    let number = |path: &str, found: &Option<String>, most: u32| {
        let Some(found) = found else { return Ok(None) };
        let allowed = Allowed::Number { min: 1.0, max: f64::from(most), unit: String::new(), whole: true };
        let number = found.trim().parse().ok().filter(|number| (1..=most).contains(number));
        number.map(Some).ok_or_else(|| Problem::new(path, found.as_str(), allowed))
    };
    match (number("--seeds", &asked.seeds, MOST_REPLICATIONS), number("--jobs", &asked.jobs, MOST_JOBS)) {
        (Ok(seeds), Ok(jobs)) => Ok(seeds.map(|seeds| Plan { seeds, jobs: jobs.unwrap_or_else(cores) })),
        (seeds, jobs) => Err([seeds.err(), jobs.err()].into_iter().flatten().collect()),
    }
}

/// How many cores this program may use.
fn cores() -> u32 {
    thread::available_parallelism().map_or(1, |cores| cores.get() as u32).min(MOST_JOBS)
}

pub fn compare(lang: Lang, format: Format, input: &Input, plan: Plan) -> Done {
    let replications = simulate(lang, &input.scenario, plan);
    match format {
        Format::Json => print_json(&json(&input.scenario, &replications)),
        Format::Text => print(&text(lang, input, &replications)),
    }
}

fn simulate(lang: Lang, scenario: &Checked, plan: Plan) -> Replications {
    let lanes = scenario.lane_scenarios();
    let runs = plan.seeds as usize * lanes.len();
    let next = AtomicUsize::new(0);
    let (sender, receiver) = mpsc::channel();
    // Each run is a piece of work of its own, so that the threads end together also when seeds are few.
    let work = |sender: mpsc::Sender<(usize, Values)>| {
        loop {
            let run = next.fetch_add(1, Ordering::Relaxed);
            if run >= runs {
                break;
            }
            let (replication, lane) = (run / lanes.len(), run % lanes.len());
            // It is received to the end.
            let _ = sender.send((run, replicate(&lanes[lane], replication as u32)));
        }
    };
    let mut values: Vec<Option<Values>> = vec![None; runs];
    thread::scope(|scope| {
        let start = |_: &u32| {
            let (work, sender) = (&work, sender.clone());
            thread::Builder::new().spawn_scoped(scope, move || work(sender)).is_ok()
        };
        let started = (0..plan.jobs.min(runs as u32)).take_while(start).count();
        if started == 0 {
            // Where no thread may be started, this one does.
            work(sender);
        } else {
            drop(sender);
        }
        let mut progress = Progress::new(lang, runs);
        for (run, found) in receiver {
            values[run] = Some(found);
            progress.step();
        }
        progress.end();
    });
    let mut replications = Replications::new(scenario.titles());
    for values in values.chunks(lanes.len()) {
        replications.add(values.iter().flatten().cloned().collect());
    }
    replications
}

/// How far it is, on standard error if somebody watches.
struct Progress {
    lang: Lang,
    is_watched: bool,
    done: usize,
    all: usize,
    /// What was said last, in whole percent.
    said: usize,
}

impl Progress {
    fn new(lang: Lang, all: usize) -> Progress {
        Progress { lang, is_watched: io::stderr().is_terminal(), done: 0, all, said: 0 }
    }

    fn step(&mut self) {
        self.done += 1;
        let percent = self.done * 100 / self.all;
        if self.is_watched && percent > self.said {
            self.said = percent;
            self.say(&words::progress(self.lang, percent));
        }
    }

    fn end(&self) {
        if self.is_watched {
            self.say("");
        }
    }

    fn say(&self, text: &str) {
        // Who cannot be told how far it is still gets the figures.
        let _ = write!(io::stderr(), "\r\x1b[K{text}").and_then(|()| io::stderr().flush());
    }
}

/// The measures that say something of these lanes.
fn told(replications: &Replications) -> impl Iterator<Item = Measure> + '_ {
    let is_told =
        |measure: &Measure| (0..replications.titles().len()).any(|lane| replications.spread(lane, *measure).is_some());
    Measure::ALL.iter().copied().filter(is_told)
}

fn json(scenario: &Checked, replications: &Replications) -> Value {
    let lane = |(lane, title): (usize, &Title)| {
        let outcomes: Map<String, Value> = replications
            .outcomes(lane)
            .into_iter()
            .filter_map(|(outcome, runs)| Some((json!(outcome).as_str()?.to_owned(), json!(runs))))
            .collect();
        let measures =
            told(replications).map(|measure| (measure.key().to_owned(), json!(replications.spread(lane, measure))));
        json!({
            "lane": title.id(),
            "name": title.name,
            "strategy": title.strategy.name(),
            "outcomes": outcomes,
            "measures": measures.collect::<Map<_, _>>(),
        })
    };
    let pair = |(first, second): (usize, usize)| {
        let name = |lane: usize| replications.titles()[lane].id();
        let measures = Measure::ALL
            .iter()
            .filter_map(|measure| Some((measure.key().to_owned(), json!(replications.pair(first, second, *measure)?))));
        json!({ "first": name(first), "second": name(second), "measures": measures.collect::<Map<_, _>>() })
    };
    json!({
        "scenario": scenario.name,
        "first_seed": scenario.seed,
        "replications": replications.count(),
        "lanes": replications.titles().iter().enumerate().map(lane).collect::<Vec<_>>(),
        "pairs": replications.pairs().map(pair).collect::<Vec<_>>(),
    })
}

fn text(lang: Lang, input: &Input, replications: &Replications) -> String {
    let (scenario, count) = (&input.scenario, replications.count());
    let seeds = [0, count.saturating_sub(1)].map(|replication| seed_of(scenario, replication));
    let length = number::duration(lang, scenario.horizon_s);
    let heading = words::heading(lang, &name(input), seeds, &length);
    let about = words::about_spreads(lang, count);
    let mut text = format!("{heading}\n{about}\n\n{}\n", table::lines(&spreads(lang, replications)).join("\n"));
    let pairs = pairs(lang, replications);
    if !pairs.is_empty() {
        text.push_str(&format!("\n{}\n\n{}\n", words::about_pairs(lang), table::lines(&pairs).join("\n")));
    }
    text
}

fn spreads(lang: Lang, replications: &Replications) -> Vec<Vec<String>> {
    let row = |first: &str, cell: &dyn Fn(usize) -> String| {
        std::iter::once(first.to_owned()).chain((0..replications.titles().len()).map(cell)).collect()
    };
    let mut rows = vec![
        row("", &|lane| word::lane(lang, &replications.titles()[lane])),
        row(label(lang, Measure::Outcome), &|lane| words::outcomes(lang, replications, lane)),
    ];
    for measure in told(replications) {
        let cell =
            |lane| words::spread(lang, measure, replications.count(), replications.spread(lane, measure).as_ref());
        rows.push(row(label(lang, measure), &cell));
    }
    rows
}

/// The measures of the verdict by which lanes differ, each with its pairs.
fn pairs(lang: Lang, replications: &Replications) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for measure in Measure::VERDICT {
        let found =
            replications.pairs().filter_map(|lanes| Some((lanes, replications.pair(lanes.0, lanes.1, measure)?)));
        let found: Vec<_> = found.collect();
        if found.iter().all(|(_, pair)| pair.equal == pair.runs) {
            continue;
        }
        let headings = words::pair_headings(lang).map(str::to_owned);
        rows.push(std::iter::once(label(lang, measure).to_owned()).chain(headings).collect());
        for (lanes, pair) in found {
            let name = format!("  {}", words::pair_name(lang, replications, lanes));
            rows.push(std::iter::once(name).chain(words::pair(lang, measure, &pair)).collect());
        }
    }
    rows
}
