//! What each card of the game was, told once the round is over.

use super::super::Lang;
use crate::oncall::Card;

/// What a card is called, what was the matter, and how that could be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    /// Its name.
    pub name: &'static str,
    /// What happened.
    pub truth: &'static str,
    /// What told it, or did not.
    pub sign: &'static str,
}

const fn told(name: &'static str, truth: &'static str, sign: &'static str) -> Told {
    Told { name, truth, sign }
}

/// What a card was.
#[must_use]
pub fn card(lang: Lang, card: Card) -> Told {
    match lang {
        Lang::Ko => korean(card),
        Lang::En => english(card),
    }
}

fn korean(card: Card) -> Told {
    match card {
        Card::Plain => told(
            "좋은 버전",
            "후보 버전은 안정 버전만큼 빠르고 오류도 많지 않습니다.",
            "두 버전의 오류율과 p99가 끝까지 비슷합니다. 처음의 느림은 예열입니다.",
        ),
        Card::ColdCache => told(
            "좋은 버전, 차가운 캐시",
            "새 프로세스의 캐시가 비어 있어 처음 1분 남짓 느립니다. 캐시가 차면 안정 버전과 같습니다.",
            "p99가 단계마다 솟았다가 내려옵니다. 나쁜 버전이라면 내려오지 않습니다. 일시 정지하고 기다리면 알 수 있습니다.",
        ),
        Card::DependencyOut => told(
            "좋은 버전, 의존 서비스 중단",
            "두 버전이 함께 쓰는 의존 서비스가 잠시 멈췄습니다. 후보 버전 탓이 아닙니다.",
            "안정 버전의 오류율도 똑같이 올랐습니다. 후보 버전만 보는 자동 정책은 이것을 모릅니다.",
        ),
        Card::Peak => told(
            "좋은 버전, 요청 급증",
            "배포와 함께 요청이 두 배로 몰렸습니다. 후보 버전 탓이 아닙니다.",
            "초당 요청이 늘고 안정 버전의 p99도 함께 올랐습니다. 후보 버전은 인스턴스가 몇 개뿐이고 예열 중이라 더 크게 느려집니다.",
        ),
        Card::NoTelemetry => told(
            "좋은 버전, 텔레메트리 중단",
            "텔레메트리 수집이 몇 분 동안 멈췄습니다. 후보 버전은 그동안에도 멀쩡했습니다.",
            "아무것도 안 보일 때 일시 정지하면 눈을 감고 나아가지 않아도 됩니다. 돌아온 텔레메트리는 두 버전이 비슷하다고 말합니다.",
        ),
        Card::Noise => told(
            "좋은 버전, 적은 표본",
            "요청의 일부만 재기 때문에 작은 비중에서는 요청 한 건의 실패로 오류율이 크게 튑니다. 실제 오류율은 두 버전이 같습니다.",
            "초당 요청이 적으면 한 번의 높은 값은 증거가 아닙니다. 비중이 커지면 두 버전의 오류율이 가까워집니다.",
        ),
        Card::Errors => told(
            "나쁜 버전, 오류",
            "후보 버전은 처음부터 누구에게나 오류를 돌려줍니다.",
            "첫 단계에서 오류율이 안정 버전보다 훨씬 높습니다.",
        ),
        Card::Slow => told(
            "나쁜 버전, 느림",
            "후보 버전은 같은 일에 두 배 넘는 시간이 걸립니다. 비중이 커지면 작업자가 모자라 시간 초과가 생깁니다.",
            "예열이 끝나도 p99가 안정 버전보다 높고, 내려오지 않습니다.",
        ),
        Card::Leak => told(
            "나쁜 버전, 누수",
            "후보 버전의 프로세스는 요청을 받을수록 느려집니다. 오래 두면 감당하지 못합니다.",
            "p99가 단계와 상관없이 꾸준히 올라갑니다. 첫 값보다 흐름을 보아야 합니다.",
        ),
        Card::OutOfMemory => told(
            "나쁜 버전, 메모리 부족",
            "후보 버전의 프로세스는 요청을 수천 건 받으면 메모리가 다 차서 죽습니다. 함께 시작한 인스턴스는 비슷한 때에 죽습니다.",
            "오래된 인스턴스가 먼저 죽어 후보 인스턴스 수가 잠시 줄어듭니다. 다 내보낸 뒤에는 한꺼번에 죽습니다.",
        ),
        Card::SomeUsers => told(
            "나쁜 버전, 일부 사용자",
            "특정 사용자 무리에게만 오류가 납니다. 5%와 20% 단계의 사용자 가운데에는 그 무리가 없거나 적었습니다.",
            "비중이 커져 그 무리가 들어오고 나서야 오류율이 오릅니다. 앞 단계가 깨끗했다는 것은 뒤 단계의 증거가 아닙니다.",
        ),
        Card::BelowLimit => told(
            "나쁜 버전, 한도 아래 오류",
            "후보 버전의 오류는 안정 버전의 여섯 배쯤이지만 자동 정책의 한도 2%보다는 적습니다.",
            "안정 버전과 견주어야 보입니다. 요청이 모일수록 차이가 뚜렷해집니다.",
        ),
        Card::UnderLoad => told(
            "나쁜 버전, 부하에 약함",
            "후보 버전은 요청마다 절반쯤 더 오래 걸립니다. 한가할 때는 버티지만 요청이 늘면 용량이 모자랍니다.",
            "p99가 안정 버전보다 늘 높습니다. 한도 아래라도 여유가 없다는 뜻입니다.",
        ),
        Card::LateTelemetry => told(
            "나쁜 버전, 늦은 텔레메트리",
            "후보 버전은 처음부터 오류를 돌려줍니다. 텔레메트리는 1분에 한 번만 수집되고 2분을 평균합니다.",
            "값이 바뀌지 않는 것은 새 값이 없어서입니다. 일시 정지하고 다음 수집을 기다리면 사용자를 덜 다치게 합니다.",
        ),
    }
}

fn english(card: Card) -> Told {
    match card {
        Card::Plain => told(
            "A good version",
            "The candidate is as fast as the stable version and has no more errors.",
            "Error rate and p99 of both versions stay alike. What is slow at first is the warm-up.",
        ),
        Card::ColdCache => told(
            "A good version with a cold cache",
            "New processes have an empty cache and are slow for a bit more than a minute. Then they are like the stable version.",
            "The p99 jumps at each step and comes down again; that of a bad version would not. Pausing and waiting tells.",
        ),
        Card::DependencyOut => told(
            "A good version while a dependency is out",
            "What both versions depend on was out for a while. It is not the candidate's fault.",
            "The stable version's error rate rose just as much. A policy that looks at the candidate alone cannot know.",
        ),
        Card::Peak => told(
            "A good version in a peak of the traffic",
            "Twice as many requests came together with the rollout. It is not the candidate's fault.",
            "There were more requests per second, and the stable version's p99 rose too. The candidate has few instances that still warm up, so it is slower by more.",
        ),
        Card::NoTelemetry => told(
            "A good version while telemetry is out",
            "Nothing was scraped for some minutes. The candidate was well all the time.",
            "A pause while nothing is seen spares you from going on with closed eyes. When telemetry is back, both versions are alike.",
        ),
        Card::Noise => told(
            "A good version with few samples",
            "Only some of the requests are measured, so at small weights a single failure makes the error rate jump. In truth both versions fail alike.",
            "With few requests per second one high value is no evidence. At larger weights the error rates come together.",
        ),
        Card::Errors => told(
            "A bad version: errors",
            "The candidate answers everybody with errors from the start.",
            "At the first step its error rate is far above the stable version's.",
        ),
        Card::Slow => told(
            "A bad version: slow",
            "The candidate takes more than twice as long for the same work. At larger weights its workers are too few, and requests time out.",
            "After the warm-up its p99 is still above the stable version's, and does not come down.",
        ),
        Card::Leak => told(
            "A bad version: a leak",
            "The candidate's processes get slower with every request. Left alone, they cannot cope.",
            "The p99 rises steadily, whatever the step. The trend tells, not the first value.",
        ),
        Card::OutOfMemory => told(
            "A bad version: out of memory",
            "A process of the candidate runs out of memory after some thousand requests and crashes. Those that began together crash at about the same time.",
            "The oldest instances crash first, so that there is one candidate less for a while. Once it is out everywhere, many crash at once.",
        ),
        Card::SomeUsers => told(
            "A bad version: some users",
            "Only users of one cohort meet errors. Of those at 5 and 20% none or few were in it.",
            "The error rate rises only when the weight is large enough to reach them. That a step was clean is no evidence for the next one.",
        ),
        Card::BelowLimit => told(
            "A bad version: errors below the limit",
            "The candidate has about six times the errors of the stable version, but fewer than the policy's limit of 2%.",
            "It shows beside the stable version. The more requests there are, the clearer the difference.",
        ),
        Card::UnderLoad => told(
            "A bad version: weak under load",
            "The candidate takes about half as long again for each request. While it is quiet that goes well; when more requests come, the capacity is too small.",
            "Its p99 is always above the stable version's. Below the limit, too, that means that there is nothing to spare.",
        ),
        Card::LateTelemetry => told(
            "A bad version with late telemetry",
            "The candidate answers with errors from the start. Telemetry is scraped once a minute and averages two.",
            "A value that does not change is one that has not been renewed. A pause until the next scrape hurts fewer users.",
        ),
    }
}
