//! The titles and descriptions of the presets, and their cards.

pub mod card;
mod reported;
pub mod situation;

use super::Lang;

/// What people read about a preset.
struct Texts {
    title: [&'static str; 2],
    description: [&'static str; 2],
}

/// A short title; the id itself for a preset that is not known.
#[must_use]
pub fn title(lang: Lang, id: &str) -> &str {
    texts(id).map_or(id, |texts| lang.pick(texts.title[0], texts.title[1]))
}

/// One or two sentences: what happens, and what to look at.
#[must_use]
pub fn description(lang: Lang, id: &str) -> &'static str {
    texts(id).map_or("", |texts| lang.pick(texts.description[0], texts.description[1]))
}

fn texts(id: &str) -> Option<Texts> {
    let (title, description) = match id {
        "bad-release" => (
            ["오류 나는 배포", "A bad release"],
            [
                "새 버전은 요청 100건 중 20건을 오류로 답합니다. 누가 먼저 알아차리고, 그때까지 몇 명이 다칩니까?",
                "The new version fails on 20 of 100 requests. Who notices first, and how many users are hurt until then?",
            ],
        ),
        "good-release" => (
            ["문제없는 배포", "A good release"],
            [
                "새 버전에 아무 문제가 없습니다. 배포 자체가 용량, 시간, 비용을 얼마나 쓰는지 봅니다.",
                "Nothing is wrong with the new version. What does the change itself cost in capacity, time and money?",
            ],
        ),
        "slow-release" => (
            ["느려진 배포", "A slow release"],
            [
                "새 버전은 2.5배 오래 걸립니다. 처음에는 오류가 없습니다. 대기열이 쌓이고, 그다음 사용자가 포기합니다.",
                "The new version takes 2.5 times as long. No errors at first: queues grow, then users give up.",
            ],
        ),
        "never-ready" => (
            ["준비되지 않는 배포", "Never ready"],
            [
                "새 버전의 준비 상태 검사가 끝내 성공하지 않습니다. 누가 계속 서비스하고, 누가 기한까지 멈춰 있습니까?",
                "The new version's readiness check never succeeds. Who keeps serving, and who waits for the deadline in the dark?",
            ],
        ),
        "tight-capacity" => (
            ["여유 없는 용량", "Tight capacity"],
            [
                "플릿에 여유가 거의 없습니다. 인스턴스를 하나 뺄 때마다 나머지가 포화에 가까워집니다.",
                "The fleet has little to spare: each instance taken out pushes the rest towards saturation.",
            ],
        ),
        "flash-crowd" => (
            ["배포 중 트래픽 급증", "Flash crowd"],
            [
                "배포가 한창일 때 사용자가 몰려옵니다. 줄여 둔 용량으로 버틸 수 있습니까?",
                "A rush of users arrives in the middle of the change. Does the reduced capacity hold?",
            ],
        ),
        "crash-in-rollout" => (
            ["배포 중 크래시", "Crashes during the rollout"],
            [
                "배포하는 동안 인스턴스 두 개가 크래시 납니다. 남은 용량이 그것까지 감당합니까?",
                "Two instances crash while the change is under way. Is there enough left to carry that too?",
            ],
        ),
        "in-place" => (
            ["제자리 교체", "In place"],
            [
                "추가 인스턴스 없이 그 자리에서 하나씩 바꿉니다. 비용은 그대로, 용량은 줄어듭니다.",
                "Servers are updated where they stand, one after another: no extra cost, less capacity.",
            ],
        ),
        "endpoint-race" => (
            ["엔드포인트 경합", "Endpoint race"],
            [
                "내려가는 인스턴스를 로드 밸런서가 3초 늦게 압니다. 그동안 보낸 요청은 502로 끝납니다. 배포 한 번에 몇 건입니까?",
                "The load balancers hear three seconds late that an instance has stopped. What they send it until then ends as a 502: how many in one rollout?",
            ],
        ),
        "endpoint-race-cured" => (
            ["엔드포인트 경합을 없애는 법", "Endpoint race, cured"],
            [
                "로드 밸런서는 똑같이 3초 늦게 압니다. 다만 인스턴스가 내려가기 전에 5초 더 받아 줍니다(preStop). 502가 남습니까?",
                "The balancers are just as late, but an instance serves on for five seconds before it stops (preStop). Is any 502 left?",
            ],
        ),
        "stale-balancers" => (
            ["낡은 정보로 고르는 로드 밸런서", "Stale balancers"],
            [
                "로드 밸런서 넷이 길게는 5초 전 부하를 보고 가장 한가했던 인스턴스로 몰려갑니다. 새로 뜬 인스턴스부터 넘치고, 멀쩡한 새 버전이 의심받습니다.",
                "Four balancers all run to whoever was least loaded at the last look, up to five seconds ago. The newest instance drowns first, and a sound candidate is blamed.",
            ],
        ),
        "cold-cache" => (
            ["차가운 캐시", "A cold cache"],
            [
                "새 인스턴스는 캐시가 빈 채로 시작해 처음에는 4배 오래 걸립니다. 한꺼번에 전환하면 어떻게 됩니까?",
                "New instances start with an empty cache and take four times as long at first. What if all of them take over at once?",
            ],
        ),
        "autoscaler-against-rollout" => (
            ["배포와 오토스케일러의 줄다리기", "Autoscaler against rollout"],
            [
                "새 버전은 요청마다 일이 40% 더 듭니다. 오류는 없지만 오토스케일러가 인스턴스를 늘리고, 배포 중에는 곧 교체할 옛 버전까지 새로 띄웁니다. 배포는 얼마나 길어지고 비용은 얼마나 늡니까?",
                "The new version needs 40% more work per request. No errors: the autoscaler adds instances, in the middle of the change old ones too, which must then be replaced. How much longer does it take, and what does it cost?",
            ],
        ),
        "retry-storm" => (
            ["재시도 폭풍", "A retry storm"],
            [
                "교체하는 동안 모자란 용량 때문에 클라이언트가 기다리다 포기하고 재시도합니다. 롤백으로 모두 돌아온 뒤에도 재시도가 과부하를 붙잡아 둡니다. 재시도 예산(clients.retries.budget_percent)을 10으로 두면 어떻게 됩니까?",
                "Capacity is short while instances are replaced: clients give up and try again. Once everybody is back, their retries keep the overload alive. What if clients.retries.budget_percent is 10?",
            ],
        ),
        "breaking-migration" => (
            ["되돌릴 수 없는 마이그레이션", "A migration that breaks"],
            [
                "후보 버전의 첫 프로세스가 스키마를 옮기면 안정 버전은 그때부터 요청 100건 중 30건을 오류로 답합니다. 후보 버전은 멀쩡하니 카나리 분석에는 아무것도 보이지 않습니다. 어느 전략에서 오류가 가장 오래 이어집니까? 롤백하면 나아집니까?",
                "The candidate's first process migrates the schema; from then on the stable version fails on 30 of 100 requests. The candidate is fine, so a canary's analysis sees nothing. Under which strategy do errors last longest, and does a roll-back help?",
            ],
        ),
        "expand-contract" => (
            ["확장 후 축소", "Expand and contract"],
            [
                "같은 스키마 변경을 배포 두 번에 나눕니다. 먼저 두 스키마를 모두 아는 버전으로 새 스키마를 더하고, 아무도 옛 스키마를 쓰지 않을 때 다음 배포로 지웁니다. 되돌릴 수 없는 마이그레이션과 견주어 보십시오. 오류가 없어진 대가는 무엇입니까?",
                "The same change of the schema in two deployments: first a version that understands both adds the new schema, then the next one removes the old when nobody needs it any more. Compare it with the migration that breaks: what is the price of having no errors?",
            ],
        ),
        "fix-forward" => (
            ["고쳐서 앞으로", "Fixing forward"],
            [
                "요청 100건 중 5건을 오류로 답하는 버전을 되돌리지 않고, 35초 뒤에 고친 버전을 그 위에 배포합니다. 배포가 끝나지 않은 채로 새 버전이 오면 각 전략은 중간 버전의 인스턴스를 어떻게 합니까? 누가 가장 적은 요청을 다치게 합니까?",
                "A version that fails on 5 of 100 requests is not taken back: 35 s later the repaired one is deployed over it. What does each strategy do with the instances in between when a new version comes in mid-rollout, and who hurts the fewest requests?",
            ],
        ),
        "next-deployment" => (
            ["다음 배포", "The next deployment"],
            [
                "연달아 두 번 배포합니다. 블루-그린은 옛 환경의 머신을 남겨 두었다가 다음 배포에 다시 씁니다. 두 번째 배포는 얼마나 빨라지고, 남겨 둔 머신의 값은 얼마입니까?",
                "Two deployments in a row. Blue-green keeps the machines of the old environment and uses them for the next one. How much sooner is the second deployment done, and what do the machines cost that were kept?",
            ],
        ),
        "ab-test" => (
            ["A/B 테스트", "An A/B test"],
            [
                "새 버전은 요청 100건 중 12건을, 옛 버전은 10건을 주문으로 잇습니다. 몇 건을 보아야 우연이 아니라고 말할 수 있습니까? strategy.ab_test.test를 naive로 바꾸면 무엇이 달라집니까?",
                "The new version turns 12 of 100 requests into orders, the old one 10. How many does it take to tell that from luck? And what if strategy.ab_test.test is naive?",
            ],
        ),
        "shadow" => (
            ["섀도 트래픽", "Shadow traffic"],
            [
                "새 버전은 요청 100건 중 20건을 오류로 답하지만 복제한 요청만 받으므로 아무도 다치지 않습니다. 다만 복제한 요청도 같은 데이터베이스를 씁니다. strategy.shadow.percent를 100으로 두면 어떻게 됩니까?",
                "The new version fails on 20 of 100 requests, but gets only copies: nobody is hurt. Yet the copies use the same database. What if strategy.shadow.percent is 100?",
            ],
        ),
        _ => return reported::reported(id).map(|preset| preset.texts),
    };
    Some(Texts { title, description })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::presets::PRESETS;

    #[test]
    fn every_preset_has_its_texts_in_both_languages() {
        for preset in PRESETS {
            for lang in Lang::ALL {
                assert_ne!(title(lang, preset.id), preset.id);
                assert_ne!(description(lang, preset.id), "", "{}", preset.id);
            }
        }
    }
}
