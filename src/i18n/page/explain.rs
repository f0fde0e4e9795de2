//! What one sees in a lane, in words for somebody who has never deployed anything.

use super::super::{Lang, number};
use crate::scenario::StrategyKind;

fn requests(harmed: u64) -> String {
    number::whole(harmed)
}

/// Before the rollout.
#[must_use]
pub fn before(lang: Lang) -> String {
    lang.pick(
        "아직 아무것도 바꾸지 않았습니다. 모든 요청이 지금 버전(파랑)으로 갑니다. 곧 새 버전을 내보냅니다.",
        "Nothing has changed yet: every request goes to the present version (blue). The new one goes out in a moment.",
    )
    .to_owned()
}

/// The operator holds the rollout.
#[must_use]
pub fn paused(lang: Lang) -> String {
    lang.pick(
        "운영자가 배포를 멈춰 두었습니다. 두 버전이 지금 이대로 함께 있습니다.",
        "The operator holds the rollout: both versions stay side by side as they are now.",
    )
    .to_owned()
}

/// Nobody answers.
#[must_use]
pub fn outage(lang: Lang, harmed: u64) -> String {
    let harmed = requests(harmed);
    lang.pick(
        format!("요청에 답할 인스턴스가 하나도 없습니다. 이때 온 요청은 모두 실패합니다. 이것이 서비스 중단입니다. 지금까지 {harmed}건이 다쳤습니다."),
        format!("Not one instance can answer: every request that comes now fails. This is an outage. Hurt so far: {harmed} requests."),
    )
}

/// The new version is being made, and serves nobody.
#[must_use]
pub fn preparing(lang: Lang, kind: StrategyKind) -> String {
    match kind {
        StrategyKind::Recreate => lang.pick(
            "지금 버전을 모두 멈추고 그 자리에서 새 버전을 시작합니다.",
            "The present version is stopped everywhere, and the new one is started in its place.",
        ),
        StrategyKind::Rolling => lang.pick(
            "새 버전 몇 개를 시작하고 있습니다. 준비되면 지금 버전 몇 개와 자리를 바꿉니다.",
            "A few instances of the new version are starting. When they are ready they take the place of a few present ones.",
        ),
        StrategyKind::BlueGreen => lang.pick(
            "지금 버전은 그대로 두고 새 버전을 같은 수만큼 따로 띄우고 있습니다. 아직 아무도 새 버전을 만나지 않습니다.",
            "The present version is left alone while as many instances of the new one come up beside it. Nobody meets them yet.",
        ),
        StrategyKind::Canary | StrategyKind::Flagger => lang.pick(
            "새 버전을 조금만 띄우고 있습니다. 준비되면 요청의 일부만 보내 봅니다.",
            "A little of the new version is coming up. When it is ready it gets a small share of the requests.",
        ),
        StrategyKind::AbTest => lang.pick(
            "새 버전을 띄우고 있습니다. 준비되면 사용자를 둘로 나누어 견줍니다.",
            "The new version is coming up. When it is ready the users are split in two and compared.",
        ),
        StrategyKind::Shadow => lang.pick(
            "새 버전을 띄우고 있습니다. 요청을 복제해 보내지만 그 응답은 아무도 받지 않습니다.",
            "The new version is coming up. It gets copies of requests, and nobody gets its answers.",
        ),
    }
    .to_owned()
}

/// So much of the requests goes to the new version: a share from 0 to 1, none where nobody asks.
#[must_use]
pub fn sharing(lang: Lang, kind: StrategyKind, share: Option<f64>) -> String {
    let text = number::percent(share.unwrap_or(0.0));
    match share {
        None | Some(0.0) => lang
            .pick(
                "새 버전이 준비되었지만 아직 사용자의 요청은 받지 않습니다. 옮기기 전에 살펴보는 때입니다.",
                "The new version is ready and gets no user's request yet: this is the time to look at it.",
            )
            .to_owned(),
        Some(share) if share > 0.995 => lang
            .pick(
                "이제 모든 요청이 새 버전(주황)으로 갑니다. 문제가 있으면 모두가 만납니다. 옛 버전이 남아 있다면 빨리 되돌리기 위해서입니다.",
                "Every request goes to the new version (orange) now; if something is wrong with it, everybody meets it. What is left of the old one is the quick way back.",
            )
            .to_owned(),
        Some(_) if kind == StrategyKind::Rolling => lang.pick(
            format!("두 버전이 함께 답합니다. 요청의 {text}를 새 버전이 받습니다. 같은 사용자가 두 버전을 번갈아 만날 수 있습니다."),
            format!("Both versions answer: {text} of the requests go to the new one. The same user may meet now one, now the other."),
        ),
        Some(_) => lang.pick(
            format!("요청의 {text}만 새 버전으로 갑니다. 나머지는 지금 버전이 답합니다. 문제가 보이면 여기서 되돌리므로 다치는 사람이 적습니다."),
            format!("Only {text} of the requests go to the new version; the rest is answered by the present one. If something is wrong it is taken back from here, and few are hurt."),
        ),
    }
}

/// An A/B test counts.
#[must_use]
pub fn testing(lang: Lang) -> String {
    lang.pick(
        "사용자를 둘로 나누어 어느 버전에서 주문이 더 많은지 셉니다. 우연이 아니라고 말할 수 있을 때까지 기다립니다.",
        "The users are split in two and orders are counted for each version, until the difference cannot be luck any more.",
    )
    .to_owned()
}

/// The rollout is complete.
#[must_use]
pub fn completed(lang: Lang, harmed: u64) -> String {
    let harmed = requests(harmed);
    lang.pick(
        format!("배포를 마쳤습니다. 모든 요청이 새 버전으로 갑니다. 지금까지 {harmed}건이 다쳤습니다."),
        format!("The deployment is complete: every request goes to the new version. Hurt so far: {harmed} requests."),
    )
}

/// It is being taken back.
#[must_use]
pub fn rolling_back(lang: Lang, harmed: u64) -> String {
    let harmed = requests(harmed);
    lang.pick(
        format!("모니터링이 새 버전의 문제를 알아차려 되돌리는 중입니다. 지금까지 {harmed}건이 다쳤습니다."),
        format!("Monitoring has noticed that something is wrong, and the new version is being taken back. Hurt so far: {harmed} requests."),
    )
}

/// It has been taken back.
#[must_use]
pub fn rolled_back(lang: Lang, harmed: u64) -> String {
    let harmed = requests(harmed);
    lang.pick(
        format!("원래 버전으로 돌아왔습니다(롤백). 모두 {harmed}건이 다쳤습니다. 다른 방법으로 배포했다면 몇 건이었을까요?"),
        format!("The present version is back (a roll-back). In all {harmed} requests were hurt. How many would it have been with another way to deploy?"),
    )
}

/// It stands still.
#[must_use]
pub fn stalled(lang: Lang) -> String {
    lang.pick(
        "새 버전이 준비되지 않아 배포가 멈춰 있습니다. 지금 버전이 남아 있는 만큼 계속 답합니다.",
        "The new version does not become ready and the deployment stands still. What is left of the present version goes on answering.",
    )
    .to_owned()
}
