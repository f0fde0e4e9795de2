//! The texts and cards of the presets that show what users of deployment tools have reported.

use super::Texts;
use super::card::Claim;

/// What people read about such a preset, on its card too.
pub(super) struct Reported {
    pub texts: Texts,
    pub see: [&'static str; 2],
    pub watch: [&'static str; 2],
    pub claims: &'static [Claim],
}

/// What people read about it, if it is one of these.
pub(super) fn reported(id: &str) -> Option<Reported> {
    use Claim::{B2, B3, B5, C1, C2, C3, C4, R1, R2, R3, R5, R6, Z1};
    let of = |title, description, see, watch, claims| {
        Some(Reported { texts: Texts { title, description }, see, watch, claims })
    };
    match id {
        "late-deregistration" => of(
            ["늦은 등록 해제", "Late deregistration"],
            [
                "로드 밸런서는 내려가는 인스턴스로 열린 연결을 45초까지 더 씁니다. 인스턴스가 먼저 멈추면 어떻게 됩니까?",
                "Balancers use open connections to an instance that leaves for up to 45 s more. What if it stops first?",
            ],
            [
                "바로 멈추면 2천 건 넘게 다칩니다. 50초를 기다리면 더 다치는 요청이 없습니다.",
                "Stopping at once hurts over 2,000 requests; after a wait of 50 s it hurts none.",
            ],
            ["그만큼 길어지는 배포 시간입니다.", "How much longer the rollout takes for it."],
            &[Z1],
        ),
        "terminating-pods" => of(
            ["종료 중인 파드", "Terminating pods"],
            [
                "인스턴스 하나가 내려가는 데 1분이 걸립니다. 10대에 2대까지 더 띄우라고 하면 실제로는 몇 대가 됩니까?",
                "An instance takes a minute to go. Ten are wanted and two more allowed: how many are there?",
            ],
            [
                "종료 중인 것을 세지 않으면(쿠버네티스의 기본) 20대, 세면 12대이고 배포가 세 배 넘게 걸립니다.",
                "20 where those that terminate do not count, as in Kubernetes; else 12, in over three times as long.",
            ],
            [
                "자리가 12개뿐이면 새 인스턴스는 자리가 날 때까지 기다립니다.",
                "With 12 slots new instances wait for a free one.",
            ],
            &[R3],
        ),
        "small-canary" => of(
            ["작은 서비스의 카나리", "A canary of few"],
            [
                "10%를 달라고 했습니다. 인스턴스가 세 대나 한 대뿐이면 실제로는 몇 %가 새 버전을 만납니까?",
                "10% is asked for. Of three instances, or one, how much does the new version really get?",
            ],
            [
                "세 대면 25%입니다. 추가 없이 한 대면 처음에는 0%, 50% 단계에서는 전부이고, 바꾸는 동안 서비스가 멈춥니다.",
                "25% with three. With one and no surge 0% at first, all at the step of 50%, and an outage at each change.",
            ],
            [
                "정한 비중과 실제 비중의 차이입니다. 라우터가 있으면 한 대라도 10%입니다.",
                "The set share against the actual one. A router gives 10% even of one instance.",
            ],
            &[C1, C4],
        ),
        "hard-cap" => of(
            ["자리가 없는 클러스터", "A hard cap"],
            [
                "자리도 라이선스도 10개뿐입니다. 안정 플릿을 그대로 두고 옆에 띄우는 카나리는 어떻게 됩니까?",
                "There are ten slots, or licences. What of a canary beside a stable fleet that stays whole?",
            ],
            [
                "자리를 얻지 못한 카나리는 기한에 되돌아갑니다. 먼저 하나를 내리는 쪽은 끝까지 갑니다.",
                "It finds no place and goes back at the deadline; the one that stops an instance first gets through.",
            ],
            ["그 대신 줄어드는 용량입니다.", "The capacity that this costs."],
            &[C1],
        ),
        "shrinking-stable" => of(
            ["함께 줄어드는 안정 플릿", "A stable fleet that shrinks"],
            [
                "비용을 줄이려고 트래픽이 옮겨 가는 만큼 안정 플릿도 줄입니다. 마지막 단계에서 되돌리면 어떻게 됩니까?",
                "To save money the stable fleet shrinks as its traffic does. What if the last step is taken back?",
            ],
            [
                "추가 비용은 절반이 안 되지만 피해 요청은 두 배입니다. 되돌리는 데 1분이 걸리고, 돌아온 인스턴스는 캐시가 비어 있습니다.",
                "Less than half the extra cost, twice as many requests hurt: the way back takes a minute, and instances return with empty caches.",
            ],
            [
                "카나리가 부하를 감당하지 못하는 때와 안정 플릿이 감당하지 못하는 때입니다.",
                "When canaries cannot carry the load, and when the stable fleet cannot.",
            ],
            &[C1, C2],
        ),
        "abandoned-canary" => of(
            ["남겨진 카나리", "Canaries left behind"],
            [
                "되돌린 뒤 후보 인스턴스를 얼마나 남겨 둡니까? 바로 내리거나, 30초, 또는 계속?",
                "How long do candidates stay after a roll-back: not at all, 30 s, for ever?",
            ],
            [
                "피해 요청은 같습니다. 계속 두면 추가 비용이 열 배가 넘고, 블루-그린에서는 플릿 하나 값입니다.",
                "As many are hurt, but for ever costs over ten times as much extra; with blue-green, a whole fleet.",
            ],
            ["요청을 받지 않으면서 남아 있는 인스턴스입니다.", "Instances that stand there without a request."],
            &[C2, B5],
        ),
        "way-back" => of(
            ["되돌아가는 길", "The way back"],
            [
                "배포가 끝난 뒤에야 결함을 알았습니다. 옛 버전을 다시 배포하면 모든 단계를 다시 거칩니다.",
                "A defect is noticed when all is done. To deploy the old version again is to walk through all steps.",
            ],
            [
                "단계를 건너뛰면 20초 만에 돌아오고 피해 요청은 거의 절반입니다.",
                "Skipping them takes 20 s, and about half as many requests are hurt.",
            ],
            ["되돌아가는 동안 나쁜 버전에 남는 비중입니다.", "The share that the bad version keeps on the way."],
            &[C1, C2],
        ),
        "preview-size" => of(
            ["미리 보는 플릿의 크기", "The size of the preview"],
            [
                "미리 보는 동안 수요가 늘고 오토스케일러는 두 플릿을 모두 키웁니다. 그린을 작게 두거나 블루를 바로 내리면 어떻게 됩니까?",
                "Demand rises during the look, and both fleets are scaled. What if green starts small, or blue goes at once?",
            ],
            [
                "한 대로 미리 보면 추가 비용이 절반이 안 됩니다. 블루를 바로 내리면 피해 요청이 두 배가 넘습니다.",
                "A look at one instance costs less than half extra; blue gone at once, over twice as many are hurt.",
            ],
            [
                "인스턴스는 셋 다 가장 많을 때 28대, 필요한 수의 두 배입니다.",
                "All have 28 instances at most, twice what is needed.",
            ],
            &[B2, B3, B5],
        ),
        "no-data" => of(
            ["트래픽이 적을 때의 배포", "A release at night"],
            [
                "14초에 한 건 오는 서비스에 나쁜 버전을 배포합니다. 볼 것이 없는 검사는 통과입니까, 실패입니까?",
                "A bad version goes to a service with a request every 14 s. Does a check that sees nothing pass or fail?",
            ],
            [
                "둘은 통과하고, 둘은 되돌아가고, 하나는 계속 기다립니다. 오류를 보고 멈춘 것은 없습니다.",
                "Two pass, two go back and one waits on; none because it saw an error.",
            ],
            ["‘무슨 일이 있었나’에 적힌 이유입니다.", "The reasons told in what happened."],
            &[C2],
        ),
        "long-pause" => of(
            ["기한보다 긴 기다림", "Longer than the deadline"],
            [
                "기한은 120초입니다. 200초의 일시 정지와 150초의 minReadySeconds 가운데 어느 것이 기한을 넘깁니까?",
                "The deadline is 120 s. Which passes it: a pause of 200 s, or minReadySeconds of 150?",
            ],
            [
                "멀쩡한 버전이 minReadySeconds 때문에 되돌아갑니다. 일시 정지는 기한에 들지 않습니다.",
                "A sound version is taken back for minReadySeconds; pauses do not count.",
            ],
            ["기한이 300초면 끝까지 갑니다.", "With a deadline of 300 s it gets through."],
            &[C1],
        ),
        "failed-promotion" => of(
            ["승격에서 막힌 배포", "Stuck at the promotion"],
            [
                "카나리는 모든 검사를 통과했습니다. 쿼터 20개가 이미 찼는데 승격에는 하나가 더 필요합니다.",
                "The canary passed every check. The quota of 20 is full, and the promotion needs one more.",
            ],
            [
                "쿼터가 20이면 주 플릿은 한 대도 바뀌지 않고, 기한이 지나면 카나리가 모든 요청을 받는 채로 남습니다.",
                "With 20 no instance of the primary changes, and past the deadline the canary is left with all requests.",
            ],
            ["그동안 계속 드는 두 배의 자원입니다.", "Twice the resources for as long as it lasts."],
            &[C2, B5],
        ),
        "sticky-users" => of(
            ["모두가 만나는 10%", "The 10% that everybody meets"],
            [
                "비중은 5분 동안 10%이고 사용자는 10초마다 돌아옵니다. 요청마다 새로 고르면 몇 명이 새 버전을 만납니까?",
                "The weight stays at 10% and users return every ten seconds. Drawn for each request, how many meet the new version?",
            ],
            [
                "1,500명 가운데 1,400명이 넘고, 쿠키를 쓰면 그들이 모두 카나리에 남습니다. 사용자로 나누면 160명입니다.",
                "Over 1,400 of 1,500, and a cookie would keep them there; split by user it is 160.",
            ],
            ["결과의 ‘두 버전을 만난 사용자’입니다.", "Users meeting both, in the results."],
            &[C1, C3],
        ),
        "stop-first" => of(
            ["먼저 멈추기, 먼저 띄우기", "Stop first, start first"],
            [
                "상태 검사가 없으면 프로세스가 생기자마자 요청이 옵니다. 답은 8초 뒤에야 할 수 있습니다.",
                "Without a health check requests come as soon as the process exists, 8 s before it can answer.",
            ],
            [
                "그러면 어느 순서든 2천 건쯤 실패합니다. 상태 검사가 있으면 배포 때문에 다치는 요청이 없습니다.",
                "About 2,000 fail then in either order; with a check the rollout hurts nobody.",
            ],
            ["순서가 바꾸는 것은 그동안의 용량뿐입니다.", "All that the order changes is the capacity on the way."],
            &[Z1, R1, R5],
        ),
        "stuck-batch" => of(
            ["두 번째 배치에서 멈춘 배포", "Stuck in the second batch"],
            [
                "네 배치 가운데 두 번째가 뜨지 못합니다. 기한이 지나면 누가 되돌립니까?",
                "The second of four batches does not come up. Who goes back when the deadline has passed?",
            ],
            [
                "저절로 되돌아가지 않으면 두 버전이 끝까지 함께 서비스하고 8대 중 2대가 빠져 있습니다.",
                "Without an automatic way back two versions serve to the end, and two of eight instances are missing.",
            ],
            ["되돌린 쪽은 8대가 모두 돌아옵니다.", "Where it goes back all eight return."],
            &[R2, R6],
        ),
        _ => None,
    }
}
