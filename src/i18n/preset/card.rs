//! The cards of the presets: what one will see, what to watch for, and which claims and reported situations each shows.

use super::reported::reported;
use super::situation::{self, Situation};
use crate::i18n::Lang;
use crate::i18n::page::named::named;

named! {
    /// A claim that is made for or against a way to deploy; `docs/claims.md` has a run for each.
    Claim {
        Z1: ["서비스를 멈추지 않는 배포", "deploying without a stop"];
        R1: ["롤링: 한 대씩 바꾸기", "rolling: one after another"];
        R2: ["롤링: 도중에 되돌리기", "rolling: back on the way"];
        R3: ["롤링: 추가 인스턴스 없이", "rolling: nothing extra"];
        R4: ["롤링: 쉬운 관리", "rolling: easy to manage"];
        R5: ["롤링: 줄어든 용량", "rolling: less capacity"];
        R6: ["롤링: 두 버전이 함께", "rolling: two versions together"];
        C1: ["카나리: 일부에게 먼저", "canary: first to some"];
        C2: ["카나리: 일찍 찾는 문제", "canary: problems found early"];
        C3: ["카나리: A/B 테스트", "canary: A/B tests"];
        C4: ["카나리: 트래픽 제어의 부담", "canary: a burden on traffic control"];
        B1: ["블루-그린: 한 번에 전환", "blue-green: all at once"];
        B2: ["블루-그린: 빠른 롤백", "blue-green: a quick way back"];
        B3: ["블루-그린: 전환 전 시험", "blue-green: tested before the switch"];
        B4: ["블루-그린: 다음 배포에 재사용", "blue-green: used for the next one"];
        B5: ["블루-그린: 두 배의 자원", "blue-green: twice the resources"];
    }
}

/// What stands on a card besides the title and the description.
#[derive(Clone, Copy, Debug)]
pub struct Card {
    see: [&'static str; 2],
    watch: [&'static str; 2],
    /// The claims that it shows, or shows the limits of.
    pub claims: &'static [Claim],
    /// The situations that users have reported and that it shows; may be none.
    pub situations: &'static [Situation],
}

impl Card {
    /// What one will see.
    #[must_use]
    pub fn see(&self, lang: Lang) -> &'static str {
        lang.pick(self.see[0], self.see[1])
    }

    /// What to watch for.
    #[must_use]
    pub fn watch(&self, lang: Lang) -> &'static str {
        lang.pick(self.watch[0], self.watch[1])
    }
}

/// The card of a preset.
#[must_use]
pub fn card(id: &str) -> Option<Card> {
    use Claim::{B1, B2, B3, B4, B5, C1, C2, C3, C4, R1, R2, R3, R4, R5, R6, Z1};
    let of = |see, watch, claims| Some(Card { see, watch, claims, situations: situation::of(id) });
    match id {
        "bad-release" => of(
            [
                "모든 전략이 같은 결함을 같은 기준으로 찾고 되돌립니다. 그때까지 다친 요청은 재생성에서 수천 건, 카나리에서 백여 건입니다.",
                "Every strategy finds the same defect by the same rule and goes back; thousands of requests are hurt with recreate, a hundred or so with a canary.",
            ],
            [
                "찾는 데 걸린 시간은 거의 같습니다. 다른 것은 그동안 새 버전을 만난 사용자의 수입니다.",
                "Finding it takes about as long everywhere. What differs is how many users met the new version in that time.",
            ],
            &[Z1, R2, C2, B2],
        ),
        "good-release" => of(
            [
                "아무 문제가 없을 때의 값입니다. 재생성은 잠시 멈추고, 블루-그린은 인스턴스를 두 배로 쓰고, 카나리는 몇 분이 걸립니다.",
                "The price when nothing is wrong: recreate is out for a moment, blue-green has twice the instances, a canary takes minutes.",
            ],
            [
                "인스턴스 최대 수, 배포 시간, 중단 시간을 견주어 보십시오. 트래픽 비중을 바꾸는 횟수도 다릅니다.",
                "Compare most instances, rollout time and outage; and how often the shares of the traffic are changed.",
            ],
            &[Z1, R1, R4, C1, C4, B1, B5],
        ),
        "slow-release" => of(
            [
                "오류가 아니라 지연 시간이 먼저 오릅니다. 대기열이 차고 나서야 시간 초과와 거부가 나옵니다.",
                "Not errors but latency comes first; only when the queues are full do requests time out or get refused.",
            ],
            [
                "지연 시간 차트의 p99가 언제 한도를 넘고, 어느 전략에서 피해가 나오기 전에 멈추는지 보십시오.",
                "When p99 passes the limit in the latency chart, and which strategy stops before anybody is hurt.",
            ],
            &[C2, R5, B2],
        ),
        "never-ready" => of(
            [
                "새 버전은 한 번도 요청을 받지 못합니다. 재생성에서는 옛 버전이 이미 없으므로 기한까지 서비스가 멈춥니다.",
                "The new version never gets a request. With recreate the old one is gone already, so the service is out until the deadline.",
            ],
            [
                "다른 전략은 모두 기한까지 기다렸다가 조용히 되돌아갑니다. 다친 사용자가 있습니까?",
                "All the others wait until the deadline and go back quietly. Is anybody hurt?",
            ],
            &[Z1, B3],
        ),
        "tight-capacity" => of(
            [
                "두 대를 빼고 바꾸는 롤링에서 용량이 수요 아래로 떨어지고, 멀쩡한 새 버전이 되돌려집니다.",
                "Rolling with two instances out falls below demand, and a sound version is taken back for it.",
            ],
            [
                "용량 차트에서 용량이 수요 선과 만나는 때입니다. 최대 추가를 25%로 두면 어떻게 됩니까?",
                "When capacity meets the demand in the capacity chart. What if max surge is 25%?",
            ],
            &[R3, R5],
        ),
        "flash-crowd" => of(
            [
                "배포 도중에 요청이 두 배로 늘어납니다. 줄어든 용량으로 버티던 롤링에서 피해가 나옵니다.",
                "Requests double in the middle of the change. Rolling, which serves with less, hurts some of them.",
            ],
            [
                "플릿을 둘 가진 블루-그린과 안정 플릿을 그대로 두는 카나리는 왜 괜찮습니까?",
                "Why are blue-green, with two fleets, and a canary, with its stable fleet whole, all right?",
            ],
            &[R5, B5],
        ),
        "crash-in-rollout" => of(
            [
                "배포와 상관없이 인스턴스 두 대가 크래시 납니다. 처리하던 요청 몇 건만 실패하고 배포는 끝까지 갑니다.",
                "Two instances crash for reasons of their own. The few requests they worked on fail, and the rollouts go on.",
            ],
            [
                "크래시가 나는 순간의 용량입니다. 여유가 적은 플릿이라면 어떻게 됩니까? 요청률을 올려 보십시오.",
                "The capacity at the moment of the crash. What if the fleet had less to spare? Raise the arrival rate.",
            ],
            &[R5],
        ),
        "in-place" => of(
            [
                "롤링이 인스턴스를 더 쓰지 않고 그 자리에서 한 대씩 바꿉니다. 그래서 2분이 걸립니다.",
                "Rolling replaces one instance after another where it stands, with no extra one; that takes two minutes.",
            ],
            [
                "인스턴스 그림에서 한 대씩 빠졌다가 돌아오는 모습과, 두 버전이 함께 서비스하는 시간입니다.",
                "How each instance leaves and comes back in the picture, and how long both versions serve.",
            ],
            &[R1, R3, R6],
        ),
        "endpoint-race" => of(
            [
                "준비 상태 검사를 잘 설정했는데도 인스턴스가 내려갈 때마다 요청이 실패합니다.",
                "Requests fail each time an instance goes, although its readiness check is set up well.",
            ],
            [
                "인스턴스가 멈춘 때와 로드 밸런서가 그것을 안 때 사이입니다. 블루-그린은 왜 다치지 않습니까?",
                "The time between an instance's stop and the balancers' hearing of it. Why is nobody hurt with blue-green?",
            ],
            &[Z1],
        ),
        "endpoint-race-cured" => of(
            [
                "내려가기 전에 5초를 더 받아 주자 실패가 사라집니다. 배포는 그만큼 길어집니다.",
                "Five more seconds of service before the stop, and the failures are gone; rollouts take that much longer.",
            ],
            [
                "앞의 상황과 배포 시간을 견주어 보십시오. 종료 전 대기를 2초로 줄이면 어떻게 됩니까?",
                "Compare the rollout time with the uncured one. What if the pre-stop wait is 2 s?",
            ],
            &[Z1],
        ),
        "stale-balancers" => of(
            [
                "멀쩡한 새 버전이 오류를 낸다는 이유로 되돌려집니다. 진짜 원인은 낡은 정보를 보는 로드 밸런서입니다.",
                "A sound new version is taken back for its errors; the real cause are balancers that look at old loads.",
            ],
            [
                "새로 뜬 인스턴스에 요청이 몰리는 모습입니다. 분배 방식을 ‘무작위’로 바꾸어 보십시오.",
                "How requests crowd on whoever has just come. Try the balancing policy random.",
            ],
            &[C2],
        ),
        "cold-cache" => of(
            [
                "전환한 순간 모든 요청이 빈 캐시를 만나 지연 시간이 치솟고, 문제없는 버전이 되돌려집니다.",
                "At the switch every request meets an empty cache, latency soars, and a sound version is taken back.",
            ],
            [
                "용량 차트가 전환할 때 반으로 꺼집니다. 캐시를 천천히 데우는 전략은 무엇입니까?",
                "The capacity chart falls to half at the switch. Which strategy warms the caches slowly?",
            ],
            &[B1, C1],
        ),
        "autoscaler-against-rollout" => of(
            [
                "오토스케일러와 배포가 같은 인스턴스를 두고 겨룹니다. 롤링은 7분이 넘게 걸립니다.",
                "Autoscaler and rollout work on the same instances against each other; rolling takes more than seven minutes.",
            ],
            [
                "배포하는 동안 새로 뜨는 옛 버전 인스턴스와, 블루-그린의 최대 인스턴스 수입니다.",
                "Old instances that come up during the change, and the most instances that blue-green has.",
            ],
            &[R5, B5],
        ),
        "retry-storm" => of(
            [
                "롤링에서 요청 넷 가운데 셋이 다칩니다. 배포를 되돌리고 용량이 돌아온 뒤에도 계속됩니다.",
                "Rolling hurts three of four requests, and goes on doing so after it was taken back and all capacity is there again.",
            ],
            [
                "용량이 돌아온 뒤에도 내려오지 않는 피해 차트입니다. 재시도 예산을 10%로 두어 보십시오.",
                "The chart of requests hurt, which does not come down. Try a retry budget of 10%.",
            ],
            &[R5, B2],
        ),
        "breaking-migration" => of(
            [
                "새 버전은 멀쩡한데 옛 버전이 실패합니다. 조심스럽게 오래 끄는 카나리가 가장 많이 다칩니다.",
                "The new version is fine and the old one fails: the careful canary, which takes longest, hurts most.",
            ],
            [
                "두 버전이 함께 서비스하는 시간입니다. 카나리 분석에는 왜 아무것도 보이지 않습니까?",
                "How long both versions serve. Why does the canary's analysis see nothing?",
            ],
            &[R6],
        ),
        "expand-contract" => of(
            [
                "같은 변경을 두 번에 나누어 배포하니 아무도 다치지 않습니다.",
                "The same change in two deployments, and nobody is hurt by it.",
            ],
            [
                "두 버전이 함께 있는 시간과 비용은 두 배입니다. 재생성의 중단도 두 번입니다.",
                "Two versions run together for twice as long, and cost twice; recreate is out twice.",
            ],
            &[R6],
        ),
        "fix-forward" => of(
            [
                "되돌리는 대신 고친 버전을 위에 덮어 배포합니다. 전략마다 중간 버전을 다르게 처리합니다.",
                "Instead of going back, a repaired version goes over the bad one; strategies treat the one in between differently.",
            ],
            [
                "그림에서 빗금 그은 인스턴스가 밀려난 버전입니다. 블루-그린은 플릿이 셋까지 늘어납니다.",
                "Instances with a stroke are of the version that was overtaken. Blue-green has up to three fleets.",
            ],
            &[R2, C1, B5],
        ),
        "next-deployment" => of(
            [
                "블루-그린의 두 번째 배포가 더 빠릅니다. 남겨 둔 머신에서 시작하기 때문입니다.",
                "Blue-green's second deployment is quicker: it starts on the machines that were kept.",
            ],
            [
                "빨라진 시간과 남겨 둔 머신의 값을 견주어 보십시오.",
                "The time that is saved against the price of the machines kept.",
            ],
            &[B4, B5],
        ),
        "ab-test" => of(
            [
                "사용자를 반으로 나누어 주문을 셉니다. 1분쯤 지나야 우연이 아니라고 말할 수 있습니다.",
                "Users are halved and orders counted; it takes about a minute until the difference cannot be luck.",
            ],
            [
                "무슨 일이 있었나에 적힌 구간이 0을 벗어나는 때입니다. 검정을 ‘볼 때마다(틀리기 쉬움)’로 바꾸어 보십시오.",
                "When the interval told in what happened no longer holds 0. Then try the naive test.",
            ],
            &[C1, C3, C4],
        ),
        "shadow" => of(
            [
                "섀도에서는 다치는 요청이 하나도 없습니다. 오류는 복제한 요청에서만 나옵니다.",
                "With shadow not one request is hurt: errors are those of the copies.",
            ],
            [
                "복제한 요청이 함께 쓰는 데이터베이스를 얼마나 바쁘게 하는지, 지연 시간 차트에서 보십시오.",
                "In the latency chart, how busy the copies keep the database that both versions share.",
            ],
            &[B3, C2],
        ),
        _ => reported(id).and_then(|preset| of(preset.see, preset.watch, preset.claims)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::presets::PRESETS;

    #[test]
    fn every_preset_has_its_card_in_both_languages() {
        for preset in PRESETS {
            let card = card(preset.id).unwrap_or_else(|| panic!("{} has no card", preset.id));
            for [ko, en] in [card.see, card.watch] {
                assert!(ko.contains(|c| ('가'..='힣').contains(&c)), "{}: {ko}", preset.id);
                assert!(!en.is_empty() && !en.contains(|c| ('가'..='힣').contains(&c)), "{}: {en}", preset.id);
            }
            assert!(!card.claims.is_empty(), "{}", preset.id);
        }
    }

    #[test]
    fn every_claim_is_shown_by_a_preset() {
        for claim in Claim::ALL {
            let shows = |id: &str| card(id).is_some_and(|card| card.claims.contains(claim));
            assert!(PRESETS.iter().any(|preset| shows(preset.id)), "{claim:?}");
        }
    }
}
