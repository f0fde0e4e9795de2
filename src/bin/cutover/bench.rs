//! Measures the engine, and prints the figures.

use crate::args::{Bench as Asked, Format};
use crate::failure::Failure;
use crate::output::{Done, print, print_json};
use crate::table;
use cutover::bench::{Bench, Bystander, Clock, Figures, Lean, Plan, RecordingFigures, recording, select};
use cutover::i18n::{Lang, bench as words};
use cutover::record::Recorder;
use serde_json::json;
use std::io::{self, IsTerminal, Write};
use std::time::Instant;

pub fn bench(lang: Lang, asked: &Asked) -> Done {
    let workloads = select(&asked.only).map_err(Failure::Input)?;
    let plan = if asked.quick { Plan::QUICK } else { Plan::FULL };
    let plan = Plan { rounds: asked.rounds.unwrap_or(plan.rounds), ..plan };
    #[expect(clippy::disallowed_methods, reason = "a measurement is about the wall clock")]
    let begun = Instant::now();
    let mut clock = || begun.elapsed().as_secs_f64();
    let figures = match asked.recorded {
        false => measure(lang, Bench::<Lean>::new(workloads, plan), &mut clock),
        true => measure(lang, Bench::<Recorder>::new(workloads, plan), &mut clock),
    };
    let recording = recording(plan, &mut clock);
    match asked.format {
        Format::Json => {
            let mut figures = json!(figures);
            figures["recording"] = json!(recording);
            print_json(&figures)
        }
        Format::Text => print(&text(lang, &figures, &recording)),
    }
}

fn measure<O: Bystander>(lang: Lang, mut bench: Bench<O>, clock: Clock<'_>) -> Figures {
    let mut stderr = io::stderr().lock();
    let is_watched = stderr.is_terminal();
    while !bench.step(clock) {
        if is_watched {
            // Who cannot be told how far it is still gets the figures.
            let _ = write!(stderr, "\r\x1b[K{}", words::progress(lang, bench.progress())).and_then(|()| stderr.flush());
        }
    }
    if is_watched {
        let _ = write!(stderr, "\r\x1b[K");
    }
    bench.figures()
}

fn text(lang: Lang, figures: &Figures, recording: &RecordingFigures) -> String {
    let headings = words::headings(lang).map(str::to_owned);
    let rows: Vec<Vec<String>> =
        std::iter::once(headings).chain(words::rows(figures)).map(|row| row.to_vec()).collect();
    let table = table::lines(&rows).join("\n");
    format!("{table}\n\n{}\n{}\n", words::floor(lang, figures.floor_ns), words::recording(lang, recording))
}
