//! The introduction: one lane, three knobs, and what one sees in plain words.

use super::super::document::{Action, Document};
use super::super::engine::Lane;
use super::super::player::Player;
use super::chart_dialog::{ChartDialog, use_large};
use super::field::FieldView;
use super::hooks::use_now;
use super::lane_card::LaneCard;
use super::lane_tools::LaneDesk;
use super::readout::{Look, Readout};
use super::term::term;
use super::transport::Transport;
use crate::i18n::page::{Label, Screen, page};
use crate::i18n::{Lang, word};
use crate::scenario::StrategyKind;
use crate::view::caption::caption;
use crate::view::knob;
use crate::view::lab::{Field, nodes};
use std::rc::Rc;
use yew::prelude::*;

#[derive(Properties)]
pub struct IntroProps {
    pub document: Document,
    pub lanes: Option<Rc<Vec<Rc<Lane>>>>,
    pub player: Player,
    /// What a picture of a chart says below its title.
    pub about: AttrValue,
    pub desk: LaneDesk,
    pub change: Callback<Action>,
}

impl PartialEq for IntroProps {
    fn eq(&self, other: &Self) -> bool {
        let same = match (&self.lanes, &other.lanes) {
            (Some(a), Some(b)) => Rc::ptr_eq(a, b),
            (None, None) => true,
            _ => false,
        };
        let (a, b) = (&self.document, &other.document);
        same && self.desk == other.desk
            && self.about == other.about
            && a.lang == b.lang
            && Rc::ptr_eq(&a.problems, &b.problems)
            && Rc::ptr_eq(a.edited(), b.edited())
    }
}

#[component]
pub fn IntroScreen(props: &IntroProps) -> Html {
    let (document, lang) = (&props.document, props.document.lang);
    // The lane that is looked at; at first the canary, in which most happens.
    let chosen = use_state_eq(|| None::<usize>);
    let looked_at = use_state_eq(|| None);
    let (large, enlarge, close) = use_large();
    {
        // Words need time to be read: the story begins at its beginning, and slower than elsewhere.
        let player = props.player.clone();
        use_effect_with(props.lanes.is_some(), move |there| {
            // Until there is a run, no speed suits it.
            let usual = there.then(|| player.now().speed);
            if let Some(usual) = usual {
                player.restart();
                player.set_speed(usual.slower().slower());
            }
            move || usual.into_iter().for_each(|usual| player.set_speed(usual))
        });
    }
    let Some(lanes) = &props.lanes else {
        return html! { <main class="first"><p class="first-run" role="status">{ page(lang).loading }</p></main> };
    };
    let canary = lanes.iter().position(|lane| lane.track.kind() == StrategyKind::Canary);
    let index = chosen.filter(|chosen| *chosen < lanes.len()).or(canary).unwrap_or(0);
    let lane = lanes[index].clone();
    let alone = Rc::new(vec![lane.clone()]);
    let strategy = |(at, lane): (usize, &Rc<Lane>)| {
        let chosen = chosen.clone();
        let onclick = Callback::from(move |_: MouseEvent| chosen.set(Some(at)));
        html! {
            <button type="button" class="preset long" title={lane.name(lang)} id={format!("intro-{}", lane.track.title().id())} {onclick}
                aria-pressed={(at == index).to_string()}>
                { lane.name(lang) }
            </button>
        }
    };
    let again = {
        let player = props.player.clone();
        Callback::from(move |_: MouseEvent| player.restart())
    };
    let next = {
        let change = props.change.clone();
        Callback::from(move |_: MouseEvent| change.emit(Action::Go(Screen::Compare)))
    };
    html! {
        <>
        <main class="first" id="first">
            <header>
                <h1>{ Label::IntroTitle.name(lang) }</h1>
                <p class="about">{ Label::IntroAbout.name(lang) }</p>
            </header>
            <div class="first-body">
                // The lane has its place in the row of all lanes: that is what the player draws it by.
                <div class="first-lane" id="lanes" tabindex="-1">
                    <LaneCard key={index} {index} lane={lane.clone()} {lang} player={props.player.clone()}
                        desk={props.desk.clone()} instances_per_tile={super::lanes::tiles(lanes)} look={Look(looked_at.setter())}
                        enlarge={enlarge} />
                    <Readout lanes={alone.clone()} {lang} player={props.player.clone()} kind={*looked_at} />
                    <ChartDialog kind={large} lanes={lanes.clone()} {lang} player={props.player.clone()}
                        about={props.about.clone()} onclose={close} />
                </div>
                <div class="first-side">
                    <Caption {lane} {lang} player={props.player.clone()} />
                    <button id="intro-again" type="button" class="chip" onclick={again}>{ Label::IntroAgain.name(lang) }</button>
                    <section class="first-knobs" aria-labelledby="intro-knobs">
                        <h2 id="intro-knobs">{ Label::IntroKnobs.name(lang) }</h2>
                        <div class="presets" role="group" aria-label={Label::IntroStrategy.name(lang)}>{ for lanes.iter().enumerate().map(strategy) }</div>
                        <p class="hint">{ word::strategy_about(lang, lanes[index].track.kind()) }</p>
                        { for knobs(document).into_iter().map(|(path, about, field)| html! {
                            <FieldView key={path} {path} {about} {field} {lang} change={props.change.clone()} />
                        }) }
                    </section>
                    <button id="intro-next" type="button" class="primary" onclick={next}>{ Label::IntroNext.name(lang) }{ " →" }</button>
                </div>
            </div>
        </main>
        <Transport lanes={alone} {lang} player={props.player.clone()} desk={props.desk.clone()} />
        </>
    }
}

/// How bad the new version is, and how much is asked: with the strategy, all that it takes to see what deploying is about.
fn knobs(document: &Document) -> Vec<(&'static str, &'static str, Field)> {
    let rate = knob::peak_rate_path(document.edited().traffic.shape);
    let wanted = ["versions.candidate.error_probability"].into_iter().chain(rate);
    let nodes = nodes(document.edited());
    let knob = |path: &'static str| {
        let node = nodes.iter().find(|node| node.path == path)?;
        Some((path, node.about, node.field.clone()?))
    };
    wanted.filter_map(knob).collect()
}

#[derive(Properties)]
struct CaptionProps {
    lane: Rc<Lane>,
    lang: Lang,
    player: Player,
}

impl PartialEq for CaptionProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.lane, &other.lane) && self.lang == other.lang
    }
}

/// What the lane shows at the playhead; its own component, as it is drawn again with every moment.
#[component]
fn Caption(props: &CaptionProps) -> Html {
    let now = use_now(&props.player);
    html! {
        <section class="caption" aria-labelledby="intro-now">
            <h2 id="intro-now">{ Label::IntroNow.name(props.lang) }</h2>
            <p id="caption">{ caption(props.lang, &props.lane.track, now.time_s) }</p>
            { term(props.lang, String::new(), Label::IntroNow.name(props.lang), true) }
        </section>
    }
}
