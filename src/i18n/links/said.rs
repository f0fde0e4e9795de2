//! What is said of links.

use super::super::page::named::named;
use super::super::{Lang, number};

named! {
    /// A word of the form that builds links.
    Word {
        About: [
            "수업에 나눠 줄 링크를 만듭니다. 링크에는 여기에서 고른 것만 담기고, 학생에 관한 것은 브라우저를 떠나지 않습니다.",
            "A link to hand out. It holds what is chosen here and nothing else; nothing about learners leaves the browser."
        ];
        Opens: ["무엇을 여나요", "What it opens"];
        What: ["상황이나 레슨", "Situation or lesson"];
        Present: ["지금 화면: 바꾼 설정까지", "What is on screen, with its changes"];
        Situations: ["상황", "Situations"];
        Lessons: ["레슨", "Lessons"];
        Look: ["어떻게 보이나요", "How it looks"];
        BrowserLanguage: ["브라우저의 언어", "the browser's language"];
        RememberedLook: ["브라우저가 기억하는 대로", "as the browser remembers"];
        FittingSpeed: ["실행 길이에 맞게", "as fits the run"];
        NoLanes: ["고르지 않으면 상황의 레인이 그대로 나옵니다. 여섯 개까지 고를 수 있습니다.", "None chosen: the situation's own lanes. Up to six."];
        SeedAsIs: ["그대로", "As it is"];
        SeedSame: ["모두 같은 시드", "The same for everyone"];
        SeedOwn: ["브라우저마다 시드 하나씩", "A seed for each browser"];
        SeedOwnAbout: [
            "링크는 하나입니다. 처음 열 때 브라우저가 시드를 하나 뽑아 기억하고, 주소에도 숫자로 적습니다. 새로 고치거나 그 주소를 나눠도 같은 실행이 나옵니다.",
            "One link. At the first visit the browser draws a seed, remembers it and writes it into the address, so that a reload or the address handed on shows the same run."
        ];
        SeedEach: ["학생마다 다른 링크", "A link for each learner"];
        SeedEachAbout: ["시드를 하나씩 늘린 링크 목록을 만듭니다. 인쇄하거나 CSV로 저장하세요.", "A list of links with one seed after the other, to print or to save as CSV."];
        FirstSeed: ["시드", "Seed"];
        Learners: ["학생 수", "Learners"];
        LessonSeeds: [
            "레슨은 시드와 레인을 스스로 정합니다. 목표와 답이 그 실행에 맞추어져 있기 때문입니다.",
            "A lesson brings its own seed and lanes: its goals and answers are proved for that run."
        ];
        Link: ["링크", "Link"];
        Copy: ["복사", "Copy"];
        Copied: ["복사했습니다", "Copied"];
        NotCopied: ["복사하지 못했습니다. 글자를 골라 복사하세요.", "Not copied. Select the text to copy it."];
        Open: ["새 탭에서 열기", "Open in a new tab"];
        Code: ["다른 페이지에 넣을 코드", "Code for another page"];
        SaveCode: ["QR 코드 저장 (SVG)", "Save the QR code (SVG)"];
        Print: ["인쇄", "Print"];
        SaveTable: ["CSV로 저장", "Save as CSV"];
        Number: ["번호", "No."];
    }
}

/// What the QR code is of.
#[must_use]
pub fn code_of(lang: Lang, link: &str) -> String {
    lang.pick(format!("QR 코드: {link}"), format!("QR code: {link}"))
}

/// That the link is ready, and how long it is.
#[must_use]
pub fn built(lang: Lang, letters: usize) -> String {
    let letters = number::whole(letters as u64);
    lang.pick(format!("링크를 만들었습니다. {letters}자입니다."), format!("The link is ready: {letters} characters."))
}

/// That so many links are ready.
#[must_use]
pub fn built_list(lang: Lang, links: u64) -> String {
    lang.pick(
        format!("학생별 링크 {links}개를 만들었습니다."),
        format!("{links} links are ready, one for each learner."),
    )
}

/// That the link is too long for a QR code, of which at most so many letters would fit, and what makes it shorter.
#[must_use]
pub fn no_code(lang: Lang, letters: usize, most: usize, is_changed: bool) -> String {
    let [letters, most] = [letters, most].map(|count| number::whole(count as u64));
    let why = lang.pick(
        format!("링크가 {letters}자라서 휴대전화가 읽을 만한 QR 코드에 담기지 않습니다({most}자까지)."),
        format!("At {letters} characters the link is too long for a QR code that phones can read (up to {most})."),
    );
    let cure = if is_changed {
        lang.pick(
            " 바꾼 설정이 통째로 들어 있어서 깁니다. 위에서 상황을 고르면 이름만 담겨 짧아집니다.",
            " It carries all the changed settings. Choose a situation above: its name alone is short.",
        )
    } else {
        lang.pick(" 이 페이지의 주소가 이미 깁니다.", " The address of this page is long already.")
    };
    why + cure
}

/// The title of a list of links.
#[must_use]
pub fn list_title(lang: Lang, of: &str, links: u64) -> String {
    lang.pick(format!("{of}: 학생별 링크 {links}개"), format!("{of}: {links} links"))
}

/// A seed by its number.
#[must_use]
pub fn seed_of(lang: Lang, seed: u64) -> String {
    lang.pick(format!("시드 {seed}"), format!("seed {seed}"))
}

/// That not all of an address was understood.
#[must_use]
pub fn partly(lang: Lang) -> &'static str {
    lang.pick(
        "주소에 알 수 없는 부분이 있어 그 부분만 빼고 열었습니다.",
        "Part of the address is not understood; all the rest is open.",
    )
}

/// That there is no such parameter, and which there are.
#[must_use]
pub fn unknown(lang: Lang, name: &str, known: &str) -> String {
    lang.pick(
        format!("{name}: 이런 이름은 없습니다. 쓸 수 있는 이름: {known}."),
        format!("{name}: there is no such parameter. There are {known}."),
    )
}

/// That a parameter stands there more than once.
#[must_use]
pub fn repeated(lang: Lang, name: &str) -> String {
    lang.pick(
        format!("{name}: 여러 번 나와서 처음 것만 썼습니다."),
        format!("{name}: it stands there more than once, and the first one counts."),
    )
}

/// That this may not stand for a parameter, and what may.
#[must_use]
pub fn wrong(lang: Lang, name: &str, value: &str, allowed: &str) -> String {
    lang.pick(
        format!("{name}={value}: 쓸 수 없는 값입니다. 쓸 수 있는 값: {allowed}."),
        format!("{name}={value}: not a value of it. What can stand there: {allowed}."),
    )
}

/// What may stand for a parameter, in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Allowed<'a> {
    /// The tag of a language.
    Language,
    /// Yes or no.
    Switch,
    /// One of these.
    One(&'a str),
    /// Some of these, so many at most.
    Several(&'a str, usize),
    /// A whole number between these.
    Whole(u64, u64),
    /// A seed, up to this, or a word for a drawn one.
    Seed(&'a str, &'a str),
    /// The name of a preset.
    Preset,
    /// The name of a lesson.
    Lesson,
    /// Anything.
    Text,
}

/// What may stand there.
#[must_use]
pub fn allowed(lang: Lang, allowed: Allowed<'_>) -> String {
    match allowed {
        Allowed::Language => lang.pick("ko 또는 en", "ko or en").to_owned(),
        Allowed::Switch => lang.pick("1 또는 0", "1 or 0; the name alone means 1").to_owned(),
        Allowed::One(words) => words.to_owned(),
        Allowed::Several(words, most) => lang.pick(
            format!("다음 중에서 쉼표로 나누어 {most}개까지, 하나씩만: {words}"),
            format!("with commas, each once and at most {most} of {words}"),
        ),
        Allowed::Whole(least, most) => {
            lang.pick(format!("{least}부터 {most}까지의 정수"), format!("a whole number, {least} to {most}"))
        }
        Allowed::Seed(most, own) => {
            lang.pick(format!("0부터 {most}까지의 정수, 또는 {own}"), format!("a whole number, 0 to {most}, or {own}"))
        }
        Allowed::Preset => lang.pick("상황의 이름", "the name of a preset").to_owned(),
        Allowed::Lesson => lang.pick("레슨의 이름", "the name of a lesson").to_owned(),
        Allowed::Text => lang.pick("아무 글자", "anything").to_owned(),
    }
}
