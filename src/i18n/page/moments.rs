//! The names of what has a moment on the time line.

use super::super::{Lang, number, word};
use crate::scenario::Action;

/// What happens at a moment that the scenario sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happening {
    /// The rollout begins.
    Rollout,
    /// Another deployment begins.
    Deployment,
    /// An instance crashes.
    Crash,
    /// An instance hangs.
    Hang,
    /// Processes stand still.
    Pause,
    /// Machines are slow.
    Slow,
    /// A node is lost.
    NodeLoss,
    /// A zone is lost.
    ZoneLoss,
    /// The shared dependency is out.
    DependencyOutage,
    /// Nothing is scraped.
    TelemetryOutage,
    /// The operator acts.
    Command(Action),
}

/// Its name.
#[must_use]
pub fn happening(lang: Lang, happening: Happening) -> String {
    let name = match happening {
        Happening::Rollout => lang.pick("배포 시작", "rollout begins"),
        Happening::Deployment => lang.pick("다음 배포", "next deployment"),
        Happening::Crash => lang.pick("인스턴스 크래시", "instance crashes"),
        Happening::Hang => lang.pick("인스턴스 멈춤", "instance hangs"),
        Happening::Pause => lang.pick("프로세스 정지", "process pauses"),
        Happening::Slow => lang.pick("느린 머신", "slow machines"),
        Happening::NodeLoss => lang.pick("노드 상실", "node lost"),
        Happening::ZoneLoss => lang.pick("가용 영역 상실", "zone lost"),
        Happening::DependencyOutage => lang.pick("의존 서비스 중단", "dependency out"),
        Happening::TelemetryOutage => lang.pick("관측 중단", "telemetry out"),
        Happening::Command(action) => {
            let action = word::action(lang, action);
            return lang.pick(format!("운영자: {action}"), format!("operator: {action}"));
        }
    };
    name.to_owned()
}

/// What stands on the time line, with its moment and, if it is one lane's alone, that lane.
#[must_use]
pub fn at(lang: Lang, what: Happening, at_s: f64, lane: Option<&str>) -> String {
    let text = format!("{} {}", number::clock(at_s), happening(lang, what));
    lane.map_or_else(|| text.clone(), |lane| format!("{lane}: {text}"))
}

/// How it is moved and removed.
#[must_use]
pub fn how(lang: Lang, is_removable: bool) -> &'static str {
    if is_removable {
        lang.pick("끌거나 ← →로 옮기고 Delete로 지웁니다", "Drag or use ← → to move it, Delete to remove it")
    } else {
        lang.pick("끌거나 ← →로 옮깁니다", "Drag or use ← → to move it")
    }
}

/// The menu that adds a fault at the playhead.
#[must_use]
pub fn add_fault(lang: Lang) -> &'static str {
    lang.pick("이 순간에 결함 넣기", "Add a fault at this moment")
}
