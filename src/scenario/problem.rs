//! What is wrong with an input: where, what was found, and what is allowed. Sentences are made in `i18n`.

use serde::{Deserialize, Serialize};

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Problem {
    /// Where, such as `strategy.canary.steps[2].weight`; empty for the whole document.
    pub path: String,
    /// What stands there, shortened.
    pub found: String,
    /// What may stand there.
    pub allowed: Allowed,
}

/// All that is wrong, in the order of the document.
pub type Problems = Vec<Problem>;

/// What may stand in a place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Allowed {
    /// A number in a range.
    Number {
        /// Smallest.
        min: f64,
        /// Largest.
        max: f64,
        /// Unit, may be empty.
        unit: String,
        /// Whether it must be whole.
        whole: bool,
    },
    /// `true` or `false`.
    Flag,
    /// Text of at most this many characters.
    Text {
        /// Most characters.
        longest: u32,
    },
    /// One of these names.
    OneOf(Vec<String>),
    /// A number of instances or a percentage.
    Amount,
    /// A list of at most this many entries.
    List {
        /// Most entries.
        longest: u32,
    },
    /// A table of fields.
    Section,
    /// One of these fields; the closest one is named first if there is one.
    Field {
        /// The likely intended name.
        closest: Option<String>,
        /// Every name.
        names: Vec<String>,
    },
    /// Something that no single field's range can say.
    Rule(Rule),
}

/// Rules about the document as a whole, or about two fields together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Rule {
    /// Nothing in it.
    NotEmpty,
    /// More bytes than allowed.
    AtMostBytes(u64),
    /// Not UTF-8 text.
    PlainText,
    /// Cannot be parsed; the parser's own words, which carry line and column.
    Syntax(String),
    /// Neither a scenario nor a manifest.
    KnownFormat,
    /// YAML that unfolds to more than the stated budget.
    YamlBudget,
    /// No Deployment and no Rollout in the stream.
    HasDeployment,
    /// Several workloads and none chosen.
    ChooseWorkload(Vec<String>),
    /// The chosen workload is not there.
    KnownWorkload(Vec<String>),
    /// Only where the other field has this value.
    Needs {
        /// The other field.
        path: String,
        /// The value that it must have.
        value: String,
    },
    /// Must be larger than the number before it in the list.
    AboveBefore(f64),
    /// Must be at least the other field's value.
    AtLeast {
        /// The other field.
        path: String,
        /// Its value.
        value: f64,
    },
    /// Must be above the other field's value.
    Above {
        /// The other field.
        path: String,
        /// Its value.
        value: f64,
    },
    /// Must be below the other field's value.
    Below {
        /// The other field.
        path: String,
        /// Its value.
        value: u32,
    },
    /// Must be at most the other field's value times `factor`.
    AtMostTimes {
        /// The other field.
        path: String,
        /// Its value.
        value: f64,
        /// How many times it.
        factor: f64,
    },
    /// The run would have more samples than allowed.
    AtMostSamples(u32),
    /// The run would have more requests than allowed.
    AtMostRequests(f64),
    /// Instances times balancers times zones are more than allowed.
    AtMostViews(f64),
    /// The run is expected to have more failures, checks or counts of instances than allowed.
    AtMostEvents(f64),
    /// More users than allowed would think or back off at the same time.
    AtMostUsers(f64),
    /// A trace needs at least one positive count.
    TraceHasCounts,
    /// A list needs at least one entry.
    HasEntries,
    /// A list must be empty, or have as many entries as the other field says.
    EntryForEach {
        /// The other field.
        path: String,
        /// Its value.
        value: u32,
    },
    /// There must be an entry of this name in the other list; its names.
    NameIn {
        /// The other list.
        path: String,
        /// The names of its entries.
        names: Vec<String>,
    },
    /// A burst may multiply the rate by at most this: more, and the calm would need a rate below 0.
    CalmHasRate(f64),
    /// A line of a traffic file that is not a count.
    TrafficLine,
    /// The file cannot be read; the system's own words.
    Readable(String),
    /// A link made by a newer version, or damaged.
    WholeLink,
    /// The place in a list does not exist; the list is this long.
    ListIndex(u32),
    /// A template that has to be rendered before it is YAML.
    Rendered,
    /// An amount of processor such as `100m`, `0.5` or `2`.
    CpuQuantity,
    /// A length of time such as `30s`, `5m` or `1h30m`, at most 30 days.
    Duration,
    /// Must be later than the line before.
    LaterThanBefore,
    /// No such file; the presets, the closest one first if there is a close one.
    FileOrPreset(Vec<String>),
    /// Nothing that lanes of a comparison may differ in.
    SameInAllLanes,
    /// Must be of the form `path=value`.
    Assignment,
    /// So many more problems of the same kind are not listed.
    More(u32),
}

impl Problem {
    /// A problem at `path`.
    #[must_use]
    pub fn new(path: impl Into<String>, found: impl Into<String>, allowed: Allowed) -> Problem {
        Problem { path: path.into(), found: shorten(&found.into()), allowed }
    }

    /// A broken rule at `path`.
    #[must_use]
    pub fn rule(path: impl Into<String>, found: impl Into<String>, rule: Rule) -> Problem {
        Problem::new(path, found, Allowed::Rule(rule))
    }
}

/// Keeps a found value short enough for one line.
fn shorten(text: &str) -> String {
    const LONGEST: usize = 60;
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    text.chars().take(LONGEST).chain(['…']).collect()
}
