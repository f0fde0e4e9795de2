//! The comparison as a teacher would say it: a sentence or two for each lane, the one that hurt fewest first, with the
//! cause of most of what went wrong.

use crate::i18n::spoken::{Harm, Line, Part, Standing, line};
use crate::i18n::{Lang, word};
use crate::record::{Recording, Report};
use crate::scenario::Title;

/// A lane's sentences.
#[derive(Clone, Debug, PartialEq)]
pub struct Spoken {
    /// Its position.
    pub lane: usize,
    /// What there is to say.
    pub text: String,
}

/// What is said of lanes: their titles, reports and recordings.
#[must_use]
pub fn spoken(lang: Lang, lanes: &[(&Title, &Report, &Recording)]) -> Vec<Spoken> {
    let harmed = |lane: usize| lanes[lane].1.requests.harmed();
    let mut order: Vec<usize> = (0..lanes.len()).collect();
    order.sort_by_key(|lane| harmed(*lane));
    let Some(&best) = order.first() else { return Vec::new() };
    let most = order.last().map_or(0, |lane| harmed(*lane));
    let name = |lane: usize| word::lane(lang, lanes[lane].0);
    let say = |lane: usize| {
        let (_, report, recording) = lanes[lane];
        let standing = match harmed(lane) {
            _ if lanes.len() == 1 => Standing::Alone,
            0 => Standing::Nobody,
            all if all == most && all == harmed(best) => Standing::AllAlike,
            few if few == harmed(best) => Standing::Fewest,
            many => Standing::More { than: name(best), times: many as f64 / harmed(best) as f64 },
        };
        let text = line(lang, &Line { name: name(lane), standing, report, main: main_part(report, recording) });
        Spoken { lane, text }
    };
    order.into_iter().map(say).collect()
}

/// What most of the requests that were hurt were hurt by; `None` if none were.
fn main_part(report: &Report, recording: &Recording) -> Option<Part> {
    let requests = &report.requests;
    let [stable, candidate] = &recording.totals;
    let broken = report.clients.as_ref().map_or(0, |clients| clients.broken.total).min(requests.failed);
    let unreachable = requests.refused_connections.min(requests.failed - broken);
    let new_version = candidate.failed.min(requests.failed - broken - unreachable);
    let lost = requests.failed - broken - unreachable - new_version;
    let slow = |totals: &crate::record::Totals| totals.rejected + totals.timed_out;
    let share_of_demand = report.capacity.min_share_of_demand.unwrap_or(f64::INFINITY);
    let late = match share_of_demand < 1.0 {
        true => Harm::Overload { share_of_demand },
        false if slow(candidate) > slow(stable) => Harm::SlowVersion,
        false => Harm::Queues,
    };
    let parts = [
        (Harm::NoInstance { outage_s: report.capacity.outage_s }, recording.rejected_without_instance),
        (Harm::Incompatible, broken),
        (Harm::Unreachable, unreachable),
        (Harm::NewVersion, new_version),
        (Harm::Lost, lost),
        (late, slow(stable) + slow(candidate)),
    ];
    let harmed = requests.harmed();
    let (harm, count) = parts.into_iter().max_by_key(|(_, count)| *count).filter(|(_, count)| *count > 0)?;
    Some(Part { harm, share: count as f64 / harmed as f64 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{report, simulate};
    use crate::scenario::presets::Preset;

    fn said(lang: Lang, preset: &str) -> String {
        let scenario = Preset::find(preset).and_then(|preset| preset.scenario().ok()).expect("a preset");
        let (titles, scenarios) = (scenario.titles(), scenario.lane_scenarios());
        let recordings: Vec<Recording> = scenarios.iter().map(simulate).collect();
        let reports: Vec<Report> = scenarios.iter().zip(&recordings).map(|(one, run)| report(one, run)).collect();
        let lanes: Vec<_> = (0..titles.len()).map(|lane| (&titles[lane], &reports[lane], &recordings[lane])).collect();
        spoken(lang, &lanes).into_iter().map(|spoken| spoken.text).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn lanes_are_told_from_the_best_with_their_causes() {
        insta::assert_snapshot!(said(Lang::En, "bad-release"), @r"
        Canary hurt the fewest requests: 129 (0.18%). Most of them failed on the stable version or were lost with an instance. It was rolled back after 30 s.
        Blue-green hurt 533 requests (0.74%), 4.1 times as many as Canary. Most of them met errors of the candidate. It was rolled back after 50 s, for $0.0144 more.
        Rolling hurt 993 requests (1.4%), 7.7 times as many as Canary. Most of them met errors of the candidate. It was rolled back after 1 min 12 s.
        Recreate hurt 6,153 requests (8.5%), 48 times as many as Canary. Most of them were refused while no instance was ready, for 24.1 s. It was rolled back after 32.1 s.
        ");
        insta::assert_snapshot!(said(Lang::Ko, "bad-release"), @r"
        카나리는 피해 요청이 129건(0.18%)으로 가장 적습니다. 대부분 안정 버전에서 실패했거나 인스턴스와 함께 사라졌습니다. 30초 만에 롤백을 마쳤습니다.
        블루-그린은 피해 요청이 533건(0.74%)으로 카나리의 4.1배입니다. 대부분 후보 버전의 오류를 만났습니다. $0.0144를 더 들이고 50초 만에 롤백을 마쳤습니다.
        롤링은 피해 요청이 993건(1.4%)으로 카나리의 7.7배입니다. 대부분 후보 버전의 오류를 만났습니다. 1분 12초 만에 롤백을 마쳤습니다.
        재생성은 피해 요청이 6,153건(8.5%)으로 카나리의 48배입니다. 대부분 준비된 인스턴스가 하나도 없던 24.1초 동안 거부되었습니다. 32.1초 만에 롤백을 마쳤습니다.
        ");
    }

    #[test]
    fn causes_are_what_the_situations_are_about() {
        for (preset, cause) in [
            ("endpoint-race", "no longer listened"),
            ("breaking-migration", "did not understand"),
            ("tight-capacity", "of the demand"),
            ("slow-release", "slow"),
        ] {
            let text = said(Lang::En, preset);
            assert!(text.contains(cause), "{preset}: {text}");
        }
    }
}
