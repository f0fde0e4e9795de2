//! What lies on top of the page: notices, dialogs and the drawer of settings.

use crate::scenario::Problems;
use crate::scenario::problem::{Allowed, Rule};
use crate::view::reader::Told;
use std::rc::Rc;
use yew::{AttrValue, Reducible};

/// How urgent a notice is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeKind {
    /// Good to know; goes away by itself.
    Info,
    /// Something did not work; what was on screen still is.
    Warning,
    /// The page cannot go on.
    Error,
}

/// What a notice says; the words are chosen when it is shown, so that it changes its language with the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Words {
    /// The link was copied.
    LinkCopied,
    /// The browser did not allow it.
    LinkNotCopied,
    /// The link could not be read.
    LinkBroken,
    /// A document with this name was read.
    Opened(String),
    /// What the reader says, in the language that was asked for.
    Told(String),
    /// An instance with this number was made to crash at this moment.
    CrashAdded(u32, String),
    /// The worker was started again.
    WorkerLost,
    /// A scenario needs more memory than there is.
    TooLarge,
    /// There is no worker.
    WorkerGone,
}

/// A notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Tells notices apart.
    pub id: u32,
    /// How urgent it is.
    pub kind: NoticeKind,
    /// What it says.
    pub words: Words,
}

/// A document that is being opened.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Opening {
    /// Whether the dialog is open.
    pub open: bool,
    /// Whether it is being read.
    pub reading: bool,
    /// Whether what would read it could not be loaded.
    pub no_reader: bool,
    /// The document, for a second try, also with another Deployment.
    pub document: Option<(Rc<Vec<u8>>, String)>,
    /// What is wrong with it.
    pub problems: Rc<Problems>,
    /// The Deployments of which one must be chosen.
    pub workloads: Vec<String>,
}

/// What lies on top of the page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Desk {
    /// Notices, oldest first.
    pub notices: Vec<Notice>,
    /// The document that is being opened.
    pub opening: Opening,
    /// How the document on screen was understood.
    pub notes: Rc<Vec<Told>>,
    /// Whether the help is open.
    pub help: bool,
    /// Whether all situations are shown.
    pub gallery: bool,
    /// The glossary is open, at this term; empty for its beginning.
    pub glossary: Option<AttrValue>,
    /// Whether the drawer of settings is open (where there is no room for it beside the lanes).
    pub panel: bool,
    last_id: u32,
}

/// What happens on top of the page.
pub enum DeskAction {
    /// Shows a notice.
    Tell(NoticeKind, Words),
    /// Removes a notice.
    Dismiss(u32),
    /// Opens or closes the dialog for documents.
    ShowOpening(bool),
    /// This document is being read.
    Reading(Rc<Vec<u8>>, String),
    /// The document was refused.
    Refused(Problems),
    /// What would read the document could not be loaded.
    NoReader,
    /// The document with this name was read.
    Opened(String, Vec<Told>),
    /// Forgets how the document was understood.
    ForgetNotes,
    /// Opens or closes the help.
    Help(bool),
    /// Opens or closes the cards of all situations.
    Gallery(bool),
    /// Opens the glossary, at a term if one is named; or closes it.
    Glossary(Option<AttrValue>),
    /// Opens or closes the drawer of settings.
    Panel(bool),
}

/// So many notices are shown at once.
const MOST_NOTICES: usize = 3;

impl Desk {
    fn tell(&mut self, kind: NoticeKind, words: Words) {
        self.notices.retain(|notice| notice.words != words);
        self.last_id += 1;
        self.notices.push(Notice { id: self.last_id, kind, words });
        if self.notices.len() > MOST_NOTICES {
            self.notices.remove(0);
        }
    }
}

impl Reducible for Desk {
    type Action = DeskAction;

    fn reduce(self: Rc<Self>, action: DeskAction) -> Rc<Self> {
        let mut next = (*self).clone();
        match action {
            DeskAction::Tell(kind, words) => next.tell(kind, words),
            DeskAction::Dismiss(id) => next.notices.retain(|notice| notice.id != id),
            DeskAction::ShowOpening(open) => {
                next.opening = Opening { open, ..Opening::default() };
            }
            DeskAction::Reading(bytes, name) => {
                next.opening =
                    Opening { open: true, reading: true, document: Some((bytes, name)), ..Opening::default() };
            }
            DeskAction::Refused(problems) => {
                let choose = problems.iter().find_map(|problem| match &problem.allowed {
                    Allowed::Rule(Rule::ChooseWorkload(names)) => Some(names.clone()),
                    _ => None,
                });
                // A file may be dropped anywhere, so the dialog opens to say what is wrong with it.
                (next.opening.open, next.opening.reading) = (true, false);
                next.opening.workloads = choose.unwrap_or_default();
                next.opening.problems = Rc::new(problems);
            }
            DeskAction::NoReader => (next.opening.reading, next.opening.no_reader) = (false, true),
            DeskAction::Opened(scenario_name, notes) => {
                let file = next.opening.document.take().map(|(_, name)| name).filter(|name| !name.is_empty());
                next.opening = Opening::default();
                next.notes = Rc::new(notes);
                next.tell(NoticeKind::Info, Words::Opened(file.unwrap_or(scenario_name)));
            }
            DeskAction::ForgetNotes => next.notes = Rc::default(),
            DeskAction::Help(open) => next.help = open,
            DeskAction::Gallery(open) => next.gallery = open,
            DeskAction::Glossary(term) => next.glossary = term,
            DeskAction::Panel(open) => next.panel = open,
        }
        Rc::new(next)
    }
}
