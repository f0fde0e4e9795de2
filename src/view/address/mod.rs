//! The page's address as a schema: which parameters there are, and what may stand for each.
//!
//! The page reads its address by it ([`Wish`]) and writes it ([`write()`]). The reader tells what is wrong with one, builds links
//! (`reader/form/links`), and `docs/links.md` is written from it.

mod problems;
#[cfg(feature = "documents")]
mod reference;
#[cfg(feature = "documents")]
mod tell;
mod wish;

pub use problems::{Problem, problems};
#[cfg(feature = "documents")]
pub use reference::markdown;
#[cfg(feature = "documents")]
pub use tell::{allowed, told};
pub use wish::{Wish, write};

use crate::i18n::Lang;
use crate::scenario::presets::Preset;
use crate::scenario::{LARGEST_SEED, MOST_LANES, StrategyKind};

/// What may stand for a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The tag of a language, as browsers write it.
    Language,
    /// `1` or nothing for yes, `0` for no.
    Switch,
    /// One of these words.
    One(&'static [&'static str]),
    /// Some of these words, each once, with commas; so many at most.
    Several(&'static [&'static str], usize),
    /// A whole number, from the first to the second.
    Whole(u64, u64),
    /// The seed of a run, or [`OWN`].
    Seed,
    /// The name of a preset.
    Preset,
    /// The name of a lesson, which the reader knows.
    Lesson,
    /// Whatever whoever makes Cutover wants to measure.
    Text,
}

/// In place of a number: a seed of the visitor's own.
pub const OWN: &str = "own";
/// Seeds that are drawn go up to this: they can be read out in a room.
pub const LARGEST_OWN_SEED: u64 = 999_999;
/// Most steps of a lesson that an address can name.
const MOST_STEPS: u64 = 99;

/// The looks, in the order in which the page offers them.
pub const THEMES: [&str; 4] = ["system", "light", "dark", "contrast"];
/// Simulated seconds per second: the speeds that every run can be played at.
pub const SPEEDS: [&str; 8] = ["0.5", "1", "2", "5", "10", "20", "30", "60"];
/// The parts of the page that can be hidden; `static/hide.css` hides them.
pub const PARTS: [&str; 14] = [
    "header",
    "screens",
    "situations",
    "panel",
    "lane-tools",
    "charts",
    "playback",
    "verdict",
    "trade-off",
    "pairs",
    "sweep",
    "plan",
    "story",
    "take",
];
const SCREENS: [&str; 4] = ["intro", "compare", "learn", "lab"];

/// Declares the parameters: what each is called here and in addresses, and what may stand for it.
macro_rules! parameters {
    ($($(#[$about:meta])* $variant:ident: $name:literal, $kind:expr;)+) => {
        /// A parameter.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Name { $($(#[$about])* $variant,)+ }

        /// Every parameter with its name and what may stand for it, in the order in which they are written.
        pub const PARAMETERS: [(Name, &str, Kind); [$($name),+].len()] = [$((Name::$variant, $name, $kind),)+];
    };
}

parameters! {
    /// The language.
    Lang: "lang", Kind::Language;
    /// The screen; the comparison without one.
    Screen: "screen", Kind::One(&SCREENS);
    /// The lesson.
    Lesson: "lesson", Kind::Lesson;
    /// Its step, from 1.
    Step: "step", Kind::Whole(1, MOST_STEPS);
    /// The look of this visit.
    Theme: "theme", Kind::One(&THEMES);
    /// Whether everything is enlarged in this visit.
    Projector: "projector", Kind::Switch;
    /// How fast runs are played.
    Speed: "speed", Kind::One(&SPEEDS);
    /// What the page does not show.
    Hide: "hide", Kind::Several(&PARTS, PARTS.len());
    /// Whether the lanes stand alone, in a page of somebody else.
    Embed: "embed", Kind::Switch;
    /// The preset.
    Preset: "preset", Kind::Preset;
    /// The strategies of the lanes, in place of the scenario's own.
    Lanes: "lanes", Kind::Several(StrategyKind::NAMES, MOST_LANES as usize);
    /// The seed, in place of the scenario's own.
    Seed: "seed", Kind::Seed;
    /// The benchmark's workloads.
    Bench: "bench", Kind::Text;
    /// How often each of them is measured.
    Rounds: "rounds", Kind::Whole(1, 1_000);
    /// Luck uses the page; the script that does it reads the seed by itself.
    Fuzz: "fuzz", Kind::Text;
}

impl Name {
    /// What it is called in addresses.
    #[must_use]
    pub fn name(self) -> &'static str {
        PARAMETERS[self as usize].1
    }

    /// What may stand for it.
    #[must_use]
    pub fn kind(self) -> Kind {
        PARAMETERS[self as usize].2
    }

    /// Whether it is for those who make Cutover: links for learners do without it.
    #[must_use]
    pub fn is_for_makers(self) -> bool {
        self >= Name::Bench
    }
}

impl Kind {
    /// Whether `value` may stand for it.
    #[must_use]
    pub fn accepts(self, value: &str) -> bool {
        let whole = |least: u64, most: u64| {
            // A sign is no digit.
            value.bytes().all(|byte| byte.is_ascii_digit())
                && value.parse().is_ok_and(|number: u64| (least..=most).contains(&number))
        };
        match self {
            Kind::Language => Lang::from_tag(value).is_some(),
            Kind::Switch => ["", "0", "1"].contains(&value),
            Kind::One(words) => words.contains(&value),
            Kind::Several(words, most) => {
                // Each word there is stands there once at most, and nothing else.
                let found = |word: &&&str| value.split(',').filter(|found| found == *word).count();
                let once = words.iter().filter(|word| found(word) == 1).count();
                once <= most && once == value.split(',').count()
            }
            Kind::Whole(least, most) => whole(least, most),
            Kind::Seed => value == OWN || whole(0, LARGEST_SEED),
            Kind::Preset => Preset::find(value).is_some(),
            Kind::Lesson => !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'),
            Kind::Text => true,
        }
    }
}

#[cfg(test)]
mod tests;
