//! The words around manifests that are read and written.

use super::super::{Lang, particle};

/// The fixed words.
#[derive(Debug)]
#[allow(missing_docs, reason = "each field is named by what it labels; the texts themselves say the rest")]
pub struct ReaderWords {
    pub absent: &'static str,
    pub again: &'static str,
    pub manifests: &'static str,
    pub writing: &'static str,
}

static KO: ReaderWords = ReaderWords {
    absent: "페이지의 이 부분을 불러오지 못했습니다. 연결을 확인하고 다시 시도하세요.",
    again: "다시 시도",
    manifests: "매니페스트(YAML)",
    writing: "쓰는 중…",
};

static EN: ReaderWords = ReaderWords {
    absent: "This part of the page could not be loaded. Check the connection and try again.",
    again: "Try again",
    manifests: "Manifest (YAML)",
    writing: "Writing…",
};

/// The fixed words.
#[must_use]
pub fn reader(lang: Lang) -> &'static ReaderWords {
    match lang {
        Lang::Ko => &KO,
        Lang::En => &EN,
    }
}

/// The manifest was saved as `file`.
#[must_use]
pub fn written(lang: Lang, file: &str) -> String {
    lang.pick(format!("{} 저장했습니다.", particle::object(file)), format!("Saved {file}."))
}

/// No controller has a manifest for the strategies of these lanes.
#[must_use]
pub fn without(lang: Lang, lanes: &[String]) -> String {
    let lanes = lanes.join(", ");
    lang.pick(
        format!("컨트롤러의 매니페스트로 쓸 수 없는 레인: {lanes}"),
        format!("No controller has a manifest for: {lanes}"),
    )
}
