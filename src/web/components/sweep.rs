//! A sweep by point and click: choose a setting or two, a range and a measure; curves with the places where the answer
//! tips, and cells that open their scenario.

use super::super::document::Action;
use super::sweep_picture;
use super::term::term;
use crate::compare::Measure;
use crate::compare::sweep::{Found, Knob, MOST_CELLS, STEPS as LIMITS, Sweep};
use crate::i18n::page::{Group, page};
use crate::i18n::{Lang, report, sweep as words, word};
use crate::scenario::Checked;
use crate::view::lab;
use crate::view::sweep::{Cell, Choice, STEPS, Table, choices, curves, measures, table};
use std::rc::Rc;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

#[derive(Properties)]
pub struct SweepProps {
    /// What is on screen.
    pub scenario: Rc<Checked>,
    /// The sweep and what is known of it.
    pub found: Option<Rc<Found>>,
    /// Whether it goes on.
    pub running: bool,
    pub lang: Lang,
    /// Begins a sweep, or ends it.
    pub sweep: Callback<Option<Sweep>>,
    pub change: Callback<Action>,
}

impl PartialEq for SweepProps {
    fn eq(&self, other: &Self) -> bool {
        let found = |props: &Self| props.found.as_ref().map(Rc::as_ptr);
        Rc::ptr_eq(&self.scenario, &other.scenario)
            && found(self) == found(other)
            && (self.running, self.lang) == (other.running, other.lang)
    }
}

/// What is typed of a field.
#[derive(Clone, Default, PartialEq)]
struct Asked {
    path: &'static str,
    from: String,
    to: String,
    steps: String,
}

impl Asked {
    fn of(choice: &Choice, steps: usize) -> Asked {
        let [from, to] = choice.range.map(|value| choice.typed(value).to_string());
        Asked { path: choice.path, from, to, steps: steps.to_string() }
    }

    /// The field and its values, or what is wrong.
    fn knob(&self, lang: Lang, choices: &[Choice]) -> Result<Knob, String> {
        let words = words::sweep(lang);
        let choice = choices.iter().find(|choice| choice.path == self.path).ok_or_else(|| words.knob.to_owned())?;
        let wrong = || format!("{} {}", words.not_a_number, lab::range(lang, self.path, choice.spec));
        let value = |text: &str| choice.value_of(text).ok_or_else(wrong);
        let [fewest, most] = LIMITS;
        let steps = self.steps.trim().parse().ok().filter(|steps| (fewest..=most).contains(steps));
        let steps = steps.ok_or_else(|| format!("{}: {fewest}–{most}", words.steps))?;
        let knob = Knob::even(self.path, [value(&self.from)?, value(&self.to)?], steps, choice.grid);
        if knob.values.len() < fewest { Err(words.two_values.to_owned()) } else { Ok(knob) }
    }
}

#[component]
pub fn SweepSection(props: &SweepProps) -> Html {
    let lang = props.lang;
    let words = words::sweep(lang);
    let known = choices(lang, &props.scenario);
    let first = known.first().map(|choice| Asked::of(choice, STEPS[0])).unwrap_or_default();
    let (asked, second) = (use_state_eq(|| first), use_state_eq(|| None::<Asked>));
    let measure = use_state_eq(|| Measure::Harmed);
    let lane = use_state_eq(|| 0);
    let problem = use_state_eq(|| None::<String>);
    let start = {
        let (known, scenario, sweep) = (known.clone(), props.scenario.clone(), props.sweep.clone());
        let (asked, second, problem) = ((*asked).clone(), (*second).clone(), problem.setter());
        let running = props.running;
        Callback::from(move |_: MouseEvent| {
            if running {
                sweep.emit(None);
                return;
            }
            let knobs = std::iter::once(&asked).chain(&second).map(|asked| asked.knob(lang, &known));
            match knobs.collect::<Result<Vec<Knob>, String>>() {
                Ok(knobs) => {
                    let sweep_of = Sweep { base: (*scenario).clone(), knobs };
                    if sweep_of.cells() > MOST_CELLS {
                        problem.set(Some(words.many.to_owned()));
                        return;
                    }
                    problem.set(None);
                    sweep.emit(Some(sweep_of));
                }
                Err(wrong) => problem.set(Some(wrong)),
            }
        })
    };
    let set_first = {
        let asked = asked.setter();
        Callback::from(move |next: Option<Asked>| asked.set(next.unwrap_or_default()))
    };
    let set_second = {
        let second = second.setter();
        Callback::from(move |next: Option<Asked>| second.set(next))
    };
    let set_measure = {
        let measure = measure.setter();
        Callback::from(move |key: String| measures().filter(|one| one.key() == key).for_each(|one| measure.set(one)))
    };
    let set_lane = {
        let lane = lane.setter();
        Callback::from(move |place: String| lane.set(place.parse().unwrap_or_default()))
    };
    let is_map = props.found.as_ref().is_some_and(|found| found.sweep.knobs.len() > 1);
    let names = props.found.iter().flat_map(|found| found.sweep.base.titles());
    let names: Vec<String> = names.map(|title| word::lane(lang, &title)).collect();
    let measure_options =
        measures().map(|one| (one.key().to_owned(), report::label(lang, one).to_owned(), one == *measure));
    let lane_options = names.iter().enumerate().map(|(i, name)| (i.to_string(), name.clone(), i == *lane));
    let (done, all) = props.found.as_ref().map_or((0, 0), |found| (found.cells.len(), found.sweep.cells()));
    html! {
        <section class="tradeoff sweep" id="sweep" aria-labelledby="sweep-title">
            <h2 id="sweep-title">{ words.title }</h2>
            <p class="about">{ words.about }{ term(lang, String::new(), words.title, true) }</p>
            { knob(lang, 0, &known, Some(&*asked), &set_first) }
            { knob(lang, 1, &known, second.as_ref(), &set_second) }
            <p class="by">
                { select("sweep-measure", page(lang).measure, measure_options, set_measure) }
                if is_map { { select("sweep-lane", words.lane, lane_options, set_lane) } }
                <button type="button" id="sweep-start" class={if props.running { "quiet" } else { "primary" }} onclick={start}>
                    { if props.running { words.stop } else { words.start } }
                </button>
                if props.running {
                    <progress max={all.to_string()} value={done.to_string()} aria-label={words::progress(lang, done, all)} />
                    <span>{ words::progress(lang, done, all) }</span>
                }
            </p>
            if let Some(problem) = &*problem { <p class="problem" role="alert" id="sweep-problem">{ problem }</p> }
            if let Some(found) = &props.found {
                if let Some(curves) = curves(lang, found, *measure) {
                    { sweep_picture::draw(&curves, opener(props, found)) }
                    <div id="sweep-tips">
                        <h3>{ words.tips }</h3>
                        if curves.tips.is_empty() && !props.running {
                            <p>{ words.no_tips }</p>
                        } else {
                            <ul>{ for curves.tips.iter().map(|tip| html! { <li>{ &tip.text }</li> }) }</ul>
                        }
                    </div>
                }
                { cells(props, found, &table(lang, found, *measure, *lane, &props.scenario)) }
            }
        </section>
    }
}

/// Opens the scenario of a cell.
fn opener(props: &SweepProps, found: &Rc<Found>) -> Callback<usize> {
    let (found, change) = (found.clone(), props.change.clone());
    Callback::from(move |cell: usize| {
        if let Ok(scenario) = found.sweep.scenario(cell) {
            change.emit(Action::Show(Box::new(scenario)));
        }
    })
}

/// The choice of a field and its range; the second one may be none.
fn knob(lang: Lang, place: usize, known: &[Choice], asked: Option<&Asked>, set: &Callback<Option<Asked>>) -> Html {
    let words = words::sweep(lang);
    let id = |what: &str| format!("sweep-{what}-{place}");
    let present = asked.map_or("", |asked| asked.path);
    let onchange = {
        let (known, set) = (known.to_vec(), set.clone());
        Callback::from(move |event: Event| {
            let path = event.target_dyn_into::<HtmlSelectElement>().map(|select| select.value()).unwrap_or_default();
            let choice = known.iter().find(|choice| choice.path == path);
            set.emit(choice.map(|choice| Asked::of(choice, STEPS[place])));
        })
    };
    let of_group = |group: Group| {
        let mine = known.iter().filter(move |choice| lab::group(choice.path) == group).peekable();
        let option = |choice: &Choice| {
            html! { <option value={choice.path} selected={choice.path == present}>{ &choice.name }</option> }
        };
        html! { <optgroup label={group.name(lang)}>{ for mine.map(option) }</optgroup> }
    };
    let mut groups: Vec<Group> = Vec::new();
    for choice in known {
        let group = lab::group(choice.path);
        if !groups.contains(&group) {
            groups.push(group);
        }
    }
    let input = |what: &'static str, label: &'static str, value: &str, put: fn(&mut Asked, String)| {
        let (asked, set) = (asked.cloned(), set.clone());
        let oninput = Callback::from(move |event: InputEvent| {
            if let (Some(mut asked), Some(input)) = (asked.clone(), event.target_dyn_into::<HtmlInputElement>()) {
                put(&mut asked, input.value());
                set.emit(Some(asked));
            }
        });
        html! {
            <span class="choice">
                <label for={id(what)}>{ label }</label>
                <input id={id(what)} type="text" inputmode="decimal" autocomplete="off" value={value.to_owned()} {oninput} />
            </span>
        }
    };
    html! {
        <p class="by">
            <span class="choice">
                <label for={id("knob")}>{ if place == 0 { words.knob } else { words.second } }</label>
                <select id={id("knob")} {onchange}>
                    if place > 0 { <option value="" selected={present.is_empty()}>{ words.none }</option> }
                    { for groups.into_iter().map(of_group) }
                </select>
            </span>
            if let Some(asked) = asked {
                { input("from", words.from, &asked.from, |asked, text| asked.from = text) }
                { input("to", words.to, &asked.to, |asked, text| asked.to = text) }
                { input("steps", words.steps, &asked.steps, |asked, text| asked.steps = text) }
            }
        </p>
    }
}

fn select(
    id: &'static str,
    label: &'static str,
    options: impl Iterator<Item = (String, String, bool)>,
    set: Callback<String>,
) -> Html {
    let onchange = Callback::from(move |event: Event| {
        if let Some(select) = event.target_dyn_into::<HtmlSelectElement>() {
            set.emit(select.value());
        }
    });
    let option =
        |(value, name, selected): (String, String, bool)| html! { <option {value} {selected}>{ name }</option> };
    html! {
        <span class="choice">
            <label for={id}>{ label }</label>
            <select {id} {onchange}>{ for options.map(option) }</select>
        </span>
    }
}

/// The cells as buttons: for two fields a map, whose shade says how bad each is.
fn cells(props: &SweepProps, found: &Rc<Found>, table: &Table) -> Html {
    let (words, open) = (words::sweep(props.lang), opener(props, found));
    let known = found.cells.len();
    let cell = |row: &str, head: &str, cell: &Cell| {
        let (number, open) = (cell.cell, open.clone());
        let onclick = Callback::from(move |_: MouseEvent| open.emit(number));
        let [tips_left, tips_up] = cell.tips;
        let class =
            classes!(cell.is_best.then_some("best"), tips_left.then_some("tips-left"), tips_up.then_some("tips-up"),);
        html! {
            <td {class} style={format!("--shade:{:.2}", cell.shade)}>
                <button type="button" {onclick} title={words.open} aria-current={cell.is_now.then_some("true")}>
                    <span class="unseen">{ format!("{row}, {head}: ") }</span>
                    <b>{ &cell.text }</b>
                    if cell.is_best { <span class="badge">{ "▲" }<span class="unseen">{ page(props.lang).best }</span></span> }
                    if !cell.best.is_empty() { <small>{ format!("▲ {}", cell.best) }</small> }
                </button>
            </td>
        }
    };
    let row = |(place, (head, cells)): (usize, &(String, Vec<Option<Cell>>))| {
        let is_now = cells.iter().flatten().next().is_some_and(|cell| cell.is_now) && table.corner[0].is_empty();
        let is_known = place < known;
        let one = |(cell_of, column): (&Option<Cell>, &String)| match cell_of {
            Some(it) => cell(head, column, it),
            None => html! { <td class="empty">{ if is_known { words.refused } else { "" } }</td> },
        };
        html! {
            <tr class={classes!(is_now.then_some("now"))}>
                <th scope="row">{ head }if is_now { <small>{ words.now }</small> }</th>
                { for cells.iter().zip(&table.heads).map(one) }
            </tr>
        }
    };
    html! {
        <div class="sweep-cells">
            <table aria-labelledby="sweep-title">
                <thead>
                    <tr>
                        <th scope="col">{ &table.corner[1] }if !table.corner[0].is_empty() { { format!(" ↓ · {} →", table.corner[0]) } }</th>
                        { for table.heads.iter().map(|head| html! { <th scope="col">{ head }</th> }) }
                    </tr>
                </thead>
                <tbody>{ for table.rows.iter().enumerate().map(row) }</tbody>
            </table>
        </div>
    }
}
