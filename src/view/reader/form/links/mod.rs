//! Links for a class: the parameters of the address as fields, and below them the link, its QR code, the code for a frame, or a list of
//! links with a seed for each learner.

mod controls;
mod made;

use super::Fields;
use crate::i18n::links::said::Word;
use crate::i18n::page::Screen;
use crate::i18n::{Lang, oncall, preset};
use crate::scenario::LARGEST_SEED;
use crate::scenario::presets::PRESETS;
use crate::view::address::{Kind, Name, OWN, PARAMETERS, Wish, write};
use crate::view::reader::ON_CALL;
use crate::view::tutor;

/// Most links of a list: classes are not larger, and a list is printed.
const MOST_LEARNERS: u64 = 100;
/// As many as a class often has.
const LEARNERS: u64 = 20;

/// The form, as far as it has been filled in.
pub(super) fn form(lang: Lang, fields: &Fields) -> String {
    let choice = Choice::of(fields);
    format!("{}{}", controls::controls(lang, &choice), made::made(lang, &choice))
}

/// What the link opens.
#[derive(Clone, Debug, PartialEq, Eq)]
enum What {
    /// What is on screen, of which this is the text.
    Present(String),
    /// A preset.
    Preset(&'static str),
    /// A lesson with this many steps.
    Lesson { slug: String, title: [String; 2], steps: u64 },
    /// The game on call, of which a seed is the deck.
    Game,
}

/// Whose seeds there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Seeds {
    /// That of what is opened.
    #[default]
    AsIs,
    /// One for everyone.
    Same,
    /// Each browser draws its own.
    Own,
    /// One after the other, a link for each.
    Each,
}

impl Seeds {
    const ALL: [Seeds; 4] = [Seeds::AsIs, Seeds::Same, Seeds::Own, Seeds::Each];

    fn tag(self) -> &'static str {
        match self {
            Seeds::AsIs => "as-is",
            Seeds::Same => "same",
            Seeds::Own => "own",
            Seeds::Each => "each",
        }
    }
}

/// What has been chosen.
#[derive(Clone, Debug)]
struct Choice {
    /// The address of the page without its end.
    here: String,
    /// The changed scenario on screen, if there is one.
    present: Option<String>,
    what: What,
    /// Everything but the seed.
    wish: Wish,
    seeds: Seeds,
    seed: u64,
    learners: u64,
}

impl Choice {
    fn of(fields: &Fields) -> Choice {
        // At first all is in the address.
        let given = fields.get("address").unwrap_or_default();
        let (end, link) = given.split_once("#s=").unwrap_or((given, ""));
        let end = end.split('#').next().unwrap_or_default();
        let (path, query) = end.split_once('?').unwrap_or((end, ""));
        let asked = Fields::of(query);
        let fields = if given.is_empty() { fields } else { &asked };
        let filled = |name: &str, first: &str| fields.get(name).unwrap_or(first).to_owned();
        let (here, present) = (filled("here", path), filled("s", link));
        let present = (!present.is_empty()).then_some(present);
        let what = what(fields, present.as_deref());
        let number = |name: &str| fields.get(name).and_then(|text| text.trim().parse::<u64>().ok());
        let seed = number(Name::Seed.name());
        let given = if seed.is_some() { Seeds::Same } else { Seeds::AsIs };
        let chosen = fields.get("seeds").and_then(|tag| Seeds::ALL.into_iter().find(|seeds| seeds.tag() == tag));
        Choice {
            here,
            present,
            seeds: match what {
                What::Lesson { .. } => Seeds::AsIs,
                What::Preset(_) | What::Present(_) | What::Game => chosen.unwrap_or(given),
            },
            wish: wish(fields, &what),
            what,
            seed: seed.unwrap_or(1).min(LARGEST_SEED - MOST_LEARNERS),
            learners: number("learners").unwrap_or(LEARNERS).clamp(1, MOST_LEARNERS),
        }
    }

    /// Whether what is opened has lanes and screens of the link's choice.
    fn has_lanes(&self) -> bool {
        matches!(self.what, What::Preset(_) | What::Present(_))
    }

    /// The link with this in place of the seed.
    fn link(&self, seed: Option<&str>) -> String {
        let values = PARAMETERS.map(|(name, ..)| (name, if name == Name::Seed { seed } else { self.wish.get(name) }));
        let link = match &self.what {
            What::Present(link) => format!("#s={link}"),
            What::Preset(_) | What::Lesson { .. } | What::Game => String::new(),
        };
        format!("{}{}{link}", self.here, write(&values))
    }

    /// The one link for everyone.
    fn common(&self) -> String {
        match self.seeds {
            Seeds::AsIs => self.link(None),
            Seeds::Same | Seeds::Each => self.link(Some(&self.seed.to_string())),
            Seeds::Own => self.link(Some(OWN)),
        }
    }

    /// The seeds of a list, each with its link.
    fn list(&self) -> impl Iterator<Item = (u64, String)> {
        (self.seed..self.seed + self.learners).map(|seed| (seed, self.link(Some(&seed.to_string()))))
    }

    /// What is opened, by its name.
    fn title(&self, lang: Lang) -> String {
        match &self.what {
            What::Present(_) => Word::Present.name(lang).to_owned(),
            What::Preset(id) => preset::title(lang, id).to_owned(),
            What::Lesson { title: [ko, en], .. } => lang.pick(ko, en).clone(),
            What::Game => oncall::Word::Title.name(lang).to_owned(),
        }
    }
}

/// Everything that is asked for but the seed.
fn wish(fields: &Fields, what: &What) -> Wish {
    let accepted = |name: Name| fields.get(name.name()).filter(|value| name.kind().accepts(value));
    // A switch is on by its name alone.
    let switch = |name: Name| accepted(name).filter(|value| *value != "0").map(|_| "");
    let mut values = vec![
        (Name::Lang, accepted(Name::Lang)),
        (Name::Theme, accepted(Name::Theme)),
        (Name::Speed, accepted(Name::Speed)),
        (Name::Projector, switch(Name::Projector)),
    ];
    let [hide, lanes] = [Name::Hide, Name::Lanes].map(|name| words(fields, name));
    values.push((Name::Hide, hide.as_deref()));
    let step;
    match what {
        What::Lesson { slug, steps, .. } => {
            let chosen = fields.get(Name::Step.name()).and_then(|step| step.parse().ok()).unwrap_or(1);
            step = u64::clamp(chosen, 1, *steps).to_string();
            values.extend([
                (Name::Screen, Some(Screen::Learn.tag())),
                (Name::Lesson, Some(slug)),
                (Name::Step, Some(&step)),
            ]);
        }
        What::Game => values.extend([(Name::Screen, Some(Screen::Learn.tag())), (Name::Lesson, Some(ON_CALL))]),
        What::Preset(_) | What::Present(_) => {
            let embed = switch(Name::Embed);
            // The comparison needs no name, and a frame shows nothing else.
            let screen = accepted(Name::Screen).filter(|screen| *screen != Screen::Compare.tag() && embed.is_none());
            values.extend([(Name::Screen, screen), (Name::Embed, embed), (Name::Lanes, lanes.as_deref())]);
        }
    }
    if let What::Preset(id) = what {
        values.push((Name::Preset, Some(id)));
    }
    Wish::of(&write(&values))
}

/// What is chosen; at first what is on screen.
fn what(fields: &Fields, present: Option<&str>) -> What {
    let on_screen = || match (fields.get("lesson"), present) {
        (Some(slug), _) => format!("lesson:{slug}"),
        (None, Some(_)) => String::new(),
        (None, None) => fields.get("preset").unwrap_or(PRESETS[0].id).to_owned(),
    };
    let chosen = fields.get("what").map_or_else(on_screen, str::to_owned);
    if chosen.strip_prefix("lesson:") == Some(ON_CALL) {
        return What::Game;
    }
    if let Some(lesson) = chosen.strip_prefix("lesson:").and_then(tutor::find) {
        let title = Lang::ALL.map(|lang| tutor::card(lang, &lesson).title);
        return What::Lesson { slug: lesson.slug.clone(), title, steps: lesson.steps.len() as u64 };
    }
    let preset = PRESETS.iter().find(|preset| preset.id == chosen).map(|preset| preset.id);
    match (preset, present) {
        (Some(id), _) => What::Preset(id),
        (None, Some(link)) => What::Present(link.to_owned()),
        (None, None) => What::Preset(PRESETS[0].id),
    }
}

/// The words of a list that are chosen, as an address writes them; of too many the first ones.
fn words(fields: &Fields, name: Name) -> Option<String> {
    let Kind::Several(words, most) = name.kind() else { return None };
    let chosen: Vec<&str> = fields.all(name.name()).filter(|word| words.contains(word)).collect();
    let known = words.iter().filter(|word| chosen.contains(word)).take(most);
    let list = known.copied().collect::<Vec<_>>().join(",");
    (!list.is_empty()).then_some(list)
}

#[cfg(test)]
mod tests;
