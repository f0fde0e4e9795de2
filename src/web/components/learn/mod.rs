//! Lessons: the list, and one step at a time beside the lanes of its run. What they say and ask, and whether a run answers it,
//! comes from the reader.

mod guide;
mod list;
mod step;

use super::super::desk::DeskAction;
use super::super::document::{Action, Document, Lesson};
use super::super::engine::Lane;
use super::super::platform::reader::Desk;
use super::super::platform::{focus, store};
use super::super::player::Player;
use super::form::Form;
use super::lane_tools::LaneDesk;
use super::links::follow;
use crate::i18n::Lang;
use crate::i18n::page::learn::Learn;
use crate::i18n::page::manifest::reader;
use crate::lesson::{Evidence, StepKind};
use crate::scenario::Checked;
use crate::view::reader::{Answer, FormName, LessonCard, ON_CALL, Question, StepCard};
use guide::guide;
use list::list;
use std::rc::Rc;
use step::StepProps;
use yew::prelude::*;

/// The lanes on screen and what was simulated in them.
#[derive(Clone)]
pub struct Shown {
    pub lanes: Rc<Vec<Rc<Lane>>>,
    pub scenario: Rc<Checked>,
}

#[derive(Properties)]
pub struct LearnProps {
    pub document: Document,
    pub shown: Option<Shown>,
    pub progress: Option<f64>,
    pub player: Player,
    pub about: AttrValue,
    pub desk: LaneDesk,
    pub change: Callback<Action>,
    pub tell: Callback<DeskAction>,
}

impl PartialEq for LearnProps {
    fn eq(&self, other: &Self) -> bool {
        let lanes = |it: &Self| it.shown.as_ref().map(|shown| Rc::as_ptr(&shown.lanes));
        let (a, b) = (&self.document, &other.document);
        lanes(self) == lanes(other)
            && self.desk == other.desk
            && (self.progress, &self.about) == (other.progress, &other.about)
            && (a.lang, &a.lesson) == (b.lang, &b.lesson)
            && Rc::ptr_eq(&a.problems, &b.problems)
            && Rc::ptr_eq(a.edited(), b.edited())
    }
}

/// What is known of the lessons, and what the learner has done in the present step.
#[derive(Clone, Default, PartialEq)]
struct Class {
    lessons: Option<Rc<Vec<LessonCard>>>,
    /// The step on screen: of which lesson it is, its place, and what it says.
    step: Option<(Rc<str>, usize, Rc<StepCard>)>,
    /// The choice that is marked, and whether it was made.
    chosen: Option<usize>,
    is_made: bool,
    /// So many hints are shown.
    hints: usize,
    /// The lesson whose guide is open.
    guide: Option<String>,
    /// There is no reader.
    absent: bool,
    /// So often everything was asked for anew.
    tries: usize,
}

enum News {
    Lessons(Vec<LessonCard>),
    Step(Rc<str>, usize, Box<StepCard>),
    Choose(usize),
    /// The choice is made.
    Guess,
    Hint,
    /// The step begins anew.
    Again,
    Guide(Option<String>),
    Absent,
    /// The reader may be there again.
    Retry,
}

impl Reducible for Class {
    type Action = News;

    fn reduce(self: Rc<Self>, news: News) -> Rc<Self> {
        let mut next = (*self).clone();
        match news {
            News::Lessons(lessons) => next.lessons = Some(Rc::new(lessons)),
            News::Step(slug, place, card) => next.step = Some((slug, place, Rc::new(*card))),
            News::Choose(choice) => next.chosen = Some(choice),
            News::Guess => next.is_made = next.chosen.is_some(),
            News::Hint => next.hints += 1,
            News::Again => (next.chosen, next.is_made, next.hints) = (None, false, 0),
            News::Guide(slug) => next.guide = slug,
            News::Absent => next.absent = true,
            News::Retry => (next.absent, next.tries) = (false, next.tries + 1),
        }
        Rc::new(next)
    }
}

fn ask(desk: &Desk, question: &Question, class: &UseReducerDispatcher<Class>, then: impl FnOnce(Answer) + 'static) {
    let class = class.clone();
    desk.ask(question, move |answer| match answer {
        Some(answer) => then(answer),
        None => class.dispatch(News::Absent),
    });
}

fn ask_lessons(desk: &Desk, lang: Lang, class: &UseReducerDispatcher<Class>) {
    let told = class.clone();
    ask(desk, &Question::Lessons { lang }, class, move |answer| {
        if let Answer::Lessons(lessons) = answer {
            told.dispatch(News::Lessons(lessons));
        }
    });
}

#[component]
pub fn LearnScreen(props: &LearnProps) -> Html {
    let (document, lang) = (&props.document, props.document.lang);
    let class = use_reducer(Class::default);
    let desk = use_memo((), |()| Desk::default());
    let tries = class.tries;
    {
        let (class, desk) = (class.dispatcher(), desk.clone());
        use_effect_with((lang, tries), move |(lang, _)| ask_lessons(&desk, *lang, &class));
    }
    let place = document.lesson.as_ref().map(|Lesson { slug, step, .. }| (slug.clone(), *step));
    // What stands behind the game's name is how far it is.
    let game = place.as_ref().and_then(|(slug, _)| slug.strip_prefix(ON_CALL)).map(str::to_owned);
    let is_game = game.is_some();
    // A step that is gone to says what it asks, and opens its scenario.
    {
        let (class, desk, change) = (class.dispatcher(), desk.clone(), props.change.clone());
        let begun = document.lesson.as_ref().is_some_and(|lesson| lesson.begun);
        use_effect_with((place.clone(), lang, tries), move |(place, lang, _)| {
            let Some((slug, step)) = place.clone().filter(|_| !is_game) else { return };
            if !begun {
                class.dispatch(News::Again);
            }
            let question =
                Question::Step { lang: *lang, slug: slug.to_string(), step, evidence: None, solution: false };
            let told = class.clone();
            ask(&desk, &question, &class, move |answer| match answer {
                Answer::Step(card) => {
                    let scenario = card.scenario.0.clone();
                    told.dispatch(News::Step(slug, step, card));
                    if !begun {
                        // It was checked already; the answer is data like any other.
                        scenario
                            .check()
                            .into_iter()
                            .for_each(|scenario| change.emit(Action::Begin(Box::new(scenario))));
                    }
                }
                // There is no such step: the list says what there is.
                _ => change.emit(Action::Learn(None)),
            });
        });
    }
    // What a run says of the step; of a prediction not before it was made.
    let card = class.step.as_ref().filter(|(slug, step, _)| place.as_ref() == Some(&(slug.clone(), *step)));
    let card = card.map(|(_, _, card)| card.clone());
    // Whoever goes on reads on: the new step's title has the focus once it stands.
    use_effect_with((place.clone(), card.is_some()), |(_, stands)| {
        if *stands {
            focus("lesson-step");
        }
    });
    let begun = document.lesson.as_ref().is_some_and(|lesson| lesson.begun);
    let may_know = card.as_ref().is_some_and(|card| card.kind != StepKind::Predict || class.is_made);
    let shown = props.shown.clone().filter(|shown| begun && may_know && *shown.scenario == **document.scenario());
    {
        let (class, desk, place) = (class.dispatcher(), desk.clone(), place.clone());
        let run = shown.as_ref().map(|shown| Rc::as_ptr(&shown.lanes));
        use_effect_with((run, place, lang, tries), move |(_, place, lang, _)| {
            let (Some(shown), Some((slug, step))) = (shown, place.clone()) else { return };
            let lanes = shown.lanes.iter().map(|lane| (&lane.report, lane.track.recording()));
            let evidence = Some(Evidence::of(&shown.scenario, lanes));
            let question = Question::Step { lang: *lang, slug: slug.to_string(), step, evidence, solution: true };
            let told = class.clone();
            ask(&desk, &question, &class, move |answer| {
                if let Answer::Step(card) = answer {
                    if card.done {
                        store::keep_step(&slug, step);
                    }
                    told.dispatch(News::Step(slug, step, card));
                }
            });
        });
    }
    let again = {
        let class = class.dispatcher();
        Callback::from(move |_: MouseEvent| class.dispatch(News::Retry))
    };
    let lesson = class.lessons.as_ref().and_then(|lessons| {
        let slug = &place.as_ref()?.0;
        lessons.iter().find(|lesson| *lesson.slug == **slug).cloned()
    });
    let follow = follow(&props.player, &props.change, &props.tell);
    let content = match (&class.lessons, place, lesson, card) {
        _ if is_game => {
            let change = props.change.clone();
            let tell = Callback::from(move |fields: String| {
                change.emit(Action::Learn(Some((format!("{ON_CALL}&{fields}").into(), 0))));
            });
            html! { <Form name={FormName::OnCall} given={game.unwrap_or_default()} {lang} follow={follow.clone()} {tell} /> }
        }
        (Some(_), Some((_, step)), Some(lesson), Some(card)) => step::screen(&StepProps {
            lesson,
            step,
            card,
            begun,
            chosen: class.chosen,
            is_made: class.is_made,
            hints: class.hints,
            class: Told(class.dispatcher()),
            document: document.clone(),
            shown: props.shown.clone(),
            progress: props.progress,
            player: props.player.clone(),
            about: props.about.clone(),
            desk: props.desk.clone(),
            change: props.change.clone(),
            tell: props.tell.clone(),
        }),
        (Some(lessons), None, ..) => list(lessons, lang, &props.change, &class.dispatcher()),
        _ if class.absent => Html::default(),
        _ => html! { <p class="first-run" role="status">{ Learn::Loading.name(lang) }</p> },
    };
    html! {
        <main class="learn" id="lessons">
            if class.absent {
                <div class="problems" role="alert">
                    <p>{ reader(lang).absent }</p>
                    <button type="button" class="link" onclick={again}>{ reader(lang).again }</button>
                </div>
            }
            { content }
            { guide(class.guide.as_deref(), lang, &Told(class.dispatcher()), follow) }
        </main>
    }
}

/// Tells the class; one is as good as another.
#[derive(Clone)]
struct Told(UseReducerDispatcher<Class>);

impl PartialEq for Told {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}
