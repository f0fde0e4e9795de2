//! Short messages above the page.

use super::super::desk::{Desk, DeskAction, Notice, NoticeKind, Words};
use super::icon::{self, Icon};
use crate::i18n::Lang;
use crate::i18n::page::lanes::crash_added;
use crate::i18n::page::{page, say};
use gloo::timers::callback::Timeout;
use yew::prelude::*;

/// How long a notice that needs no answer stays, ms.
const STAYS_MS: u32 = 6_000;

/// The notices of `desk`.
pub fn notices(desk: &Desk, lang: Lang, tell: &Callback<DeskAction>) -> Html {
    let one = |notice: &Notice| {
        html! { <OneNotice key={notice.id} notice={notice.clone()} {lang} tell={tell.clone()} /> }
    };
    html! { <div class="notices" role="region" aria-live="polite">{ for desk.notices.iter().map(one) }</div> }
}

#[derive(Properties, PartialEq)]
struct OneNoticeProps {
    notice: Notice,
    lang: Lang,
    tell: Callback<DeskAction>,
}

#[component]
fn OneNotice(props: &OneNoticeProps) -> Html {
    let (id, kind) = (props.notice.id, props.notice.kind);
    {
        let tell = props.tell.clone();
        use_effect_with((), move |()| {
            let goes =
                (kind == NoticeKind::Info).then(|| Timeout::new(STAYS_MS, move || tell.emit(DeskAction::Dismiss(id))));
            move || drop(goes)
        });
    }
    let words = page(props.lang);
    let text = match &props.notice.words {
        Words::LinkCopied => words.link_copied.to_owned(),
        Words::LinkNotCopied => words.link_not_copied.to_owned(),
        Words::LinkBroken => format!("{} {}", words.link_broken, words.open_kept),
        Words::Opened(name) if name.is_empty() => words.opened.to_owned(),
        Words::Opened(name) => say::opened(props.lang, name),
        Words::CrashAdded(instance, at) => crash_added(props.lang, *instance, at),
        Words::Told(told) => told.clone(),
        Words::WorkerLost => words.worker_lost.to_owned(),
        Words::TooLarge => words.too_large.to_owned(),
        Words::WorkerGone => words.worker_gone.to_owned(),
    };
    let dismiss = {
        let tell = props.tell.clone();
        Callback::from(move |_: MouseEvent| tell.emit(DeskAction::Dismiss(id)))
    };
    let class = match kind {
        NoticeKind::Info => "info",
        NoticeKind::Warning => "warning",
        NoticeKind::Error => "error",
    };
    html! {
        <div class={classes!("notice", class)} role={if kind == NoticeKind::Info { "status" } else { "alert" }}>
            <p>{ text }</p>
            if kind == NoticeKind::Error { <a href="">{ words.reload }</a> }
            <button type="button" class="quiet" onclick={dismiss} aria-label={words.dismiss} title={words.dismiss}>
                { icon::draw(Icon::Close) }
            </button>
        </div>
    }
}
