//! The page as a whole: the document, the run, and what happens when either changes.

use super::components::announcer::Announcer;
use super::components::busy::{Busy, busy};
use super::components::gallery::Gallery;
use super::components::glossary::Glossary;
use super::components::header::Header;
use super::components::help::help;
use super::components::intro::IntroScreen;
use super::components::lab::LabScreen;
use super::components::lane_tools::LaneDesk;
use super::components::lanes::Lanes;
use super::components::learn::{LearnScreen, Shown};
use super::components::links::term;
use super::components::narrative::Narrative;
use super::components::notices::notices;
use super::components::open_dialog::OpenDialog;
use super::components::pairs::Pairs;
use super::components::panel::Panel;
use super::components::plan::Plans;
use super::components::repeats::{self, Repeats};
use super::components::situation::{Situation, notes};
use super::components::sweep::SweepSection;
use super::components::take::Take;
use super::components::tradeoff::Tradeoff;
use super::components::transport::Transport;
use super::components::verdict::Verdict;
use super::desk::{Desk, DeskAction, NoticeKind, Words};
use super::document::{Action, Document};
use super::engine::{Engine, News};
use super::keys;
use super::platform::reader::ask;
use super::platform::screen::is_embedded;
use super::platform::{address, mark, show, window};
use super::player::{Player, Props};
use super::run::{Run, RunAction};
use crate::compare::sweep::Sweep;
use crate::i18n::page::looks::Show;
use crate::i18n::page::{Label, Screen, chart, page};
use crate::i18n::{Lang, preset};
use crate::scenario::presets::PRESETS;
use crate::scenario::{Scenario, link};
use crate::view::Speed;
use crate::view::address::{Name, problems};
use crate::view::lab::place;
use crate::view::reader::{Answer, FormName, Question};
use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::HashChangeEvent;
use yew::prelude::*;

/// So long the first pictures have the page's thread for themselves, ms: the charts in view are drawn in that.
const FIRST_PICTURES_MS: u32 = 100;
/// A run is repeated after this much quiet, ms: whoever drags a knob has the worker for the next run.
const REPEAT_AFTER_MS: u32 = 300;
/// The address follows the document after this much quiet, ms: browsers limit how often it may change.
const ADDRESS_AFTER_MS: u32 = 300;

/// What the address asked for when the page opened, whether its link is broken, and whether anything else in it is wrong.
fn first_document() -> (Document, bool, bool) {
    let wish = address::read();
    let linked = address::link_in(&address::address()).map(link::decode);
    let (is_broken, is_wrong) =
        (linked.as_ref().is_some_and(Result::is_err), problems(&address::query()).next().is_some());
    (Document::new(address::language(&wish), wish, linked.and_then(Result::ok)), is_broken, is_wrong)
}

fn props(document: &Document) -> Props {
    let scenario = document.scenario();
    Props {
        look: document.look,
        workers: scenario.fleet.workers,
        queue_capacity: scenario.fleet.queue_capacity,
        lang: document.lang,
    }
}

/// What people call a scenario: its own name, or that of the preset that it is.
fn called(scenario: &Scenario, preset: Option<&'static str>, lang: Lang) -> String {
    let title = || preset.map(|id| preset::title(lang, id).to_owned()).unwrap_or_default();
    if scenario.name.is_empty() { title() } else { scenario.name.clone() }
}

/// What another page shows above the lanes: what they are of, and the way to the whole page.
fn elsewhere(scenario: &Scenario, about: AttrValue, lang: Lang) -> Html {
    let link = address::link_to(scenario, Screen::Compare, lang);
    html! {
        <p class="elsewhere">
            <span title={about.clone()}>{ about }</span>
            <a id="open-in-cutover" href={link} target="_blank" rel="noopener">{ Show::OpenInCutover.name(lang) }{ " ↗" }</a>
        </p>
    }
}

#[component]
pub fn App() -> Html {
    let first = use_memo((), |()| first_document());
    let document = use_reducer(|| first.0.clone());
    let run = use_reducer(Run::default);
    let desk = use_reducer(Desk::default);
    let player = use_memo((), |()| {
        let player = Player::new(props(&document));
        document.wish.place(Name::Speed).map(Speed::at).into_iter().for_each(|speed| player.keep_speed(speed));
        player
    });
    let player = (*player).clone();

    let engine = {
        let (player, run, desk, document) =
            (player.clone(), run.dispatcher(), desk.dispatcher(), document.dispatcher());
        use_memo((), move |()| {
            Engine::start(move |news| match news {
                News::Progress(share) => run.dispatch(RunAction::Progress(share)),
                News::Lane(lane, of, newest) => {
                    player.show_early(lane, of, newest.clone());
                    run.dispatch(RunAction::Early(newest));
                }
                News::Lanes(complete) => {
                    player.set_lanes(complete.lanes.clone());
                    run.dispatch(RunAction::Lanes(complete));
                }
                News::Repeated(scenario, values) => run.dispatch(RunAction::Repeated(scenario, values)),
                News::Swept(cells) => run.dispatch(RunAction::Swept(cells)),
                News::Lost => desk.dispatch(DeskAction::Tell(NoticeKind::Warning, Words::WorkerLost)),
                News::TooLarge(before) => {
                    desk.dispatch(DeskAction::Tell(NoticeKind::Error, Words::TooLarge));
                    document.dispatch(match before {
                        Some(before) => Action::Show(Box::new((*before).clone())),
                        None => Action::Preset(PRESETS[0].id),
                    });
                }
                News::Gone => {
                    run.dispatch(RunAction::Gone);
                    desk.dispatch(DeskAction::Tell(NoticeKind::Error, Words::WorkerGone));
                }
            })
        })
    };
    let engine = (*engine).clone();
    {
        let (player, engine) = (player.clone(), engine.clone());
        use_effect_with(document.screen, move |screen| {
            // The Lab has no pictures of lanes that anything would wait for.
            engine.expect_pictures(*screen != Screen::Lab);
            player.when_drawn(move || engine.go_on());
        });
    }

    // The loading text has done its work; what is wrong with the address is told once, by the reader.
    {
        let (desk, lang, is_broken, is_wrong) = (desk.dispatcher(), document.lang, first.1, first.2);
        use_effect_with((), move |()| {
            super::platform::loaded();
            let warn = move |words| desk.dispatch(DeskAction::Tell(NoticeKind::Warning, words));
            if is_broken {
                warn(Words::LinkBroken);
            }
            let reader = is_wrong.then(|| {
                let question = Question::Form { lang, name: FormName::Address, fields: address::query() };
                ask(&question, move |answer| {
                    warn(match answer {
                        Some(Answer::Form(told)) => Words::Told(told),
                        _ => Words::LinkBroken,
                    });
                })
            });
            move || drop(reader)
        });
    }
    // Every scenario that comes on screen is simulated, unless its run still is there. The worker is asked before the page is built
    // anew, not after it.
    {
        let (engine, run) = (engine.clone(), run.clone());
        use_memo(document.scenario().clone(), move |scenario| {
            if run.shown() == Some(scenario) {
                engine.give_back();
                run.dispatch(RunAction::Kept);
            } else {
                run.dispatch(RunAction::Asked);
                engine.run(scenario);
            }
        });
    }
    // Once the pictures of the first run are there, the rest of the page is built, and the run repeated.
    let below = use_state_eq(|| false);
    {
        let below = below.setter();
        use_effect_with(run.lanes().is_some(), move |there| {
            let later = there.then(|| Timeout::new(FIRST_PICTURES_MS, move || below.set(true)));
            move || drop(later)
        });
    }
    // What is on screen is repeated with other seeds, as often as is wanted.
    let wanted = use_state_eq(repeats::remembered);
    {
        let (engine, run) = (engine.clone(), run.clone());
        // The scenario on screen is new with every run.
        let shown = run.shown().map(Rc::as_ptr);
        use_effect_with(
            (shown, *below && !is_embedded() && run.may_repeat(), *wanted),
            move |(_, may_repeat, wanted)| {
                engine.stop_repeating();
                let later = match (run.shown(), run.replications()) {
                    (Some(scenario), Some(replications)) if *may_repeat => {
                        let (scenario, next, wanted) = (scenario.clone(), replications.count(), *wanted);
                        Some(Timeout::new(REPEAT_AFTER_MS, move || engine.repeat(&scenario, [next, wanted])))
                    }
                    _ => None,
                };
                move || drop(later)
            },
        );
    }
    {
        let player = player.clone();
        use_effect_with(props(&document), move |props| player.set_props(*props));
    }
    let status = if run.status() == "ready" && !*below { "running" } else { run.status() };
    use_effect_with(status, |status| mark("data-status", status));
    use_effect_with((document.lang, document.look_name()), |(lang, look)| {
        mark("lang", lang.tag());
        mark("data-look", look);
        if let Some(document) = window().and_then(|window| window.document()) {
            let words = page(*lang);
            document.set_title(&format!("{}: {}", words.title, words.headline));
        }
    });
    {
        let player = player.clone();
        use_effect_with(document.projector, move |projector| {
            mark("data-projector", if *projector { "true" } else { "false" });
            player.refresh();
        });
    }
    {
        let lesson = document.lesson.as_ref().map(|lesson| (lesson.slug.clone(), lesson.step));
        let look = (document.appearance, document.projector);
        let preset = document.unchanged_preset();
        let place = (document.scenario().clone(), preset, document.screen, document.lang, lesson, look);
        let document = (*document).clone();
        use_effect_with(place, move |_| {
            let timer = Timeout::new(ADDRESS_AFTER_MS, move || address::show(&document.address()));
            move || drop(timer)
        });
    }
    // Another screen begins at its top; a place that was looked for is moved into view when the screen stands.
    use_effect_with(document.screen, |screen| {
        mark("data-screen", screen.tag());
        if let Some(window) = window() {
            window.scroll_to_with_x_and_y(0.0, 0.0);
        }
    });
    use_effect_with(document.place, |wanted| {
        if let Some(wanted) = wanted {
            show(&place::selector(*wanted));
        }
    });
    use_window_events(&document, &desk, &player);

    let change = {
        let (document, player) = (document.dispatcher(), player.clone());
        Callback::from(move |action: Action| {
            if matches!(action, Action::Preset(_)) {
                player.restart();
            }
            document.dispatch(action);
        })
    };
    let tell = {
        let desk = desk.dispatcher();
        Callback::from(move |action: DeskAction| desk.dispatch(action))
    };
    let stop = {
        let (change, shown) = (change.clone(), run.shown().cloned());
        // The run on screen is there, so going back to it ends the wait; so does the first preset.
        Callback::from(move |()| match &shown {
            Some(scenario) => change.emit(Action::Show(Box::new((**scenario).clone()))),
            None => change.emit(Action::Preset(PRESETS[0].id)),
        })
    };
    let repeat = {
        let run = run.dispatcher();
        Callback::from(move |repeats: bool| run.dispatch(RunAction::Repeat(repeats)))
    };
    let sweep = {
        let (run, engine) = (run.dispatcher(), engine.clone());
        Callback::from(move |sweep: Option<Sweep>| {
            run.dispatch(RunAction::Sweep(sweep.clone().map(Box::new)));
            engine.sweep(sweep);
        })
    };
    let choose = {
        let (wanted, repeat) = (wanted.setter(), repeat.clone());
        Callback::from(move |count: u32| {
            wanted.set(count);
            repeat.emit(true);
        })
    };
    let words = page(document.lang);
    let lang = document.lang;
    let shown = run.shown().unwrap_or(document.scenario());
    let about = AttrValue::from(chart::source(lang, &called(shown, document.unchanged_preset(), lang), shown.seed));
    let (content, skip) = match document.screen {
        Screen::Lab => ("lab-search", Label::SkipToSettings.name(lang)),
        Screen::Intro | Screen::Compare | Screen::Learn => ("lanes", words.skip_to_lanes),
    };
    let desk_of = LaneDesk::of(&document, &change, &tell);
    let embedded = is_embedded();
    html! {
        <>
            <a class="skip" href="#lanes" onclick={Callback::from(move |event: MouseEvent| {
                // The address belongs to the scenario, so the jump is made by hand.
                event.prevent_default();
                super::platform::focus(content);
            })}>{ skip }</a>
            if !embedded {
                <Header document={(*document).clone()} change={change.clone()} tell={tell.clone()} />
            }
            if document.screen == Screen::Lab {
                <LabScreen document={(*document).clone()} desk={desk_of.clone()} lanes={run.lanes().cloned()} running={run.progress().is_some()}
                    change={change.clone()} tell={tell.clone()} />
            } else if document.screen == Screen::Learn {
                <LearnScreen document={(*document).clone()} shown={run.lanes().zip(run.shown()).map(|(lanes, scenario)| Shown { lanes: lanes.clone(), scenario: scenario.clone() })}
                    progress={run.progress()} player={player.clone()} about={about.clone()} desk={desk_of.clone()}
                    change={change.clone()} tell={tell.clone()} />
            } else if document.screen == Screen::Intro {
                <IntroScreen document={(*document).clone()} lanes={run.lanes().cloned()} player={player.clone()}
                    about={about.clone()} desk={desk_of.clone()}
                    change={change.clone()} />
            } else {
                <div class="page">
                    <main>
                        if embedded {
                            { elsewhere(document.scenario(), about.clone(), lang) }
                        } else {
                            <Situation document={(*document).clone()} change={change.clone()} tell={tell.clone()} />
                        }
                        { notes(&desk.notes, lang, &tell) }
                        if let Some(lanes) = run.lanes_so_far() {
                            <Lanes lanes={lanes.clone()} of={document.scenario().all_lanes().len()} {lang} player={player.clone()}
                                about={about.clone()} progress={run.progress()} desk={desk_of.clone()} />
                        } else if !run.is_gone() {
                            <p class="first-run" role="status">{ words.loading }</p>
                        }
                        if let Some(lanes) = run.lanes().filter(|_| *below && !embedded) {
                            if let Some(found) = run.replications() {
                                <Verdict lanes={lanes.clone()} found={found.clone()} {lang} player={player.clone()}>
                                    { repeats::choice(&Repeats { done: found.count(), wanted: *wanted, running: run.may_repeat(), lang, choose, go: repeat }) }
                                </Verdict>
                                <Tradeoff found={found.clone()} {lang} />
                                <Pairs found={found.clone()} {lang} />
                                // What is shown, not what is being asked for: it need not hurry while a knob is dragged.
                                <SweepSection scenario={shown.clone()} found={run.sweep().cloned()}
                                    running={run.is_sweeping()} {lang} {sweep} change={change.clone()} />
                            }
                            <Plans lanes={lanes.clone()} {lang} />
                            <Narrative lanes={lanes.clone()} {lang} player={player.clone()} />
                            if let (Some(found), Some(scenario)) = (run.replications(), run.shown()) {
                                <Take lanes={lanes.clone()} found={found.clone()} scenario={scenario.clone()}
                                    preset={document.unchanged_preset()} base={document.preset} {lang} player={player.clone()}
                                    about={about.clone()} />
                            }
                        }
                        if let Some(lanes) = run.lanes() {
                            <Announcer lanes={lanes.clone()} {lang} player={player.clone()} />
                        }
                    </main>
                    if !embedded && !*below {
                        <aside class="panel" aria-hidden="true"></aside>
                    } else if !embedded {
                        <Panel document={(*document).clone()} change={change.clone()} tell={tell.clone()} open={desk.panel} />
                    }
                </div>
            }
            if let Some(lanes) = run.lanes().filter(|_| document.screen == Screen::Compare) {
                <Transport lanes={lanes.clone()} {lang} player={player.clone()} desk={desk_of} />
            }
            { busy(&Busy { progress: run.progress(), lang, stop }) }
            { notices(&desk, lang, &tell) }
            if !embedded {
                <OpenDialog desk={(*desk).clone()} {lang} tell={tell.clone()} change={change.clone()}
                    scenario={document.scenario().clone()} />
                <Glossary term={desk.glossary.clone()} {lang} player={player.clone()} change={change.clone()} tell={tell.clone()} />
                <Gallery open={desk.gallery} {lang} present={document.unchanged_preset()} {change} tell={tell.clone()} />
            }
            { help(desk.help, lang, &tell) }
        </>
    }
}

/// Keys, a link that is opened in the same tab, the system's look, and sizes.
#[hook]
fn use_window_events(document: &UseReducerHandle<Document>, desk: &UseReducerHandle<Desk>, player: &Player) {
    let (document, desk, player) = (document.dispatcher(), desk.dispatcher(), player.clone());
    use_effect_with((), move |()| {
        let mut listeners = Vec::new();
        if let Some(window) = window() {
            let system_look = document.clone();
            let (change, tell, keys_player) = (document.clone(), desk.clone(), player.clone());
            let options = gloo::events::EventListenerOptions::enable_prevent_default();
            listeners.push(EventListener::new_with_options(&window, "keydown", options, move |event| {
                keys::press(event, &keys_player, &change, &tell);
            }));
            let glossary = desk.clone();
            listeners.push(EventListener::new(&window, "click", move |event| {
                if let Some(term) = term(event) {
                    glossary.dispatch(DeskAction::Glossary(Some(term.into())));
                }
            }));
            listeners.push(EventListener::new(&window, "hashchange", move |event| {
                // Not the address as it is now: the scenario on screen may have been written over the one that was opened.
                let opened = event.dyn_ref::<HashChangeEvent>().map(HashChangeEvent::new_url);
                match opened.as_deref().and_then(address::link_in).map(link::decode) {
                    Some(Ok(scenario)) => document.dispatch(Action::Show(Box::new(scenario))),
                    Some(Err(_)) => desk.dispatch(DeskAction::Tell(NoticeKind::Warning, Words::LinkBroken)),
                    None => {}
                }
            }));
            let (printed, shown_again) = (player.clone(), player.clone());
            listeners.push(EventListener::new(&window, "beforeprint", move |_| printed.paint_for_paper()));
            listeners.push(EventListener::new(&window, "afterprint", move |_| shown_again.refresh()));
            listeners.push(EventListener::new(&window, "resize", move |_| player.refresh()));
            for wish in ["(prefers-color-scheme: dark)", "(prefers-contrast: more)"] {
                let document = system_look.clone();
                if let Ok(Some(wish)) = window.match_media(wish) {
                    listeners.push(EventListener::new(&wish, "change", move |_| document.dispatch(Action::SystemLook)));
                }
            }
        }
        move || drop(listeners)
    });
}
