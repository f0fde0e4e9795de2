//! The words of a plan: the rollout write by write.

use super::{Lang, event, number, word};
use crate::fleet::{Revision, VersionId};
use crate::record::{Because, Plan};
use crate::sim::Event;

/// What stands above the columns: moment, instances asked for of each version and in all, ready ones, the candidate's
/// weight as set and as it is, and why.
#[must_use]
pub fn headings(lang: Lang) -> [&'static str; 8] {
    lang.pick(
        ["시각", "안정", "후보", "합계", "준비", "설정 비중", "실제 비중", "이유"],
        ["time", "stable", "candidate", "total", "ready", "set weight", "actual weight", "why"],
    )
}

/// Why there is a row, in one sentence.
#[must_use]
pub fn because(lang: Lang, because: Because) -> String {
    let fixed = |ko: &str, en: &str| lang.pick(ko, en).to_owned();
    let told = |event| event::sentence(lang, &event);
    match because {
        Because::Start => fixed("첫 변경 전의 상태입니다.", "The state before the first write."),
        Because::ScaleUp(version, count) => {
            let of = instances(lang, version, count);
            lang.pick(format!("{of}를 더 요청합니다."), format!("{of} more are asked for."))
        }
        Because::ScaleDown(version, count) => {
            let of = instances(lang, version, count);
            lang.pick(format!("{of}를 줄입니다."), format!("{of} are let go."))
        }
        Because::Halt(version, count) => {
            let of = instances(lang, version, count);
            lang.pick(
                format!("{of}를 멈추고 머신은 그대로 둡니다."),
                format!("{of} are stopped and keep their machines."),
            )
        }
        Because::BaselineUp(count) => {
            let of = instances(lang, VersionId::Stable, count);
            lang.pick(format!("비교할 새 {of}를 더 요청합니다."), format!("{of} more, new ones to compare with."))
        }
        Because::BaselineDown(count) => {
            let of = instances(lang, VersionId::Stable, count);
            lang.pick(format!("비교하던 {of}를 줄입니다."), format!("{of} that were compared with are let go."))
        }
        Because::ScaleOlderUp(revision, count) => {
            let of = older(lang, revision, count);
            lang.pick(format!("{of}를 더 요청합니다."), format!("{of} more are asked for."))
        }
        Because::ScaleOlderDown(revision, count) => {
            let of = older(lang, revision, count);
            lang.pick(format!("{of}를 줄입니다."), format!("{of} are let go."))
        }
        Because::HaltOlder(revision, count) => {
            let of = older(lang, revision, count);
            lang.pick(
                format!("{of}를 멈추고 머신은 그대로 둡니다."),
                format!("{of} are stopped and keep their machines."),
            )
        }
        Because::NextDeployment(revision, promotes) => told(Event::NextDeployment { revision, promotes }),
        Because::Restart(version) => lang.pick(
            format!("멈춘 인스턴스를 {}으로 다시 시작합니다.", word::version(lang, version)),
            format!("What has stopped starts again with the {}.", word::version(lang, version)),
        ),
        Because::SetWeight(percent) => lang.pick(
            format!("요청의 {percent}%를 후보 버전으로 보내게 합니다."),
            format!("{percent}% of the requests shall go to the candidate."),
        ),
        Because::Switch(version) => lang.pick(
            format!("모든 요청을 한 번에 {}으로 옮깁니다.", word::version(lang, version)),
            format!("All requests go over to the {} at once.", word::version(lang, version)),
        ),
        Because::Select => fixed(
            "후보 버전의 서비스가 이제 새 버전을 가리킵니다. 밀려난 버전은 요청을 받지 않습니다.",
            "The candidate's service selects the new version now: the one that was overtaken gets no more requests.",
        ),
        Because::SetMirror(percent) => told(Event::MirrorSet { percent }),
        Because::Pause(step) => {
            let step = u64::from(step) + 1;
            lang.pick(format!("{step}단계의 비중을 유지합니다."), format!("Step {step} holds its weight."))
        }
        Because::Command(action) => told(Event::CommandGiven { action }),
        Because::RollBack(reason) => told(Event::RollBackStarted { reason }),
        Because::Deadline => told(Event::DeadlinePassed),
        Because::Complete => told(Event::RolloutCompleted),
        Because::RolledBack => told(Event::RolledBack),
        Because::AwaitsOperator => fixed(
            "운영자가 명령해야 이어지므로 계획은 여기까지입니다.",
            "Only the operator can let it go on: the plan ends here.",
        ),
        Because::Stuck => fixed(
            "저절로는 끝나지 않으므로 계획은 여기까지입니다.",
            "It does not complete by itself: the plan ends here.",
        ),
    }
}

fn instances(lang: Lang, version: VersionId, count: u32) -> String {
    let (version, number) = (word::version(lang, version), number::whole(u64::from(count)));
    lang.pick(format!("{version} 인스턴스 {number}개"), format!("Instances of the {version}: {number}"))
}

fn older(lang: Lang, revision: Revision, count: u32) -> String {
    let (version, number) = (word::revision(lang, revision), number::whole(u64::from(count)));
    lang.pick(format!("{version} 인스턴스 {number}개"), format!("Instances of {version}: {number}"))
}

/// The plan in one line: whether it completes and when, and its extremes.
#[must_use]
pub fn summary(lang: Lang, plan: &Plan) -> String {
    let (ready, total) = (number::whole(u64::from(plan.min_ready)), number::whole(u64::from(plan.max_total)));
    let ends = match plan.duration {
        Some(duration) => {
            let duration = number::duration(lang, duration.seconds());
            lang.pick(format!("{duration} 만에 끝납니다."), format!("It takes {duration}."))
        }
        None => lang.pick("끝나지 않습니다.", "It does not end.").to_owned(),
    };
    lang.pick(
        format!("{ends} 준비된 인스턴스는 가장 적을 때 {ready}개, 요청된 인스턴스는 가장 많을 때 {total}개입니다."),
        format!("{ends} Instances ready: {ready} at the lowest. Instances asked for: {total} at the highest."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Time;
    use crate::scenario::Action;
    use crate::sim::{Cause, Reason};

    #[test]
    fn every_reason_is_a_sentence_of_its_own_in_both_languages() {
        let reason = Reason { cause: Cause::Operator, value: 0.0, limit: 0.0, at: Time::ZERO };
        let mut all = vec![
            Because::Start,
            Because::SetWeight(10),
            Because::Select,
            Because::SetMirror(10),
            Because::SetMirror(0),
            Because::Pause(0),
            Because::RollBack(reason),
            Because::Deadline,
            Because::Complete,
            Because::RolledBack,
            Because::AwaitsOperator,
            Because::Stuck,
        ];
        let second = Revision(1);
        all.extend([Because::ScaleOlderUp(second, 3), Because::ScaleOlderDown(second, 3)]);
        all.extend([Because::HaltOlder(second, 3), Because::BaselineUp(3), Because::BaselineDown(3)]);
        all.extend([true, false].map(|promotes| Because::NextDeployment(Revision(2), promotes)));
        for version in VersionId::BOTH {
            all.extend([Because::ScaleUp(version, 3), Because::ScaleDown(version, 3), Because::Halt(version, 1)]);
            all.extend([Because::Restart(version), Because::Switch(version)]);
        }
        all.extend(Action::ALL.iter().map(|action| Because::Command(*action)));
        for lang in Lang::ALL {
            let sentences: Vec<String> = all.iter().map(|one| because(lang, *one)).collect();
            for (i, sentence) in sentences.iter().enumerate() {
                assert!(sentence.ends_with('.'), "{sentence}");
                assert_eq!(sentence.chars().any(|c| ('가'..='힣').contains(&c)), lang == Lang::Ko, "{sentence}");
                assert!(!sentences[..i].contains(sentence), "{sentence}");
            }
        }
    }
}
