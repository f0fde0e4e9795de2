//! The document: the scenario with its history, the language and the appearance, in one reducer.

use super::platform::{address, media, now_ms, store};
use crate::i18n::Lang;
use crate::i18n::page::{Place, Screen};
use crate::scenario::presets::{PRESETS, Preset};
use crate::scenario::{Checked, Problem, Problems, Scenario, is_common, link, read};
use crate::view::Look;
use crate::view::address::{Name, Wish, write};
use crate::view::history::History;
use crate::view::lab::list;
use crate::view::lane_edit::{self, LaneEdit};
use crate::view::reader::ON_CALL;
use std::rc::Rc;
use yew::Reducible;

/// Which look the person wants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Appearance {
    /// What the system says.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
    /// Always of high contrast.
    Contrast,
}

impl Appearance {
    /// Every one, in the order in which they are offered.
    pub const ALL: [Appearance; 4] = [Appearance::System, Appearance::Light, Appearance::Dark, Appearance::Contrast];

    /// Its name in the browser's memory and in the style sheet.
    pub fn name(self) -> &'static str {
        match self {
            Appearance::System => "system",
            Appearance::Light => "light",
            Appearance::Dark => "dark",
            Appearance::Contrast => "contrast",
        }
    }

    /// The one chosen last on this browser.
    pub fn remembered() -> Appearance {
        let name = store::appearance().unwrap_or_default();
        Appearance::ALL.into_iter().find(|appearance| appearance.name() == name).unwrap_or_default()
    }

    /// The look that it means now.
    pub fn look(self) -> Look {
        match self {
            Appearance::Light => Look::Light,
            Appearance::Dark => Look::Dark,
            Appearance::Contrast => Look::Contrast,
            Appearance::System if media("(prefers-contrast: more)") => Look::Contrast,
            Appearance::System if media("(prefers-color-scheme: dark)") => Look::Dark,
            Appearance::System => Look::Light,
        }
    }
}

/// Where in which lesson somebody is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lesson {
    /// The lesson's name in addresses.
    pub slug: Rc<str>,
    /// The step, from 0.
    pub step: usize,
    /// Whether its scenario has been opened: from then on it is the learner's.
    pub begun: bool,
}

/// What is on screen, apart from runs and frames.
#[derive(Clone)]
pub struct Document {
    /// The scenario and the ones before it.
    pub history: History,
    /// The preset that a reset goes back to.
    pub preset: &'static str,
    /// That preset as it comes, with the seed and the lanes that the address asked for.
    original: Rc<Checked>,
    is_unchanged: bool,
    /// The screen.
    pub screen: Screen,
    /// The lesson that is being taken.
    pub lesson: Option<Lesson>,
    /// Where on the comparison somebody wants to look.
    pub place: Option<Place>,
    /// The language.
    pub lang: Lang,
    /// The appearance.
    pub appearance: Appearance,
    /// The look that the appearance means now.
    pub look: Look,
    /// What is looked for in the Lab; empty for nothing.
    pub sought: Rc<str>,
    /// Whether everything is enlarged, for those in the last row.
    pub projector: bool,
    /// What the address asked for.
    pub wish: Rc<Wish>,
    /// What is wrong with the last change, which was therefore not made.
    pub problems: Rc<Problems>,
    /// The lane whose fields are edited alone; `None` for all lanes.
    scope: Option<usize>,
    /// What is simulated in it, or the scenario.
    edited: Rc<Checked>,
}

/// A change of the document.
pub enum Action {
    /// Sets the field at a path to a value as written in a file.
    Set(String, String),
    /// Sets several fields at once.
    SetSome(Vec<(String, String)>),
    /// Sets a field of all lanes, whichever is edited.
    SetInAll(String, String),
    /// Changes the lanes.
    Lanes(LaneEdit),
    /// Edits the fields of a lane alone, or of all lanes.
    Scope(Option<usize>),
    /// Changes the list at a path.
    Entries(String, list::Change),
    /// Shows a preset.
    Preset(&'static str),
    /// Shows a scenario from elsewhere.
    Show(Box<Checked>),
    /// Goes back to the preset as it comes.
    Reset,
    /// Shows another screen.
    Go(Screen),
    /// Looks for a field in the Lab.
    Find(String),
    /// Goes to a step of a lesson, or to the list of lessons.
    Learn(Option<(Rc<str>, usize)>),
    /// Opens the scenario of that step.
    Begin(Box<Checked>),
    /// Shows a place of the comparison.
    Visit(Place),
    /// Takes the last change back.
    Undo,
    /// Makes it again.
    Redo,
    /// Speaks another language.
    Speak(Lang),
    /// Looks different.
    Appear(Appearance),
    /// Enlarges everything, or no more.
    Project(bool),
    /// What the system wants to look like has changed.
    SystemLook,
    /// Forgets the problems.
    Forget,
}

impl Document {
    /// The document that opens as `wish` asks for, on `scenario` if there is one, else on a preset.
    pub fn new(lang: Lang, wish: Wish, scenario: Option<Checked>) -> Document {
        let preset = Preset::find(wish.preset()).unwrap_or(PRESETS[0]);
        // The presets are tested; the default is checked as well.
        let fallback = || preset.scenario().or_else(|_| Scenario::default().check());
        let scenario = scenario.map_or_else(fallback, Ok).map(|scenario| wish.applied(scenario, true));
        let appearance = wish.place(Name::Theme).map_or_else(Appearance::remembered, |place| Appearance::ALL[place]);
        let lesson = wish.lesson().filter(|_| !wish.is_on(Name::Embed)).map(|slug| Lesson {
            slug: slug.into(),
            step: wish.number(Name::Step).map_or(0, |step| step as usize - 1),
            begun: false,
        });
        let screen = match wish.place(Name::Screen).filter(|_| !wish.is_on(Name::Embed)) {
            _ if lesson.is_some() => Screen::Learn,
            Some(place) => Screen::ALL[place],
            None => Screen::Compare,
        };
        let history = match scenario {
            Ok(scenario) => History::new(scenario),
            Err(problems) => panic!("a preset does not pass the checks: {problems:?}"),
        };
        let original =
            preset.scenario().map_or_else(|_| history.present().clone(), |it| Rc::new(wish.applied(it, true)));
        Document {
            scope: None,
            edited: history.present().clone(),
            is_unchanged: *original == **history.present(),
            original,
            history,
            preset: preset.id,
            screen,
            lesson,
            place: None,
            sought: Rc::default(),
            lang,
            appearance,
            look: appearance.look(),
            projector: wish.get(Name::Projector).map_or_else(store::projector, |_| wish.is_on(Name::Projector)),
            wish: Rc::new(wish),
            problems: Rc::default(),
        }
    }

    /// The name of the look in the style sheet, which finds out by itself what a system's light or dark is.
    pub fn look_name(&self) -> &'static str {
        if self.look == Look::Contrast { Appearance::Contrast.name() } else { self.appearance.name() }
    }

    /// The scenario on screen.
    pub fn scenario(&self) -> &Rc<Checked> {
        self.history.present()
    }

    /// The scenario whose fields are edited.
    pub fn edited(&self) -> &Rc<Checked> {
        &self.edited
    }

    /// The lane whose fields are edited alone; `None` for all lanes.
    pub fn scope(&self) -> Option<usize> {
        self.scope
    }

    /// The end of the address of what is on screen.
    pub fn address(&self) -> String {
        let (wish, learns) = (&self.wish, self.screen == Screen::Learn);
        let lesson = self.lesson.as_ref().filter(|_| learns);
        // The game has none: how far it is stands behind its name.
        let step = lesson.filter(|it| !it.slug.starts_with(ON_CALL)).map(|lesson| (lesson.step + 1).to_string());
        let preset = self.unchanged_preset().filter(|_| !learns);
        let lanes = preset.filter(|preset| *preset == wish.preset()).and_then(|_| wish.get(Name::Lanes));
        let query = write(&[
            (Name::Lang, Some(self.lang.tag())),
            (Name::Screen, address::tag(self.screen)),
            (Name::Lesson, lesson.map(|lesson| &*lesson.slug)),
            (Name::Step, step.as_deref()),
            // What was asked for stays there, and follows what was chosen since.
            (Name::Theme, wish.get(Name::Theme).map(|_| self.appearance.name())),
            (Name::Projector, wish.get(Name::Projector).map(|_| if self.projector { "1" } else { "0" })),
            (Name::Speed, wish.get(Name::Speed)),
            (Name::Hide, wish.get(Name::Hide)),
            (Name::Embed, wish.get(Name::Embed)),
            (Name::Preset, preset),
            (Name::Lanes, lanes),
            (Name::Seed, preset.and_then(|_| wish.get(Name::Seed))),
        ]);
        // Lessons bring their scenarios.
        if preset.is_some() || learns { query } else { format!("{query}#s={}", link::encode(self.scenario())) }
    }

    /// The preset on screen, if it is as the address asked for it.
    pub fn unchanged_preset(&self) -> Option<&'static str> {
        self.is_unchanged.then_some(self.preset)
    }

    /// Sets fields of what is edited; what is common to all lanes is set in all.
    fn set(&mut self, changes: &[(String, String)]) {
        let Some(lane) = self.scope.filter(|_| !changes.iter().any(|(path, _)| is_common(path))) else {
            return self.set_in_all(changes);
        };
        let one = |scenario: Checked, (path, text): &(String, String)| {
            lane_edit::edit(&scenario, &LaneEdit::Set(lane, path.clone(), text.clone()))
        };
        let scenario = changes.iter().try_fold((**self.history.present()).clone(), one);
        self.show(&format!("{lane}.{}", key(changes)), scenario);
    }

    fn set_in_all(&mut self, changes: &[(String, String)]) {
        let mut value = self.history.present().values();
        let mut one = |(path, text): &(String, String)| read::set(&mut value, path, text);
        let set = changes.iter().try_for_each(&mut one).map_err(|problem: Problem| vec![problem]);
        self.show(&key(changes), set.and_then(|()| read::read(&value)));
    }

    /// Shows the scenario after a change, or what is wrong with it.
    fn show(&mut self, key: &str, scenario: Result<Checked, Problems>) {
        match scenario {
            Ok(scenario) => {
                self.history.change(key, scenario, now_ms());
                self.problems = Rc::default();
            }
            Err(problems) => self.problems = Rc::new(problems),
        }
    }

    fn edit_lanes(&mut self, edit: &LaneEdit) {
        match lane_edit::edit(self.history.present(), edit) {
            Ok(scenario) => {
                let key = match edit {
                    LaneEdit::Set(lane, path, _) => format!("{lane}.{path}"),
                    LaneEdit::Rename(lane, _) => format!("{lane}.name"),
                    // Each of the others is a change of its own.
                    _ => String::new(),
                };
                self.history.change(&key, scenario, now_ms());
                self.problems = Rc::default();
                self.scope = match (edit, self.scope) {
                    // What was doubled is to be changed next.
                    (LaneEdit::Duplicate(lane), _) => Some(lane + 1),
                    (LaneEdit::Remove(lane), Some(scope)) if *lane < scope => Some(scope - 1),
                    (LaneEdit::Remove(lane), Some(scope)) if *lane == scope => None,
                    (LaneEdit::Forward(lane), Some(scope)) if *lane == scope => Some(scope - 1),
                    (LaneEdit::Forward(lane), Some(scope)) if *lane == scope + 1 => Some(scope + 1),
                    (LaneEdit::Usual, _) => None,
                    (_, scope) => scope,
                };
            }
            Err(problems) => self.problems = Rc::new(problems),
        }
    }

    /// Finds anew what is edited, after a change.
    fn settle(&mut self) {
        let scenario = self.history.present();
        self.is_unchanged = self.original == *scenario;
        let lanes = scenario.all_lanes();
        let lane = self.scope.and_then(|scope| lanes.get(scope));
        if lane.is_none() {
            self.scope = None;
        }
        let edited = lane.and_then(|lane| scenario.with_lane(lane).ok());
        match edited {
            Some(edited) if edited == *self.edited => {}
            Some(edited) => self.edited = Rc::new(edited),
            None => self.edited = scenario.clone(),
        }
    }

    fn show_preset(&mut self, id: &'static str) {
        if let Some(Ok(scenario)) = Preset::find(id).map(|preset| preset.scenario()) {
            // Another situation has its own lanes; the seed is the visitor's.
            let scenario = self.wish.applied(scenario, id == self.wish.preset());
            (self.preset, self.scope) = (id, None);
            self.original = Rc::new(scenario.clone());
            self.history.change("preset", scenario, now_ms());
        }
    }
}

/// Changes of the same fields are one change as long as they follow each other quickly.
fn key(changes: &[(String, String)]) -> String {
    changes.iter().map(|(path, _)| path.as_str()).collect::<Vec<_>>().join(" ")
}

impl Reducible for Document {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut next = (*self).clone();
        let keeps = matches!(
            action,
            Action::Set(..)
                | Action::SetSome(_)
                | Action::SetInAll(..)
                | Action::Lanes(_)
                | Action::Entries(..)
                | Action::Go(_)
                | Action::Visit(_)
                | Action::Learn(_)
                | Action::Find(_)
                | Action::Speak(_)
                | Action::Appear(_)
                | Action::Project(_)
                | Action::SystemLook
        );
        if !keeps {
            next.problems = Rc::default();
        }
        // Whoever goes on is not looking for that place any more.
        (next.place, next.sought) = (None, Rc::default());
        match action {
            Action::Set(path, text) => next.set(&[(path, text)]),
            Action::SetSome(changes) => next.set(&changes),
            Action::SetInAll(path, text) => next.set_in_all(&[(path, text)]),
            Action::Lanes(edit) => next.edit_lanes(&edit),
            Action::Scope(lane) => next.scope = lane,
            Action::Go(screen) => next.screen = screen,
            Action::Visit(place) => (next.screen, next.place) = (Screen::Compare, Some(place)),
            // What the list is now, not what it was when the button was drawn.
            Action::Entries(path, change) => {
                if let Some(text) = list::changed(next.edited(), &path, change) {
                    next.set(&[(path, text)]);
                }
            }
            Action::Preset(id) => next.show_preset(id),
            Action::Reset => next.show_preset(next.preset),
            Action::Show(scenario) => {
                next.scope = None;
                next.history.change("document", *scenario, now_ms());
            }
            Action::Find(path) => (next.screen, next.sought) = (Screen::Lab, path.into()),
            Action::Learn(lesson) => {
                next.screen = Screen::Learn;
                // The step on screen stays as it is.
                let at = |place: &Lesson| (place.slug.clone(), place.step);
                if next.lesson.as_ref().map(at) != lesson {
                    next.lesson = lesson.map(|(slug, step)| Lesson { slug, step, begun: false });
                }
            }
            Action::Begin(scenario) => {
                next.scope = None;
                next.lesson.iter_mut().for_each(|lesson| lesson.begun = true);
                if **next.history.present() != *scenario {
                    next.history.change("lesson", *scenario, now_ms());
                }
            }
            Action::Undo => next.history.undo(),
            Action::Redo => next.history.redo(),
            Action::Speak(lang) => next.lang = lang,
            Action::Appear(appearance) => {
                store::keep_appearance(appearance.name());
                (next.appearance, next.look) = (appearance, appearance.look());
            }
            Action::Project(projector) => {
                store::keep_projector(projector);
                next.projector = projector;
            }
            Action::SystemLook => next.look = next.appearance.look(),
            Action::Forget => {}
        }
        next.settle();
        Rc::new(next)
    }
}
