//! Taking it along: the figures, the replications and the scenario as files.

use super::super::engine::Lane;
use super::super::platform::{download, window};
use super::super::player::{Format, Player, Taken};
use super::manifests::Manifests;
use super::report;
use crate::compare::{Replications, document, seed_of};
use crate::i18n::Lang;
use crate::i18n::page::chart::charts;
use crate::i18n::page::looks::Show;
use crate::i18n::page::page;
use crate::record::Report;
use crate::scenario::{Checked, Title, link};
use std::rc::Rc;
use yew::prelude::*;

#[derive(Properties)]
pub struct TakeProps {
    pub lanes: Rc<Vec<Rc<Lane>>>,
    pub found: Rc<Replications>,
    /// What is on screen.
    pub scenario: Rc<Checked>,
    /// The preset that it is, if it is one as it comes.
    pub preset: Option<&'static str>,
    /// The preset that it began as.
    pub base: &'static str,
    pub lang: Lang,
    pub player: Player,
    /// What the pictures are of.
    pub about: AttrValue,
}

impl PartialEq for TakeProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.lanes, &other.lanes)
            && Rc::ptr_eq(&self.found, &other.found)
            && Rc::ptr_eq(&self.scenario, &other.scenario)
            && (self.preset, self.base, self.lang, &self.about) == (other.preset, other.base, other.lang, &other.about)
    }
}

#[component]
pub fn Take(props: &TakeProps) -> Html {
    const JSON: &str = "application/json";
    const CSV: &str = "text/csv";
    let words = page(props.lang);
    let report = {
        let (scenario, base, about, lang) = (props.scenario.clone(), props.base, props.about.clone(), props.lang);
        // What is on screen is new with every run.
        use_memo((Rc::as_ptr(&scenario), base, lang, about), move |(_, base, lang, about)| {
            report::head(&scenario, base, about, *lang)
        })
    };
    let print = Callback::from(|_: MouseEvent| {
        if let Some(window) = window() {
            // A browser without paper does nothing.
            let _ = window.print();
        }
    });
    let figures = {
        let (lanes, scenario, preset) = (props.lanes.clone(), props.scenario.clone(), props.preset);
        Callback::from(move |_: MouseEvent| {
            let lanes: Vec<(&Title, &Report)> = lanes.iter().map(|lane| (lane.track.title(), &lane.report)).collect();
            // A preset is called so on the command line too.
            let name = if scenario.name.is_empty() { preset.unwrap_or_default() } else { &scenario.name };
            download("cutover-figures.json", JSON, &document::figures(name, &lanes));
        })
    };
    let runs = {
        let (found, scenario) = (props.found.clone(), props.scenario.clone());
        Callback::from(move |_: MouseEvent| {
            let table = document::table(&found, |replication| seed_of(&scenario, replication));
            download("cutover-replications.csv", CSV, &table);
        })
    };
    let scenario = {
        let scenario = props.scenario.clone();
        Callback::from(move |_: MouseEvent| {
            download("cutover-scenario.json", JSON, &format!("{:#}\n", link::document(&scenario)));
        })
    };
    let picture = |format: Format| {
        let (player, lanes, lang, about) = (props.player.clone(), props.lanes.clone(), props.lang, props.about.clone());
        Callback::from(move |_: MouseEvent| {
            let title = page(lang).lanes.to_owned();
            player.save(&Taken::new(lang, None, title, about.to_string(), &lanes), format);
        })
    };
    let button = |id: &'static str, text: &'static str, onclick: Callback<MouseEvent>| {
        html! { <button {id} type="button" class="chip" {onclick}>{ text }</button> }
    };
    html! {
        <section class="take" aria-labelledby="take-title">
            { (*report).clone() }
            <h2 id="take-title">{ words.take }</h2>
            <p class="by">
                { button("take-figures", words.take_figures, figures) }
                { button("take-runs", words.take_runs, runs) }
                { button("take-scenario", words.take_scenario, scenario) }
                { button("take-png", charts(props.lang).all_png, picture(Format::Png)) }
                { button("take-svg", charts(props.lang).all_svg, picture(Format::Svg)) }
                { button("take-report", Show::Report.name(props.lang), print) }
            </p>
            <Manifests lanes={props.lanes.clone()} preset={props.preset} lang={props.lang} />
        </section>
    }
}
