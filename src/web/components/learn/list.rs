//! All lessons, in the order of the course, and how far each is.

use super::super::super::document::Action;
use super::super::super::platform::store;
use super::{Class, News};
use crate::i18n::Lang;
use crate::i18n::page::learn::{self, Learn};
use crate::view::reader::LessonCard;
use std::rc::Rc;
use yew::prelude::*;

/// The list.
pub fn list(
    lessons: &Rc<Vec<LessonCard>>,
    lang: Lang,
    change: &Callback<Action>,
    class: &UseReducerDispatcher<Class>,
) -> Html {
    let known = store::lessons();
    let one = |lesson: &LessonCard| {
        let done = known.get(&lesson.slug).map_or(0, |steps| steps.iter().filter(|step| **step < lesson.steps).count());
        // Whoever was here goes on where they stopped.
        let next = (0..lesson.steps).find(|step| !known.get(&lesson.slug).is_some_and(|steps| steps.contains(step)));
        let open = {
            let (change, slug, step) = (change.clone(), Rc::<str>::from(&*lesson.slug), next.unwrap_or(0));
            Callback::from(move |_: MouseEvent| change.emit(Action::Learn(Some((slug.clone(), step)))))
        };
        let guide = {
            let (class, slug) = (class.clone(), lesson.slug.clone());
            Callback::from(move |_: MouseEvent| class.dispatch(News::Guide(Some(slug.clone()))))
        };
        html! {
            <li class="card" key={lesson.slug.clone()}>
                <h2><button type="button" id={format!("lesson-{}", lesson.slug)} onclick={open}>{ &lesson.title }</button></h2>
                // The game has none.
                if lesson.steps > 0 {
                    <p class="about">{ learn::progress(lang, done, lesson.steps, lesson.minutes) }
                        if done == lesson.steps { <span class="tag">{ Learn::Done.name(lang) }</span> }
                    </p>
                }
                <div class="text">{ Html::from_html_unchecked(AttrValue::from(lesson.about.clone())) }</div>
                if lesson.steps > 0 {
                    <button type="button" class="link guide-button" id={format!("guide-{}", lesson.slug)} onclick={guide}
                        aria-label={format!("{}: {}", Learn::Guide.name(lang), lesson.title)}>{ Learn::Guide.name(lang) }</button>
                }
            </li>
        }
    };
    html! {
        <>
            <header><h1>{ Learn::Title.name(lang) }</h1><p class="about">{ Learn::About.name(lang) }</p></header>
            <ol class="cards lessons">{ for lessons.iter().map(one) }</ol>
        </>
    }
}
