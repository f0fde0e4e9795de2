//! The command line: files and presets in, figures and exit codes out.

#[path = "cutover/args.rs"]
mod args;
#[path = "cutover/bench.rs"]
mod bench;
#[path = "cutover/events.rs"]
mod events;
#[path = "cutover/export.rs"]
mod export;
#[path = "cutover/failure.rs"]
mod failure;
#[path = "cutover/glossary.rs"]
mod glossary;
#[path = "cutover/input.rs"]
mod input;
#[path = "cutover/lesson.rs"]
mod lesson;
#[path = "cutover/on_call.rs"]
mod on_call;
#[path = "cutover/output.rs"]
mod output;
#[path = "cutover/plan.rs"]
mod plan;
#[path = "cutover/replications.rs"]
mod replications;
#[path = "cutover/table.rs"]
mod table;

use args::{Args, Task};
use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let args = Args::parse();
    let lang = args.language();
    let done = match &args.task {
        Task::Run(run) => output::run(lang, run),
        Task::Compare(compare) => output::compare(lang, compare),
        Task::Plan(asked) => plan::tell(lang, asked),
        Task::Export(asked) => export::export(lang, asked),
        Task::Check(check) => output::check(lang, check),
        Task::Presets(presets) => output::presets(lang, presets),
        Task::Lesson(asked) => lesson::lesson(lang, asked),
        Task::Glossary(asked) => glossary::glossary(lang, asked),
        Task::OnCall(asked) => on_call::on_call(lang, asked),
        Task::Bench(asked) => bench::bench(lang, asked),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.tell(lang),
    }
}
