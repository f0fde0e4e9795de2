//! What can be asked on the command line.

use clap::{Args as Options, Parser, Subcommand, ValueEnum};
use cutover::i18n::Lang;
use cutover::scenario::LARGEST_SEED;
use std::path::PathBuf;

/// Shows what a deployment will do to a running service, before anyone deploys it.
#[derive(Debug, Parser)]
#[command(
    name = "cutover",
    version,
    about,
    after_help = "Exit codes: 0 done; 2 the input is wrong (every problem is on standard error, nothing was run); 1 anything else."
)]
pub struct Args {
    #[command(subcommand)]
    pub task: Task,
    /// Language of texts; by default that of the environment (LC_ALL, LC_MESSAGES, LANG), otherwise English.
    #[arg(long, value_enum, global = true)]
    lang: Option<LangName>,
}

impl Args {
    pub fn language(&self) -> Lang {
        match self.lang {
            Some(LangName::Ko) => Lang::Ko,
            Some(LangName::En) => Lang::En,
            None => ["LC_ALL", "LC_MESSAGES", "LANG"]
                .into_iter()
                .filter_map(std::env::var_os)
                .find(|value| !value.is_empty())
                .and_then(|value| Lang::from_tag(&value.to_string_lossy()))
                .unwrap_or(Lang::En),
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum LangName {
    Ko,
    En,
}

#[derive(Debug, Subcommand)]
pub enum Task {
    /// Run one strategy and print its figures.
    Run(Run),
    /// Run several strategies with the same users and print their figures side by side.
    Compare(Compare),
    /// Print what the controller will write, one row after the other, without any traffic.
    Plan(Plan),
    /// Write the strategy as a manifest of Kubernetes, Argo Rollouts or Flagger.
    Export(Export),
    /// Read a file, run nothing, and say how it was understood.
    Check(Check),
    /// List the scenarios that come with the tool.
    Presets(Presets),
    /// List the lessons, print one with the figures of its runs, or prove that lessons keep what they promise.
    Lesson(Lesson),
    /// List the terms of the field, or say what one of them means.
    Glossary(Glossary),
    /// Play the operator of a canary whose quality nobody tells: what telemetry shows after some moves, and the score once it is over.
    OnCall(OnCall),
    /// Measure how many requests a second the engine simulates.
    Bench(Bench),
}

/// Where the scenario comes from.
#[derive(Debug, Options)]
pub struct Source {
    /// A scenario (TOML or JSON), a Kubernetes manifest (YAML or JSON), a preset's name, or - for standard input.
    #[arg(value_name = "FILE|PRESET")]
    pub file: String,
    /// Which workload of a manifest, a Deployment, a Rollout or a Canary, if there are several.
    #[arg(long, value_name = "NAME")]
    pub workload: Option<String>,
}

/// What is changed in the scenario.
#[derive(Debug, Options)]
pub struct Changes {
    /// Set a field, such as fleet.instances=20 or 'strategy.canary.steps[0].weight=5'; may be repeated, in order.
    /// traffic.trace.file=PATH reads measured traffic from a CSV file, strategy.preset=NAME takes another controller's settings
    /// (cutover presets --strategies lists them). All fields are in docs/scenario.md.
    #[arg(long, value_name = "PATH=VALUE")]
    pub set: Vec<String>,
    /// The seed: it decides all luck.
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    pub seed: Option<String>,
}

#[derive(Debug, Options)]
pub struct Run {
    #[command(flatten)]
    pub source: Source,
    #[command(flatten)]
    pub changes: Changes,
    /// recreate, rolling, blue-green, canary, flagger or shadow.
    #[arg(long, value_name = "NAME")]
    pub strategy: Option<String>,
    /// How the figures are printed.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// Write every event as a line of JSON; - writes them to standard output, where the report then is the last line as
    /// {"report": ...} with --format json, and goes to standard error as text.
    #[arg(long, value_name = "FILE|-")]
    pub events: Option<String>,
}

#[derive(Debug, Options)]
pub struct Compare {
    #[command(flatten)]
    pub source: Source,
    #[command(flatten)]
    pub changes: Changes,
    /// Which strategies, in this order; by default recreate, rolling, blue-green, canary and the scenario's own.
    #[arg(long, value_name = "A,B,C", value_delimiter = ',')]
    pub strategies: Vec<String>,
    /// Repeat the comparison with so many seeds, the scenario's and those after it, and print how the figures are spread and
    /// how often one strategy is better than another.
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    pub seeds: Option<String>,
    /// How many runs of --seeds go on at the same time; by default one on each core. It does not change the figures.
    #[arg(long, value_name = "J", requires = "seeds", allow_hyphen_values = true)]
    pub jobs: Option<String>,
    /// How the figures are printed.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

#[derive(Debug, Options)]
pub struct Plan {
    #[command(flatten)]
    pub source: Source,
    #[command(flatten)]
    pub changes: Changes,
    /// recreate, rolling, blue-green, canary, flagger or shadow.
    #[arg(long, value_name = "NAME")]
    pub strategy: Option<String>,
    /// How the plan is printed; docs/plan.md tells what each figure means.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// Instances are ready, available and gone at once, so that only the controller's decisions remain.
    #[arg(long)]
    pub instant: bool,
}

#[derive(Debug, Options)]
pub struct Export {
    #[command(flatten)]
    pub source: Source,
    #[command(flatten)]
    pub changes: Changes,
    /// recreate, rolling, blue-green, canary, flagger or shadow.
    #[arg(long, value_name = "NAME")]
    pub strategy: Option<String>,
    /// Whose manifest: kubernetes has recreate and rolling, argo-rollouts blue-green and canary, flagger only its own.
    #[arg(long, value_enum)]
    pub to: Controller,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Controller {
    Kubernetes,
    ArgoRollouts,
    Flagger,
}

#[derive(Debug, Options)]
pub struct Check {
    #[command(flatten)]
    pub source: Source,
    #[command(flatten)]
    pub changes: Changes,
}

#[derive(Debug, Options)]
pub struct Presets {
    /// List the settings of other controllers instead, for strategy.preset.
    #[arg(long)]
    pub strategies: bool,
    /// How the list is printed.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

#[derive(Debug, Options)]
pub struct Lesson {
    /// Which lesson, or the folder of one; without either they are listed.
    pub slug: Option<String>,
    /// Print what a teacher is told instead.
    #[arg(long, requires = "slug")]
    pub guide: bool,
    /// Run every step: starts must not reach their goals, solutions must, and each prediction must have one right answer. DIR is
    /// a lesson's folder, or one with several; by default those that come with the tool.
    #[arg(long, value_name = "DIR", num_args = 0..=1, conflicts_with = "slug")]
    pub check: Option<Option<PathBuf>>,
}

#[derive(Debug, Options)]
pub struct Glossary {
    /// Which term, by any of its names in either language; without one all are listed.
    pub term: Option<String>,
}

#[derive(Debug, Options)]
pub struct OnCall {
    /// The deck: the same number gives the same rounds.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u64).range(..=LARGEST_SEED))]
    pub seed: u64,
    /// The round of the deck that is played first.
    #[arg(long, value_name = "K", default_value_t = 1)]
    pub round: usize,
    /// The moves so far, a letter each: w waits half a minute, l two, p promotes, h pauses, c resumes, r rolls back; a point begins
    /// the next round.
    #[arg(long, value_name = "MOVES", default_value = "")]
    pub moves: String,
    /// How it is printed.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

#[derive(Debug, Options)]
pub struct Bench {
    /// Which workloads (fleet-10, fleet-100, fleet-1000, fleet-10000, everything, m-m-10) and which routings of the fleets
    /// (random, round-robin, power-of-two, least-outstanding); by default all but m-m-10.
    #[arg(long, value_name = "A,B,C", value_delimiter = ',')]
    pub only: Vec<String>,
    /// How often each is measured; the median counts [default: 15, with --quick 3].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub rounds: Option<u32>,
    /// Measure with everything recorded that the page records, as the page does; by default only latency and the requests
    /// of each instance are counted.
    #[arg(long)]
    pub recorded: bool,
    /// Measure less, for a look.
    #[arg(long)]
    pub quick: bool,
    /// How the figures are printed.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Text,
    Json,
}
