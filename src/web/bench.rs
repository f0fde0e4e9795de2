//! The benchmark as a page: the worker measures, the page shows the table that the command line prints.

use super::document::Appearance;
use super::platform::worker::{Heard, WorkerLink};
use super::platform::{address, loaded, mark};
use super::protocol::{Request, Response};
use crate::bench::{Figures, Plan};
use crate::i18n::page::page;
use crate::i18n::{Lang, bench as words, problem};
use crate::scenario::Problems;
use crate::view::address::Name;
use std::rc::Rc;
use yew::prelude::*;

/// How the measurement stands.
#[derive(Clone, PartialEq)]
enum Stage {
    Measuring(f64),
    Stopped,
    Done(Figures),
    Refused(Problems),
    Gone,
}

impl Stage {
    fn status(&self) -> &'static str {
        match self {
            Stage::Measuring(_) => "running",
            Stage::Stopped | Stage::Done(_) => "ready",
            Stage::Refused(_) | Stage::Gone => "error",
        }
    }
}

impl Reducible for Stage {
    type Action = Stage;

    /// What the worker said before it heard that it shall stop comes too late.
    fn reduce(self: Rc<Self>, next: Stage) -> Rc<Self> {
        if *self == Stage::Stopped { self } else { Rc::new(next) }
    }
}

/// A page measures once.
const ID: u32 = 0;

/// Asks for what the address names.
fn ask(worker: &WorkerLink) {
    let wish = address::read();
    let only = wish.get(Name::Bench).unwrap_or_default().split_terminator(',').map(str::to_owned).collect();
    let rounds = wish.number(Name::Rounds).map_or(Plan::FULL.rounds, |rounds| rounds as u32);
    let plan = Plan { rounds, ..Plan::FULL };
    worker.send(Request::Bench { id: ID, only, plan });
}

#[component]
pub fn BenchPage() -> Html {
    let lang = *use_memo((), |()| address::language(&address::read()));
    let stage = use_reducer(|| Stage::Measuring(0.0));
    let worker = {
        let stage = stage.dispatcher();
        use_memo((), move |()| {
            let worker = WorkerLink::start(move |heard| match heard {
                Heard::Answer(answer) => match *answer {
                    Response::Progress { share, .. } => stage.dispatch(Stage::Measuring(share)),
                    Response::Measured { figures, .. } => stage.dispatch(Stage::Done(figures)),
                    Response::Refused { problems, .. } => stage.dispatch(Stage::Refused(problems)),
                    // Answers to what this page does not ask for.
                    Response::Ready | Response::Lane { .. } | Response::Repeated { .. } | Response::Swept { .. } => {}
                },
                Heard::Lost | Heard::Gone => stage.dispatch(Stage::Gone),
            });
            ask(&worker);
            worker
        })
    };
    use_effect_with((), move |()| {
        loaded();
        mark("lang", lang.tag());
        mark("data-look", Appearance::remembered().name());
    });
    use_effect_with(stage.status(), |status| mark("data-status", status));
    let stop = {
        let (worker, stage) = ((*worker).clone(), stage.dispatcher());
        Callback::from(move |_: MouseEvent| {
            worker.send(Request::Stop);
            stage.dispatch(Stage::Stopped);
        })
    };
    let text = words::page(lang);
    let shown = match &*stage {
        Stage::Measuring(share) => html! {
            <p role="group" aria-label={text.title}>
                <progress id="measuring" max="100" value={(share * 100.0).to_string()} aria-label={text.title}></progress>
                { " " }{ words::progress(lang, *share) }{ " " }
                <button id="stop" type="button" onclick={stop}>{ text.stop }</button>
            </p>
        },
        Stage::Stopped => html! { <p role="status">{ text.stopped }</p> },
        Stage::Done(figures) => table(lang, figures),
        Stage::Refused(problems) => html! {
            <ul role="alert">{ for problems.iter().map(|one| html! { <li>{ problem::sentence(lang, one) }</li> }) }</ul>
        },
        Stage::Gone => html! { <p role="alert">{ page(lang).worker_gone }</p> },
    };
    html! {
        <main class="bench">
            <h1>{ text.title }</h1>
            <p>{ text.about }</p>
            { shown }
            <p>{ text.elsewhere }</p>
            if !matches!(*stage, Stage::Measuring(_)) {
                <p><a href="">{ text.again }</a></p>
            }
        </main>
    }
}

fn table(lang: Lang, figures: &Figures) -> Html {
    let headings = words::headings(lang);
    let row = |cells: [String; 5]| {
        html! { <tr>{ for cells.iter().map(|cell| html! { <td>{ cell }</td> }) }</tr> }
    };
    html! {
        <>
            <div class="wide" role="region" aria-label={words::page(lang).title} tabindex="0"><table>
                <thead><tr>{ for headings.iter().map(|heading| html! { <th scope="col">{ *heading }</th> }) }</tr></thead>
                <tbody>{ for words::rows(figures).into_iter().map(row) }</tbody>
            </table></div>
            <p>{ words::floor(lang, figures.floor_ns) }</p>
            <details>
                <summary>{ "JSON" }</summary>
                <pre id="figures">{ serde_json::to_string(figures).unwrap_or_default() }</pre>
            </details>
        </>
    }
}
