//! One step of a lesson: what it says and asks on one side, the lanes of its run on the other.

use super::super::super::desk::DeskAction;
use super::super::super::document::{Action, Document};
use super::super::super::platform::store;
use super::super::super::player::Player;
use super::super::announcer::Announcer;
use super::super::field::FieldView;
use super::super::lane_tools::LaneDesk;
use super::super::lanes::Lanes;
use super::super::links::follow;
use super::super::steps::steps;
use super::super::transport::Transport;
use super::{News, Shown, Told};
use crate::i18n::Lang;
use crate::i18n::page::learn::{self, Learn};
use crate::i18n::{field as texts, problem};
use crate::lesson::StepKind;
use crate::scenario::Scenario;
use crate::view::lab::nodes;
use crate::view::reader::{Goal, LessonCard, StepCard};
use std::rc::Rc;
use yew::prelude::*;

/// What is known of the step.
pub struct StepProps {
    pub lesson: LessonCard,
    pub step: usize,
    pub card: Rc<StepCard>,
    /// Whether its scenario has been opened.
    pub begun: bool,
    /// The choice that is marked, and whether it was made.
    pub chosen: Option<usize>,
    pub is_made: bool,
    pub hints: usize,
    pub class: Told,
    pub document: Document,
    pub shown: Option<Shown>,
    pub progress: Option<f64>,
    pub player: Player,
    pub about: AttrValue,
    pub desk: LaneDesk,
    pub change: Callback<Action>,
    pub tell: Callback<DeskAction>,
}

fn raw(text: &str) -> Html {
    Html::from_html_unchecked(AttrValue::from(text.to_owned()))
}

fn kind(kind: StepKind) -> Learn {
    match kind {
        StepKind::Predict => Learn::Predict,
        StepKind::Run => Learn::Run,
        StepKind::Explain => Learn::Explain,
        StepKind::Try => Learn::Try,
    }
}

impl StepProps {
    fn lang(&self) -> Lang {
        self.document.lang
    }

    fn go(&self, step: Option<usize>) -> Callback<MouseEvent> {
        let (change, slug) = (self.change.clone(), Rc::<str>::from(&*self.lesson.slug));
        Callback::from(move |_: MouseEvent| change.emit(Action::Learn(step.map(|step| (slug.clone(), step)))))
    }

    fn open(&self, scenario: &Scenario) -> Callback<MouseEvent> {
        let (change, scenario) = (self.change.clone(), Box::new(scenario.clone()));
        Callback::from(move |_: MouseEvent| {
            // It was checked already; the answer is data like any other.
            scenario.check().into_iter().for_each(|scenario| change.emit(Action::Begin(Box::new(scenario))));
        })
    }

    fn is_hidden(&self) -> bool {
        self.card.kind == StepKind::Predict && !self.is_made
    }
}

/// The step on screen.
pub fn screen(props: &StepProps) -> Html {
    let (lang, card, lesson) = (props.lang(), &props.card, &props.lesson);
    let last = props.step + 1 == lesson.steps;
    html! {
        <>
            <div class={classes!("learn-body", card.secret.then_some("secret"))}>
                <article class="lesson" aria-labelledby="lesson-step">
                    <p class="about">
                        <button type="button" class="link" id="all-lessons" onclick={props.go(None)}>{ "← " }{ Learn::All.name(lang) }</button>
                    </p>
                    { dots(props) }
                    <p class="about">{ learn::step_of(lang, &lesson.title, props.step + 1, lesson.steps) }</p>
                    <h1 id="lesson-step" tabindex="-1"><span class="tag">{ kind(card.kind).name(lang) }</span>{ " " }{ &card.title }</h1>
                    <div onclick={follow(&props.player, &props.change, &props.tell)}>
                        <div class="text">{ raw(&card.body) }</div>
                        if !card.choices.is_empty() { { choices(props) } }
                        if !card.goals.is_empty() { { goals(props) } }
                        if !props.is_hidden() && !card.after.is_empty() {
                            <div class="text after" id="lesson-after">{ raw(&card.after) }</div>
                        }
                        if !card.hints.is_empty() { { hints(props) } }
                    </div>
                    if !props.is_hidden() { { knobs(props) } }
                    <footer>
                        if props.step > 0 {
                            <button type="button" class="chip" id="step-back" onclick={props.go(Some(props.step - 1))}>{ Learn::Back.name(lang) }</button>
                        }
                        <button type="button" class="chip" id="step-again" onclick={again(props)}>{ Learn::Again.name(lang) }</button>
                        <button type="button" class="primary" id="step-next" onclick={props.go((!last).then_some(props.step + 1))}>
                            { if last { Learn::Finish } else { Learn::Next }.name(lang) }{ " →" }
                        </button>
                    </footer>
                </article>
                { lanes(props) }
            </div>
            if let Some(shown) = props.shown.as_ref().filter(|_| !props.is_hidden()) {
                <Announcer lanes={shown.lanes.clone()} {lang} player={props.player.clone()} />
                <Transport lanes={shown.lanes.clone()} {lang} player={props.player.clone()} desk={props.desk.clone()} />
            }
        </>
    }
}

fn lanes(props: &StepProps) -> Html {
    let lang = props.lang();
    match &props.shown {
        _ if props.is_hidden() => html! {
            <div class="learn-lanes hidden-run"><p>{ Learn::Hidden.name(lang) }</p></div>
        },
        Some(shown) if props.begun => html! {
            <div class="learn-lanes">
                <Lanes lanes={shown.lanes.clone()} of={props.document.scenario().all_lanes().len()} {lang} player={props.player.clone()}
                    about={props.about.clone()} progress={props.progress} desk={props.desk.clone()} />
            </div>
        },
        _ => {
            html! { <div class="learn-lanes"><p class="first-run" role="status">{ Learn::Loading.name(lang) }</p></div> }
        }
    }
}

/// The steps of the lesson as a row: those that are done, and the present one.
fn dots(props: &StepProps) -> Html {
    let lang = props.lang();
    let known = store::lessons().remove(&props.lesson.slug).unwrap_or_default();
    let dot = |step: usize| {
        let done = known.contains(&step);
        let name = learn::step_of(lang, &props.lesson.title, step + 1, props.lesson.steps);
        // What stands on the button is a part of its name.
        let done_too = if done { Learn::Done.name(lang) } else { "" };
        let name = format!("{} · {name} {done_too}", step + 1);
        html! {
            <li><button type="button" onclick={props.go(Some(step))} data-done={done.to_string()} aria-label={name}
                aria-current={(step == props.step).then_some("step")}>{ if done { "✓".to_owned() } else { (step + 1).to_string() } }</button></li>
        }
    };
    html! { <nav aria-label={Learn::Steps.name(lang)}><ol class="step-dots">{ for (0..props.lesson.steps).map(dot) }</ol></nav> }
}

fn again(props: &StepProps) -> Callback<MouseEvent> {
    let (class, open) = (props.class.0.clone(), props.open(&props.card.scenario.0));
    Callback::from(move |event: MouseEvent| {
        class.dispatch(News::Again);
        open.emit(event);
    })
}

/// The choices of a prediction, and which was right.
fn choices(props: &StepProps) -> Html {
    let lang = props.lang();
    let right = props.card.right.filter(|_| props.is_made);
    let one = |(place, text): (usize, &String)| {
        let select = {
            let class = props.class.0.clone();
            Callback::from(move |_: Event| class.dispatch(News::Choose(place)))
        };
        let picked = props.chosen == Some(place);
        html! {
            <li class={classes!((right == Some(place)).then_some("right"), (props.is_made && picked).then_some("guess"))}>
                <label>
                    <input type="radio" name="choice" id={format!("choice-{place}")} checked={picked} disabled={props.is_made} onchange={select} />
                    <span>{ raw(text) }</span>
                    if right == Some(place) { <span class="tag">{ Learn::TheRun.name(lang) }</span> }
                    if props.is_made && picked { <span class="tag">{ Learn::Yours.name(lang) }</span> }
                </label>
            </li>
        }
    };
    let check = {
        let class = props.class.0.clone();
        Callback::from(move |_: MouseEvent| {
            class.dispatch(News::Guess);
            super::focus("lesson-verdict");
        })
    };
    let verdict = right.map(|right| if props.chosen == Some(right) { Learn::Right } else { Learn::Wrong });
    html! {
        <fieldset class="choices">
            <legend>{ Learn::Choose.name(lang) }</legend>
            <ul>{ for props.card.choices.iter().enumerate().map(one) }</ul>
            if !props.is_made {
                <button type="button" class="primary" id="choice-check" onclick={check} disabled={props.chosen.is_none()}>{ Learn::Check.name(lang) }</button>
            }
            <p class="lesson-verdict" id="lesson-verdict" role="status" tabindex="-1">{ for verdict.map(|verdict| verdict.name(lang)) }</p>
        </fieldset>
    }
}

fn goals(props: &StepProps) -> Html {
    let lang = props.lang();
    let one = |goal: &Goal| {
        let met = goal.met == Some(true);
        html! {
            <li data-met={met.to_string()}>
                <b class="mark" aria-hidden="true">{ if met { "✓" } else { "○" } }</b>
                <span>{ &goal.text }</span>
                <small>{ if met { Learn::Met } else { Learn::NotMet }.name(lang) }
                    if !goal.seen.is_empty() { { format!(" · {} {}", Learn::Now.name(lang), goal.seen) } }
                </small>
            </li>
        }
    };
    html! {
        <section class="goals" aria-labelledby="lesson-goals">
            <h2 id="lesson-goals">{ Learn::Goal.name(lang) }</h2>
            <ul>{ for props.card.goals.iter().map(one) }</ul>
            <p class="lesson-verdict" id="lesson-solved" role="status">{ if props.card.done { Learn::Solved.name(lang) } else { "" } }</p>
        </section>
    }
}

/// Hints one after another, and behind the last one the solution.
fn hints(props: &StepProps) -> Html {
    let lang = props.lang();
    let (shown, all) = (props.hints.min(props.card.hints.len()), props.card.hints.len());
    let more = {
        let class = props.class.0.clone();
        Callback::from(move |_: MouseEvent| class.dispatch(News::Hint))
    };
    html! {
        <section class="hints" aria-live="polite">
            <ol>{ for props.card.hints[..shown].iter().map(|hint| html! { <li class="text">{ raw(hint) }</li> }) }</ol>
            if shown < all {
                <button type="button" class="chip" id="step-hint" onclick={more}>
                    { if shown == 0 { Learn::Hint } else { Learn::NextHint }.name(lang) }{ format!(" ({}/{all})", shown + 1) }
                </button>
            } else if let Some(solution) = props.card.solution.as_ref().filter(|_| !props.card.done) {
                <button type="button" class="chip" id="step-solution" onclick={props.open(&solution.0)}>{ Learn::Solution.name(lang) }</button>
            }
        </section>
    }
}

/// The settings that the step is about.
fn knobs(props: &StepProps) -> Html {
    let (document, lang) = (&props.document, props.lang());
    let nodes = nodes(document.edited());
    let one = |path: &String| {
        if path == "strategy.canary.steps" {
            return Some(steps(&document.edited().strategy.canary.steps, lang, &props.change));
        }
        let node = nodes.iter().find(|node| node.path == *path)?;
        let found = document.problems.iter().find(|found| found.path == *path);
        let problem = found.map(|found| problem::message(lang, found));
        let of = path.rsplit_once('.').map_or("", |(section, _)| texts::name(lang, section));
        Some(html! {
            <FieldView key={path.clone()} path={path.clone()} about={node.about} field={node.field.clone()?} {of} {lang} {problem}
                change={props.change.clone()} />
        })
    };
    let fields: Vec<Html> = props.card.knobs.iter().filter_map(one).collect();
    if fields.is_empty() {
        return Html::default();
    }
    html! {
        <section class="first-knobs" aria-labelledby="lesson-knobs">
            <h2 id="lesson-knobs">{ Learn::Knobs.name(lang) }</h2>
            { for fields }
        </section>
    }
}
