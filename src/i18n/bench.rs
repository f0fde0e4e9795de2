//! The words of the benchmark, on the command line and on the page.

use super::{Lang, number};
use crate::bench::{Figures, RecordingFigures};

/// The headings of the table's columns.
#[must_use]
pub fn headings(lang: Lang) -> [&'static str; 5] {
    lang.pick(
        ["작업 부하", "라우팅", "초당 요청(백만)", "요청당 ns", "바닥값 대비"],
        ["Workload", "Routing", "M requests/s", "ns/request", "of the floor"],
    )
}

/// The rows of the table: names, millions of requests per second, nanoseconds, ratio to the floor.
#[must_use]
pub fn rows(figures: &Figures) -> Vec<[String; 5]> {
    let row = |figure: &crate::bench::Figure| {
        [
            figure.workload.clone(),
            figure.routing.clone(),
            number::fixed(figure.requests_per_s / 1e6, 2),
            number::fixed(figure.ns_per_request, 1),
            number::fixed(figure.ratio_to_floor, 3),
        ]
    };
    figures.workloads.iter().map(row).collect()
}

/// What the ratios are relative to.
#[must_use]
pub fn floor(lang: Lang, floor_ns: f64) -> String {
    let ns = number::fixed(floor_ns, 1);
    lang.pick(
        format!("바닥값: 요청당 {ns} ns. 난수만 뽑는 시간입니다(지수 분포 두 번, 정수 한 번)."),
        format!("Floor: {ns} ns a request, the time of its random draws alone (two exponentials and one integer)."),
    )
}

/// What recording a run costs.
#[must_use]
pub fn recording(lang: Lang, recording: &RecordingFigures) -> String {
    let bytes = number::whole(recording.bytes as u64);
    let [of_run, more] = [recording.share_of_run(), recording.cost_share].map(number::percent);
    lang.pick(
        format!("기록: 기본 프리셋의 실행 하나에 최대 {bytes}바이트, 실행 시간의 {of_run}(기록하지 않을 때보다 {more} 더)."),
        format!("Recording: at most {bytes} bytes for a run of the default preset, and {of_run} of its time ({more} more than without)."),
    )
}

/// How far the measurement is, in place on a terminal.
#[must_use]
pub fn progress(lang: Lang, share: f64) -> String {
    let percent = (share * 100.0).floor();
    lang.pick(format!("측정 중 {percent}%"), format!("measuring {percent}%"))
}

/// The fixed words of the benchmark's page.
#[derive(Debug)]
#[allow(missing_docs, reason = "each field is named by what it labels; the texts themselves say the rest")]
pub struct BenchPage {
    pub title: &'static str,
    pub about: &'static str,
    pub stop: &'static str,
    pub stopped: &'static str,
    pub again: &'static str,
    pub elsewhere: &'static str,
}

/// The words of the benchmark's page.
#[must_use]
pub fn page(lang: Lang) -> BenchPage {
    lang.pick(
        BenchPage {
            title: "이 브라우저에서 엔진의 속도",
            about: "화면과 같은 작업자에서 같은 프로그램으로 잽니다. 여러 번 번갈아 재고 중앙값을 보여 줍니다.",
            stop: "그만두기",
            stopped: "측정을 그만두었습니다.",
            again: "다시 재기",
            elsewhere: "명령줄에서 잰 값은 기계가 달라 여기 섞지 않습니다. cutover bench로 재며, docs/performance.md에 있습니다.",
        },
        BenchPage {
            title: "How fast the engine is in this browser",
            about: "Measured in the page's own worker by the page's own program: in turns, several times; the medians are shown.",
            stop: "Stop",
            stopped: "The measurement was stopped.",
            again: "Measure again",
            elsewhere: "Figures of the command line come from another machine and are not mixed in here: cutover bench measures them, and docs/performance.md has them.",
        },
    )
}
