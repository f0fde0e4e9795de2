//! The names of the page's knobs.

use super::super::Lang;

/// Declares things with a name and a sentence about each, in Korean and English.
macro_rules! named {
    ($(#[$about:meta])* $type:ident { $($variant:ident: [$ko:literal, $en:literal], [$ko_hint:literal, $en_hint:literal];)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[allow(missing_docs, reason = "the English name beside each variant says what it is")]
        pub enum $type { $($variant,)+ }

        impl $type {
            /// Every one, in the order in which they are shown.
            pub const ALL: &'static [$type] = &[$($type::$variant,)+];

            /// Its name.
            #[must_use]
            pub fn name(self, lang: Lang) -> &'static str {
                match self { $($type::$variant => lang.pick($ko, $en),)+ }
            }

            /// A sentence about it.
            #[must_use]
            pub fn hint(self, lang: Lang) -> &'static str {
                match self { $($type::$variant => lang.pick($ko_hint, $en_hint),)+ }
            }
        }
    };
}

named! {
    /// A group of knobs.
    Group {
        Candidate: ["후보 버전", "Candidate"], ["새 버전은 무엇이 다른가", "What is different about the new version"];
        Traffic: ["트래픽", "Traffic"], ["누가 얼마나 요청하는가", "Who asks, and how often"];
        Fleet: ["플릿", "Fleet"], ["인스턴스와 로드 밸런서", "Instances and the load balancer"];
        Rollout: ["배포 전략", "Strategies"], ["전략마다의 설정", "The settings of each strategy"];
        Rollback: ["자동 롤백", "Automatic roll-back"], ["무엇을 보고 되돌리는가", "What makes the controller go back"];
        Run: ["실행", "Run"], ["길이, 시드, 관측", "Length, seed and telemetry"];
        Cost: ["비용", "Cost"], ["가격, 배포 횟수, 서비스 수준 목표", "Prices, how often, and the service level objective"];
    }
}

named! {
    /// A knob of the page.
    Knob {
        ErrorProbability: ["오류 확률", "Error probability"],
            ["후보 버전이 요청에 오류로 답할 확률", "Chance that the candidate answers with an error"];
        ServiceFactor: ["처리 시간 배수", "Service time factor"],
            ["2이면 두 배 느립니다", "2 is half as fast"];
        CandidateStart: ["시작 시간", "Start time"],
            ["프로세스가 시작해서 답할 수 있을 때까지", "From the start of the process until it can answer"];
        BecomesReady: ["준비 상태가 될 수 있음", "Becomes ready"],
            ["끄면 준비 상태 검사가 끝내 성공하지 않습니다", "Off: its readiness check never succeeds"];

        RateRps: ["요청률", "Arrival rate"],
            ["사용자 전체가 초당 보내는 요청", "Requests per second from all users"];
        Shape: ["트래픽 모양", "Shape"],
            ["요청률이 시간에 따라 어떻게 변하는가", "How the rate changes over time"];
        RampTo: ["경사 끝의 요청률", "Rate after the ramp"],
            ["경사가 끝난 뒤의 요청률", "The rate when the ramp is over"];
        RampStart: ["경사 시작", "Ramp begins"],
            ["요청률이 변하기 시작하는 때", "When the rate starts to change"];
        RampDuration: ["경사 길이", "Ramp lasts"],
            ["변화에 걸리는 시간", "How long the change takes"];
        SpikePeak: ["급증 때의 요청률", "Rate in the spike"],
            ["몰려드는 동안의 요청률", "The rate during the burst"];
        SpikeStart: ["급증 시작", "Spike begins"],
            ["사용자가 몰려들기 시작하는 때", "When the burst begins"];
        SpikeDuration: ["급증 길이", "Spike lasts"],
            ["몰려드는 시간", "How long the burst lasts"];
        DailyLow: ["하루 최저 요청률", "Lowest rate of the day"],
            ["한가한 때의 요청률", "The rate at the quietest time"];
        DailyPeak: ["하루 최고 요청률", "Highest rate of the day"],
            ["가장 바쁜 때의 요청률", "The rate at the busiest time"];
        DailyPeriod: ["하루 길이", "Length of the day"],
            ["짧게 하면 짧은 실행에서도 파도가 보입니다", "A shorter day shows the wave in a short run"];
        TracePeak: ["트레이스의 최고 요청률", "Peak of the trace"],
            ["가장 큰 측정값이 나타내는 요청률", "The rate that the largest count stands for"];
        TraceInterval: ["트레이스 간격", "Interval of the trace"],
            ["측정 간격 하나의 길이. 줄이면 빨리 지나갑니다", "Length of one interval; shorter plays it faster"];
        Timeout: ["제한 시간", "Client timeout"],
            ["사용자가 기다려 주는 시간. 0이면 끝까지 기다립니다", "How long a client waits; 0: for ever"];

        Instances: ["인스턴스 수", "Instances"],
            ["유지하려는 인스턴스 수", "Wanted number of instances"];
        Workers: ["작업자", "Workers"],
            ["인스턴스 하나가 한꺼번에 처리하는 요청", "Requests an instance works on at once"];
        QueueCapacity: ["대기열", "Queue"],
            ["인스턴스 안에서 기다릴 수 있는 요청. 넘치면 거부됩니다", "Requests that may wait in an instance; more are rejected"];
        Policy: ["분배 방식", "Balancing policy"],
            ["로드 밸런서가 인스턴스를 고르는 방식", "How the load balancer picks an instance"];
        Median: ["처리 시간 중앙값", "Median service time"],
            ["요청 하나를 처리하는 시간의 중앙값", "Half of the requests take less work than this"];
        P99: ["처리 시간 p99", "p99 service time"],
            ["100건 중 1건은 이보다 오래 걸립니다", "One request in 100 takes more work than this"];
        Mean: ["평균 처리 시간", "Mean service time"],
            ["일정·지수 분포일 때의 평균", "Mean of the constant and exponential laws"];
        Provision: ["프로비저닝", "Provisioning"],
            ["새 인스턴스를 배정받고 이미지를 받는 시간", "Time to schedule a new instance and pull its image"];
        WarmUp: ["예열 시간", "Warm-up"],
            ["준비된 뒤에도 느린 시간", "How long a ready instance is slower than usual"];
        WarmUpFactor: ["예열 배수", "Warm-up factor"],
            ["예열을 시작할 때 몇 배 느린가", "How much longer a request takes at first"];
        GracePeriod: ["종료 유예 시간", "Grace period"],
            ["드레이닝하는 인스턴스를 강제 종료하기까지", "After how long a draining instance is killed"];
        ReadinessPeriod: ["준비 상태 검사 간격", "Readiness check period"],
            ["검사와 검사 사이의 시간", "Time between two readiness checks"];

        RolloutStart: ["배포 시작", "Rollout begins"],
            ["배포를 시작하는 때", "When the rollout begins"];
        InPlace: ["롤링: 제자리 교체", "Rolling: in place"],
            ["새 인스턴스 없이 그 자리에서 바꿉니다", "Replace the process on the same instance"];
        MaxSurge: ["롤링: 최대 추가(surge)", "Rolling: max surge"],
            ["원래 수보다 더 둘 수 있는 인스턴스", "Instances above the wanted number"];
        MaxUnavailable: ["롤링: 최대 비가용", "Rolling: max unavailable"],
            ["원래 수보다 모자라도 되는 인스턴스", "Instances below the wanted number"];
        Preview: ["블루-그린: 전환 전 확인", "Blue-green: preview"],
            ["준비된 새 플릿을 전환 전에 살펴보는 시간", "How long the ready green fleet is looked at before the switch"];
        ScaleDownDelay: ["블루-그린: 옛 플릿 유지", "Blue-green: keep blue"],
            ["전환한 뒤 옛 플릿을 남겨 두는 시간", "How long the blue fleet is kept after the switch"];

        Automatic: ["자동 롤백", "Automatic roll-back"],
            ["한도를 넘으면 스스로 되돌립니다", "The controller goes back by itself beyond the limits"];
        ErrorLimit: ["오류율 한도", "Error rate limit"],
            ["후보 버전에서 관측된 오류율의 한도. 100%: 한도 없음", "Highest error rate seen on the candidate; 100%: no limit"];
        LatencyLimit: ["p99 한도", "p99 limit"],
            ["후보 버전에서 관측된 p99의 한도. 0: 한도 없음", "Highest p99 seen on the candidate; 0: no limit"];
        MinRequests: ["최소 요청 수", "Requests needed"],
            ["이보다 적으면 판단하지 않습니다", "Fewer requests than this are not judged"];
        Consecutive: ["연속 위반 횟수", "Bad judgements in a row"],
            ["몇 번 연속으로 한도를 넘어야 되돌리는가", "How many in a row make it go back"];
        Deadline: ["진행 기한", "Progress deadline"],
            ["이 시간 동안 진척이 없으면 실패로 봅니다. 0: 기한 없음", "No progress for this long counts as failure; 0: for ever"];
        Bake: ["완료 후 관찰", "Bake time"],
            ["배포를 마친 뒤에도 지켜보는 시간", "How long the candidate is watched after completion"];

        Horizon: ["실행 길이", "Length of the run"],
            ["시뮬레이션하는 시간", "How much time is simulated"];
        Seed: ["시드", "Seed"],
            ["모든 우연을 정합니다. 모든 전략이 같은 사용자를 만납니다", "Decides all luck; every strategy meets the same users"];
        ScrapeInterval: ["수집 간격", "Scrape interval"],
            ["모니터링이 값을 읽는 간격", "Time between two readings of the telemetry"];
        Window: ["관측 구간", "Telemetry window"],
            ["오류율과 p99를 계산하는 구간의 길이", "The span over which rates and quantiles are read"];
        Price: ["인스턴스 시간당 가격", "Price of an instance hour"],
            ["인스턴스 한 대가 한 시간에 드는 값", "What one instance costs for one hour"];
        RoutedPrice: ["라우터 요청 백만 건 가격", "Price of a million requests routed"],
            ["요청을 두 버전에 나누어 보내는 라우터의 값", "Through a router that splits them between versions"];
        RouterLatency: ["라우터 지연 시간", "Router latency"],
            ["그 라우터가 요청마다 더하는 시간. 시뮬레이션에는 넣지 않고 알려 주기만 합니다", "What that router adds to each request; told, not simulated"];
        FailedPrice: ["피해 요청 한 건의 값", "Price of a request hurt"],
            ["실패, 거부, 시간 초과 한 건이 치르는 값", "For each that fails, is rejected or times out"];
        Deployments: ["한 달 배포 횟수", "Deployments a month"],
            ["30일 동안 이런 배포를 몇 번 하는가", "How many like this one in 30 days"];
        Slo: ["서비스 수준 목표", "Service level objective"],
            ["30일 동안 제시간에 정상 응답할 요청의 비율", "Share of 30 days' requests to be answered well and in time"];
    }
}
