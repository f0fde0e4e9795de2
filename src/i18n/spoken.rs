//! The comparison read aloud: how a lane stands, what hurt its users, and how its rollout ended.

use super::{Lang, number, particle};
use crate::record::{Report, RolloutOutcome};

/// How many requests a lane hurt, beside the others.
#[derive(Clone, Debug, PartialEq)]
pub enum Standing {
    /// There is no other lane.
    Alone,
    /// None.
    Nobody,
    /// As many as every other lane.
    AllAlike,
    /// The fewest.
    Fewest,
    /// More than the best lane.
    More {
        /// The best lane's name.
        than: String,
        /// How many times as many; infinite if that hurt none.
        times: f64,
    },
}

/// What hurt requests.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Harm {
    /// No instance was in rotation.
    NoInstance {
        /// For so long, s.
        outage_s: f64,
    },
    /// What one version left was not understood by the other.
    Incompatible,
    /// They were sent to instances that did not listen.
    Unreachable,
    /// Errors of the candidate.
    NewVersion,
    /// Errors of the stable version, or lost with an instance.
    Lost,
    /// There was less capacity than demand.
    Overload {
        /// Lowest capacity as a share of the demand.
        share_of_demand: f64,
    },
    /// The candidate took too long.
    SlowVersion,
    /// Queues were long, although there was capacity.
    Queues,
}

/// What hurt most of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    /// By what.
    pub harm: Harm,
    /// How much of all, 0 to 1.
    pub share: f64,
}

/// What is said of a lane.
pub struct Line<'a> {
    /// Its name.
    pub name: String,
    /// How it stands.
    pub standing: Standing,
    /// Its figures.
    pub report: &'a Report,
    /// What hurt most of the requests.
    pub main: Option<Part>,
}

/// The sentences about a lane.
#[must_use]
pub fn line(lang: Lang, line: &Line<'_>) -> String {
    let sentences =
        [standing(lang, line), line.main.map_or_else(String::new, |part| cause(lang, part)), end(lang, line.report)];
    sentences.into_iter().filter(|sentence| !sentence.is_empty()).collect::<Vec<_>>().join(" ")
}

fn standing(lang: Lang, line: &Line<'_>) -> String {
    let (harmed, offered) = (line.report.requests.harmed(), line.report.requests.offered);
    let share = number::percent(harmed as f64 / offered.max(1) as f64);
    let (count, name) = (number::whole(harmed), &line.name);
    let topic = particle::topic(name);
    match (&line.standing, lang) {
        (Standing::Nobody, Lang::Ko) => format!("{topic} 피해 요청이 한 건도 없습니다."),
        (Standing::Nobody, Lang::En) => format!("{name} hurt no request at all."),
        (_, Lang::Ko) if harmed == 0 => format!("{topic} 피해 요청이 없습니다."),
        (_, Lang::En) if harmed == 0 => format!("{name} hurt no request."),
        (Standing::Alone, Lang::Ko) => format!("{topic} 피해 요청이 {count}건({share})입니다."),
        (Standing::Alone, Lang::En) => format!("{name} hurt {count} requests ({share})."),
        (Standing::AllAlike, Lang::Ko) => format!("{topic} 피해 요청이 {count}건({share})으로 다른 전략과 같습니다."),
        (Standing::AllAlike, Lang::En) => format!("{name} hurt {count} requests ({share}), as many as the others."),
        (Standing::Fewest, Lang::Ko) => format!("{topic} 피해 요청이 {count}건({share})으로 가장 적습니다."),
        (Standing::Fewest, Lang::En) => format!("{name} hurt the fewest requests: {count} ({share})."),
        (Standing::More { than, times }, Lang::Ko) if times.is_infinite() => {
            format!("{topic} 피해 요청이 {count}건({share})입니다. {than}에는 없던 피해입니다.")
        }
        (Standing::More { than, times }, Lang::En) if times.is_infinite() => {
            format!("{name} hurt {count} requests ({share}), which {than} did not.")
        }
        (Standing::More { than, times }, Lang::Ko) if *times < 2.0 => {
            let more = number::percent(times - 1.0);
            format!("{topic} 피해 요청이 {count}건({share})으로 {than}보다 {more} 많습니다.")
        }
        (Standing::More { than, times }, Lang::En) if *times < 2.0 => {
            let more = number::percent(times - 1.0);
            format!("{name} hurt {count} requests ({share}), {more} more than {than}.")
        }
        (Standing::More { than, times }, Lang::Ko) => {
            format!("{topic} 피해 요청이 {count}건({share})으로 {than}의 {}배입니다.", rounded(*times))
        }
        (Standing::More { than, times }, Lang::En) => {
            format!("{name} hurt {count} requests ({share}), {} times as many as {than}.", rounded(*times))
        }
    }
}

/// As one says it: whole from ten on.
fn rounded(times: f64) -> String {
    number::fixed(times, if times < 9.95 { 1 } else { 0 })
}

/// Shares from which on one says so.
const NEARLY_ALL: f64 = 0.95;
const MOST: f64 = 0.5;

fn cause(lang: Lang, Part { harm, share }: Part) -> String {
    let how_many = match share {
        all if all >= 1.0 => lang.pick("모두", "All of them"),
        nearly if nearly >= NEARLY_ALL => lang.pick("거의 모두", "Nearly all of them"),
        most if most >= MOST => lang.pick("대부분", "Most of them"),
        _ => lang.pick("가장 많게는", "The largest part of them"),
    };
    let what = match (harm, lang) {
        (Harm::NoInstance { outage_s }, _) => {
            let outage = number::duration(lang, outage_s);
            lang.pick(
                format!("준비된 인스턴스가 하나도 없던 {outage} 동안 거부되었습니다"),
                format!("were refused while no instance was ready, for {outage}"),
            )
        }
        (Harm::Incompatible, Lang::Ko) => "두 버전이 서로를 이해하지 못해 실패했습니다".to_owned(),
        (Harm::Incompatible, Lang::En) => "failed because the two versions did not understand each other".to_owned(),
        (Harm::Unreachable, Lang::Ko) => "더는 받지 않는 인스턴스로 보내졌습니다".to_owned(),
        (Harm::Unreachable, Lang::En) => "were sent to instances that no longer listened".to_owned(),
        (Harm::NewVersion, Lang::Ko) => "후보 버전의 오류를 만났습니다".to_owned(),
        (Harm::NewVersion, Lang::En) => "met errors of the candidate".to_owned(),
        (Harm::Lost, Lang::Ko) => "안정 버전에서 실패했거나 인스턴스와 함께 사라졌습니다".to_owned(),
        (Harm::Lost, Lang::En) => "failed on the stable version or were lost with an instance".to_owned(),
        (Harm::Overload { share_of_demand }, _) => {
            let share = number::percent(share_of_demand);
            lang.pick(
                format!("용량이 수요의 {share}까지 떨어져 거부되었거나 시간이 초과되었습니다"),
                format!("were refused or given up, as capacity fell to {share} of the demand"),
            )
        }
        (Harm::SlowVersion, Lang::Ko) => "느린 후보 버전을 기다리다가 시간이 초과되었거나 거부되었습니다".to_owned(),
        (Harm::SlowVersion, Lang::En) => "were given up or refused, as the candidate was too slow".to_owned(),
        (Harm::Queues, Lang::Ko) => "대기열이 밀려 거부되었거나 시간이 초과되었습니다".to_owned(),
        (Harm::Queues, Lang::En) => "were refused or given up, as queues were long".to_owned(),
    };
    format!("{how_many} {what}.")
}

/// How the rollout ended, after how long and for how much money; the moment and the limit stand with the reason.
fn end(lang: Lang, report: &Report) -> String {
    /// Less is not worth a word, US dollars.
    const WORTH_TELLING_USD: f64 = 0.005;
    let took = report.rollout.duration_s.map_or_else(|| number::NOTHING.to_owned(), |s| number::duration(lang, s));
    let extra = (report.cost.extra_usd >= WORTH_TELLING_USD).then(|| number::money(report.cost.extra_usd));
    let (money_ko, money_en) = match &extra {
        Some(extra) => (format!("{} 더 들이고 ", particle::object(extra)), format!(", for {extra} more")),
        None => (String::new(), String::new()),
    };
    match (report.rollout.outcome, lang) {
        (RolloutOutcome::Completed, Lang::Ko) => format!("{money_ko}{took} 만에 배포를 마쳤습니다."),
        (RolloutOutcome::Completed, Lang::En) => format!("The rollout was complete after {took}{money_en}."),
        (RolloutOutcome::RolledBack, Lang::Ko) => format!("{money_ko}{took} 만에 롤백을 마쳤습니다."),
        (RolloutOutcome::RolledBack, Lang::En) => format!("It was rolled back after {took}{money_en}."),
        (RolloutOutcome::RollingBack, Lang::Ko) => "실행이 끝날 때 롤백 중이었습니다.".to_owned(),
        (RolloutOutcome::RollingBack, Lang::En) => "It was still rolling back when the run ended.".to_owned(),
        (RolloutOutcome::Stalled, Lang::Ko) => "기한 안에 진척이 없어 배포가 멈췄습니다.".to_owned(),
        (RolloutOutcome::Stalled, Lang::En) => "The rollout passed its deadline and stalled.".to_owned(),
        (RolloutOutcome::InProgress, Lang::Ko) => "실행이 끝날 때 배포가 아직 진행 중이었습니다.".to_owned(),
        (RolloutOutcome::InProgress, Lang::En) => "The run ended while the rollout was under way.".to_owned(),
        (RolloutOutcome::NotStarted, Lang::Ko) => "실행이 끝날 때까지 배포를 시작하지 않았습니다.".to_owned(),
        (RolloutOutcome::NotStarted, Lang::En) => "The run ended before the rollout began.".to_owned(),
    }
}
