//! The names of charts and of what they show, and the words around them.

use super::super::Lang;
use super::named::named;

named! {
    /// What a chart shows.
    ChartKind {
        Capacity: ["용량", "Capacity"],
            ["플릿이 초당 처리할 수 있는 요청과 들어오는 요청", "Requests a second that the fleet can answer, against those that arrive"];
        Share: ["후보 비중", "Candidate share"],
            ["요청 가운데 후보 버전으로 간 비율. 실제와 설정", "Share of the requests that the candidate gets: actual and set"];
        Errors: ["피해", "Hurt"],
            ["초당 실패, 시간 초과, 거부된 요청", "Requests a second that failed, timed out or were rejected"];
        ErrorsByVersion: ["버전별 피해", "Hurt, by version"],
            ["어느 버전에서 실패하거나 시간을 넘겼는가", "Which version failed them, or kept them waiting too long"];
        Latency: ["지연 시간", "Latency"],
            ["응답 시간의 p50, p95, p99", "Time until the answer: p50, p95 and p99"];
        Utilization: ["사용률", "Utilization"],
            ["트래픽을 받는 인스턴스의 작업자 가운데 일하는 비율", "Share of the workers in rotation that are busy"];
        Queue: ["쌓인 요청", "Outstanding"],
            ["인스턴스에서 처리 중이거나 기다리는 요청", "Requests on instances, being worked on or waiting"];
        Budget: ["오류 예산", "Error budget"],
            ["이 실행의 오류 예산 가운데 지금까지 쓴 비율. 예산은 전체 요청 × (100% − 목표)",
             "How much of this run's error budget is used: all its requests × (100% − objective)"];
        Cost: ["비용", "Cost"],
            ["지금까지의 인스턴스 비용", "Money for instances so far"];
        SeenErrors: ["관측 오류율", "Errors as seen"],
            ["모니터링이 본 후보 버전의 오류율과 실제", "The candidate's error rate as telemetry showed it, and as it was"];
        SeenLatency: ["관측 p99", "p99 as seen"],
            ["모니터링이 본 후보 버전의 p99와 전체 요청의 실제 p99", "The candidate's p99 as telemetry showed it, and the true p99 of all requests"];
    }
}

/// What is measured along a chart's y axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Requests per second.
    Rate,
    /// Percent.
    Percent,
    /// Milliseconds.
    Millis,
    /// Requests.
    Requests,
    /// US dollars.
    Money,
}

impl Unit {
    /// As it stands behind a title.
    #[must_use]
    pub fn short(self, lang: Lang) -> &'static str {
        match self {
            Unit::Rate => lang.pick("건/초", "/s"),
            Unit::Percent => "%",
            Unit::Millis => "ms",
            Unit::Requests => lang.pick("건", ""),
            Unit::Money => lang.pick("달러", "USD"),
        }
    }

    /// As it stands beside an axis.
    #[must_use]
    pub fn long(self, lang: Lang) -> &'static str {
        match self {
            Unit::Rate => lang.pick("건/초", "requests/s"),
            Unit::Requests => lang.pick("건", "requests"),
            other => other.short(lang),
        }
    }
}

/// A value that a chart follows over time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the English name of each says what it is")]
pub enum Curve {
    StableCapacity,
    CandidateCapacity,
    Demand,
    ActualShare,
    StableShare,
    SetShare,
    Failed,
    TimedOut,
    Rejected,
    StableErrors,
    CandidateErrors,
    P50,
    P95,
    P99,
    Utilization,
    Outstanding,
    BudgetUsed,
    CostSoFar,
    WantedCost,
    SeenErrorRate,
    TrueErrorRate,
    SeenP99,
    TrueP99,
}

impl Curve {
    /// Its name in a legend.
    #[must_use]
    pub fn name(self, lang: Lang) -> &'static str {
        let (ko, en) = match self {
            Curve::StableCapacity | Curve::StableShare | Curve::StableErrors => ("안정", "stable"),
            Curve::CandidateCapacity | Curve::CandidateErrors => ("후보", "candidate"),
            Curve::Demand => ("수요", "demand"),
            Curve::ActualShare => ("실제", "actual"),
            Curve::SetShare => ("설정", "set"),
            Curve::Failed => ("실패", "failed"),
            Curve::TimedOut => ("시간 초과", "timed out"),
            Curve::Rejected => ("거부", "rejected"),
            Curve::P50 => ("p50", "p50"),
            Curve::P95 => ("p95", "p95"),
            Curve::P99 => ("p99", "p99"),
            Curve::Utilization => ("일하는 작업자", "busy workers"),
            Curve::Outstanding => ("처리·대기", "in work, waiting"),
            Curve::BudgetUsed => ("사용", "used"),
            Curve::CostSoFar => ("누적", "so far"),
            Curve::WantedCost => ("원래 플릿만", "wanted fleet alone"),
            Curve::SeenErrorRate => ("관측", "seen"),
            Curve::TrueErrorRate => ("실제", "true"),
            Curve::SeenP99 => ("관측", "seen"),
            Curve::TrueP99 => ("실제", "true"),
        };
        lang.pick(ko, en)
    }
}

/// A line across a chart that something shall not pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Threshold {
    /// Beyond it the controller rolls back.
    RollBack,
    /// What is promised to users.
    Objective,
}

impl Threshold {
    /// Its name on the line.
    #[must_use]
    pub fn name(self, lang: Lang) -> &'static str {
        match self {
            Threshold::RollBack => lang.pick("롤백 한도", "roll-back limit"),
            Threshold::Objective => lang.pick("목표(SLO)", "SLO"),
        }
    }
}

/// The words around charts.
#[derive(Debug)]
#[allow(missing_docs, reason = "each field is named by what it labels; the texts themselves say the rest")]
pub struct Charts {
    pub charts: &'static str,
    pub choose: &'static str,
    pub range: &'static str,
    pub zoom_in: &'static str,
    pub zoom_out: &'static str,
    pub zoom_all: &'static str,
    pub log: &'static str,
    pub events: &'static str,
    pub enlarge: &'static str,
    pub time: &'static str,
    pub highest: &'static str,
    pub lane: &'static str,
    pub as_table: &'static str,
    pub png: &'static str,
    pub svg: &'static str,
    pub all_png: &'static str,
    pub all_svg: &'static str,
}

/// The words around charts in `lang`.
#[must_use]
pub fn charts(lang: Lang) -> &'static Charts {
    static KO: Charts = Charts {
        charts: "차트",
        choose: "차트 고르기",
        range: "보이는 구간",
        zoom_in: "확대",
        zoom_out: "축소",
        zoom_all: "전체",
        log: "로그 눈금",
        events: "사건",
        enlarge: "크게 보기",
        time: "시간",
        highest: "최고",
        lane: "전략",
        as_table: "표로 보기",
        png: "PNG로 저장",
        svg: "SVG로 저장",
        all_png: "차트 전체(PNG)",
        all_svg: "차트 전체(SVG)",
    };
    static EN: Charts = Charts {
        charts: "Charts",
        choose: "Choose charts",
        range: "Shown",
        zoom_in: "Zoom in",
        zoom_out: "Zoom out",
        zoom_all: "Whole run",
        log: "Log scale",
        events: "Events",
        enlarge: "Enlarge",
        time: "Time",
        highest: "highest",
        lane: "Strategy",
        as_table: "As a table",
        png: "Save as PNG",
        svg: "Save as SVG",
        all_png: "All charts (PNG)",
        all_svg: "All charts (SVG)",
    };
    lang.pick(&KO, &EN)
}

/// The name of a chart for somebody who hears it: what it shows, and of which lane.
#[must_use]
pub fn chart_of(lang: Lang, kind: ChartKind, lane: &str) -> String {
    format!("{}, {lane}", kind.name(lang))
}

/// A scenario's name and seed below a picture's title.
#[must_use]
pub fn source(lang: Lang, scenario: &str, seed: u64) -> String {
    let seed = lang.pick(format!("시드 {seed}"), format!("seed {seed}"));
    if scenario.is_empty() { format!("Cutover · {seed}") } else { format!("Cutover · {scenario} · {seed}") }
}

/// How a lane came out, in a line below its name.
#[must_use]
pub fn verdict(lang: Lang, outcome: &str, harmed: u64, cost_usd: f64) -> String {
    let (harmed, cost) = (super::super::number::whole(harmed), super::super::number::money(cost_usd));
    lang.pick(format!("{outcome} · 피해 {harmed}건 · {cost}"), format!("{outcome} · {harmed} hurt · {cost}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_is_left_in_the_other_language() {
        let hangul = |text: &str| text.chars().any(|c| ('가'..='힣').contains(&c));
        assert!(!hangul(&format!("{:?}", charts(Lang::En))));
        for kind in ChartKind::ALL {
            assert!(!hangul(kind.name(Lang::En)) && !hangul(kind.hint(Lang::En)));
            assert!(hangul(kind.name(Lang::Ko)) || kind.name(Lang::Ko).contains("p99"));
        }
    }
}
