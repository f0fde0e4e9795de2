//! The words of the Lab: groups of settings, and the places of the comparison that they show in.

use super::named::named;

named! {
    /// A group of settings.
    Group {
        Candidate: ["후보 버전", "Candidate"], ["새 버전은 무엇이 다른가", "What is different about the new version"];
        Stable: ["안정 버전", "Stable version"], ["지금 실행하는 버전", "The version that runs now"];
        Compatibility: ["호환성", "Compatibility"], ["두 버전이 서로 이해하지 못하는 것", "What the versions do not understand of each other"];
        Deployments: ["이어지는 배포", "Further deployments"], ["같은 실행에서 또 배포합니다", "More of them in the same run"];

        Traffic: ["트래픽", "Traffic"], ["누가 얼마나 요청하는가", "Who asks, and how often"];
        Clients: ["클라이언트", "Clients"], ["세션, 재시도, 지역", "Sessions, retries and regions"];

        Service: ["처리 시간", "Service time"], ["요청 하나에 드는 일", "The work of a request"];
        Fleet: ["플릿", "Fleet"], ["인스턴스와 로드 밸런서", "Instances and the load balancer"];
        Checks: ["상태 검사", "Health checks"], ["준비, 시작, 활성 검사와 재시작", "Readiness, startup, liveness and restarts"];
        Routing: ["라우팅", "Routing"], ["로드 밸런서가 고르고 아는 방식", "How balancers choose, and what they know"];
        Cluster: ["클러스터", "Cluster"], ["노드와 가용 영역, 그 상실", "Nodes and zones, and their loss"];
        Autoscaler: ["오토스케일러", "Autoscaler"], ["바쁜 만큼 늘리고 줄입니다", "More or fewer instances, as busy as they are"];
        Dependency: ["의존 서비스", "Dependency"], ["함께 쓰는 데이터베이스", "A database that all share"];

        Rollout: ["배포 전략", "Strategies"], ["전략마다의 설정", "The settings of each strategy"];
        Rolling: ["롤링과 재생성", "Rolling and recreate"], ["몇 개씩, 또는 한꺼번에", "A few at a time, or all at once"];
        BlueGreen: ["블루-그린", "Blue-green"], ["플릿 둘을 맞바꿉니다", "Two fleets change places"];
        Canary: ["카나리", "Canary"], ["조금씩 늘립니다", "A little more at each step"];
        Flagger: ["Flagger", "Flagger"], ["틱마다 확인합니다", "A check at every tick"];
        AbTest: ["A/B 테스트", "A/B test"], ["전환율로 결정합니다", "Conversion decides"];
        Shadow: ["섀도", "Shadow"], ["복제한 요청으로 시험합니다", "A trial with copies of requests"];
        Analyses: ["분석", "Analyses"], ["무엇을 재고 어떻게 판단하는가", "What is measured, and how it is judged"];
        Rollback: ["자동 롤백", "Automatic roll-back"], ["무엇을 보고 되돌리는가", "What makes the controller go back"];

        Faults: ["결함", "Faults"], ["저절로 고장 나는 것", "What breaks by itself"];
        Commands: ["운영자 명령", "Operator's commands"], ["사람이 하는 일", "What a person does"];
        Telemetry: ["텔레메트리", "Telemetry"], ["운영자가 볼 수 있는 것", "What the operator can see"];
        Cost: ["비용", "Cost"], ["가격, 배포 횟수, 서비스 수준 목표", "Prices, how often, and the service level objective"];
        Run: ["실행", "Run"], ["길이, 시드, 관측", "Length, seed and telemetry"];
    }
}

named! {
    /// What a row of groups is about.
    Area {
        Change: ["바꾸는 것", "What changes"];
        Users: ["사용자", "Users"];
        Service: ["서비스", "The service"];
        Strategies: ["바꾸는 방법", "How it changes"];
        Around: ["그 밖의 것", "Around it"];
    }
}

impl Group {
    /// What it is about.
    #[must_use]
    pub fn area(self) -> Area {
        match self {
            Group::Candidate | Group::Stable | Group::Compatibility | Group::Deployments => Area::Change,
            Group::Traffic | Group::Clients => Area::Users,
            Group::Service
            | Group::Fleet
            | Group::Checks
            | Group::Routing
            | Group::Cluster
            | Group::Autoscaler
            | Group::Dependency => Area::Service,
            Group::Rollout
            | Group::Rolling
            | Group::BlueGreen
            | Group::Canary
            | Group::Flagger
            | Group::AbTest
            | Group::Shadow
            | Group::Analyses
            | Group::Rollback => Area::Strategies,
            Group::Faults | Group::Commands | Group::Telemetry | Group::Cost | Group::Run => Area::Around,
        }
    }
}

named! {
    /// A place of the comparison.
    Place {
        Stage: ["인스턴스 그림", "instances"];
        Capacity: ["용량 차트", "capacity chart"];
        Share: ["후보 비중 차트", "candidate share chart"];
        Latency: ["지연 시간 차트", "latency chart"];
        Errors: ["피해 차트", "chart of requests hurt"];
        Cost: ["비용 차트", "cost chart"];
        Timeline: ["시간 줄", "time line"];
        Verdict: ["결과 비교", "verdict"];
        Narrative: ["무슨 일이 있었나", "what happened"];
        Plan: ["배포 계획", "rollout plan"];
    }
}
