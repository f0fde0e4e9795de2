//! A manifest on standard output, and what is to be known about it on standard error.

use crate::args::{Controller, Export};
use crate::failure::Failure;
use crate::input;
use crate::output::{Done, print, tell_notes};
use cutover::i18n::Lang;
use cutover::manifest::export::{self, To};

pub fn export(lang: Lang, asked: &Export) -> Done {
    let input = input::read_input(&asked.source, &asked.changes, asked.strategy.as_deref()).map_err(Failure::Input)?;
    let to = match asked.to {
        Controller::Kubernetes => To::Kubernetes,
        Controller::ArgoRollouts => To::ArgoRollouts,
        Controller::Flagger => To::Flagger,
    };
    let exported = export::export(&input.scenario, to).map_err(Failure::Input)?;
    tell_notes(lang, &input.notes);
    tell_notes(lang, &exported.notes);
    print(&exported.yaml)
}
