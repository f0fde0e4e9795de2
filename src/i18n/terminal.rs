//! The words of the command line beside figures and problems.

use super::{Lang, number, particle};

/// What stands above the figures.
#[must_use]
pub fn heading(lang: Lang, name: &str, seed: u64, length: &str) -> String {
    lang.pick(format!("{name} (시드 {seed}, {length})"), format!("{name} (seed {seed}, {length})"))
}

/// The hash of the recording.
#[must_use]
pub fn hash(lang: Lang) -> &'static str {
    lang.pick("기록 해시", "Recording hash")
}

/// What stands before a note.
#[must_use]
pub fn note(lang: Lang) -> &'static str {
    lang.pick("참고", "note")
}

/// The heading of the list of notes.
#[must_use]
pub fn notes(lang: Lang) -> &'static str {
    lang.pick("참고:", "Notes:")
}

/// What a file was read as; `workload` is the Deployment of a manifest.
#[must_use]
pub fn read_as(lang: Lang, label: &str, preset: bool, workload: Option<&str>) -> String {
    match (workload, preset) {
        (Some(workload), _) => lang.pick(
            format!("{label}: Kubernetes 매니페스트, 워크로드 {}", particle::object(workload) + " 읽었습니다."),
            format!("{label}: a Kubernetes manifest; read its workload {workload}."),
        ),
        (None, true) => lang.pick(format!("{label}: 프리셋입니다."), format!("{label}: a preset.")),
        (None, false) => {
            lang.pick(format!("{label}: Cutover 시나리오입니다."), format!("{label}: a Cutover scenario."))
        }
    }
}

/// The heading of the list of fields that differ from the defaults.
#[must_use]
pub fn differences(lang: Lang, count: usize) -> String {
    let number = number::whole(count as u64);
    match count {
        0 => lang.pick("모든 값이 기본값입니다.", "All values are the defaults.").to_owned(),
        _ => lang.pick(
            format!("기본값과 다른 값 {number}개(--set에 그대로 쓸 수 있습니다):"),
            format!("Values that differ from the defaults ({number}; as --set takes them):"),
        ),
    }
}

/// A file that cannot be written; `error` in the system's own words.
#[must_use]
pub fn not_written(lang: Lang, file: &str, error: &str) -> String {
    lang.pick(format!("{file}: 쓸 수 없습니다. {error}"), format!("{file}: cannot be written: {error}"))
}
