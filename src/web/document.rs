//! The document: the scenario with its history, the language and the appearance, in one reducer.

use super::platform::{media, now_ms, store};
use crate::i18n::Lang;
use crate::i18n::page::{Place, Screen};
use crate::scenario::presets::{PRESETS, Preset};
use crate::scenario::{Checked, Problem, Problems, Scenario, read};
use crate::view::Look;
use crate::view::history::History;
use crate::view::lab::list;
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
}

impl Appearance {
    /// Every one, in the order in which they are offered.
    pub const ALL: [Appearance; 3] = [Appearance::System, Appearance::Light, Appearance::Dark];

    /// Its name in the browser's memory and in the style sheet.
    pub fn name(self) -> &'static str {
        match self {
            Appearance::System => "system",
            Appearance::Light => "light",
            Appearance::Dark => "dark",
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
            Appearance::System if media("(prefers-color-scheme: dark)") => Look::Dark,
            Appearance::System => Look::Light,
        }
    }
}

/// What is on screen, apart from runs and frames.
#[derive(Clone)]
pub struct Document {
    /// The scenario and the ones before it.
    pub history: History,
    /// The preset that a reset goes back to.
    pub preset: &'static str,
    /// The screen.
    pub screen: Screen,
    /// Where on the comparison somebody wants to look.
    pub place: Option<Place>,
    /// The language.
    pub lang: Lang,
    /// The appearance.
    pub appearance: Appearance,
    /// The look that the appearance means now.
    pub look: Look,
    /// What is wrong with the last change, which was therefore not made.
    pub problems: Rc<Problems>,
}

/// A change of the document.
pub enum Action {
    /// Sets the field at a path to a value as written in a file.
    Set(String, String),
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
    /// The system's light or dark has changed.
    SystemLook,
    /// Forgets the problems.
    Forget,
}

impl Document {
    /// The document that opens on `screen` and `scenario`, or on the first preset.
    pub fn new(screen: Screen, lang: Lang, preset: Option<Preset>, scenario: Option<Checked>) -> Document {
        let preset = preset.unwrap_or(PRESETS[0]);
        // The presets are tested; the default is checked as well.
        let fallback = || preset.scenario().or_else(|_| Scenario::default().check());
        let scenario = scenario.map_or_else(fallback, Ok);
        let appearance = Appearance::remembered();
        Document {
            history: match scenario {
                Ok(scenario) => History::new(scenario),
                Err(problems) => panic!("a preset does not pass the checks: {problems:?}"),
            },
            preset: preset.id,
            screen,
            place: None,
            lang,
            appearance,
            look: appearance.look(),
            problems: Rc::default(),
        }
    }

    /// The scenario on screen.
    pub fn scenario(&self) -> &Rc<Checked> {
        self.history.present()
    }

    /// The scenario whose fields are edited.
    pub fn edited(&self) -> &Rc<Checked> {
        self.scenario()
    }

    /// The preset on screen, if it is unchanged.
    pub fn unchanged_preset(&self) -> Option<&'static str> {
        let preset = Preset::find(self.preset)?.scenario().ok()?;
        (preset == **self.scenario()).then_some(self.preset)
    }

    fn set(&mut self, path: &str, text: &str) {
        // A scenario always has a JSON form: no map keys but text, no failing serializer.
        let mut value = serde_json::to_value(&***self.history.present()).unwrap_or_default();
        let read = read::set(&mut value, path, text).map_err(|problem: Problem| vec![problem]);
        match read.and_then(|()| read::read(&value)) {
            Ok(scenario) => {
                self.history.change(path, scenario, now_ms());
                self.problems = Rc::default();
            }
            Err(problems) => self.problems = Rc::new(problems),
        }
    }

    fn show_preset(&mut self, id: &'static str) {
        if let Some(Ok(scenario)) = Preset::find(id).map(|preset| preset.scenario()) {
            self.preset = id;
            self.history.change("preset", scenario, now_ms());
        }
    }
}

impl Reducible for Document {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut next = (*self).clone();
        let keeps = matches!(
            action,
            Action::Set(..)
                | Action::Entries(..)
                | Action::Go(_)
                | Action::Visit(_)
                | Action::Speak(_)
                | Action::Appear(_)
                | Action::SystemLook
        );
        if !keeps {
            next.problems = Rc::default();
        }
        // Whoever goes on is not looking for that place any more.
        next.place = None;
        match action {
            Action::Go(screen) => next.screen = screen,
            Action::Visit(place) => (next.screen, next.place) = (Screen::Compare, Some(place)),
            Action::Set(path, text) => next.set(&path, &text),
            // What the list is now, not what it was when the button was drawn.
            Action::Entries(path, change) => {
                if let Some(text) = list::changed(next.edited(), &path, change) {
                    next.set(&path, &text);
                }
            }
            Action::Preset(id) => next.show_preset(id),
            Action::Reset => next.show_preset(next.preset),
            Action::Show(scenario) => next.history.change("document", *scenario, now_ms()),
            Action::Undo => next.history.undo(),
            Action::Redo => next.history.redo(),
            Action::Speak(lang) => next.lang = lang,
            Action::Appear(appearance) => {
                store::keep_appearance(appearance.name());
                (next.appearance, next.look) = (appearance, appearance.look());
            }
            Action::SystemLook => next.look = next.appearance.look(),
            Action::Forget => {}
        }
        Rc::new(next)
    }
}
