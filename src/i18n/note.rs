//! How a document was understood, as sentences.

use super::{Lang, number, particle, problem};
use crate::manifest::note::{Aspect, Note, Place};

/// So many places are named in one sentence; the others are counted.
const MOST_PLACES: usize = 6;

/// One or two sentences about `note`.
#[must_use]
pub fn sentence(lang: Lang, note: &Note) -> String {
    match note {
        Note::Workload { name, instances } => {
            let count = number::whole(u64::from(*instances));
            lang.pick(
                format!("Deployment {} 인스턴스 {count}개로 읽었습니다.", particle::object(name)),
                format!(
                    "Read Deployment {name} with {count} {}.",
                    if *instances == 1 { "instance" } else { "instances" }
                ),
            )
        }
        Note::Rollout { name, instances } => {
            let count = number::whole(u64::from(*instances));
            let noun = if *instances == 1 { "instance" } else { "instances" };
            lang.pick(
                format!("Argo Rollout {} 인스턴스 {count}개로 읽었습니다.", particle::object(name)),
                format!("Read Argo Rollout {name} with {count} {noun}."),
            )
        }
        Note::Canary { name, instances } => {
            let count = number::whole(u64::from(*instances));
            let noun = if *instances == 1 { "instance" } else { "instances" };
            lang.pick(
                format!("Flagger Canary {} 인스턴스 {count}개로 읽었습니다. 분석하는 동안 같은 수가 한 벌 더 있습니다.", particle::object(name)),
                format!("Read Flagger Canary {name} with {count} {noun}, and as many again during the analysis."),
            )
        }
        Note::FlaggerDefaults(places) => {
            let places = assigned(places);
            lang.pick(
                format!("매니페스트에 없어 Flagger 기본값을 씁니다: {places}."),
                format!("Not in the manifest, so Flagger's defaults hold: {places}."),
            )
        }
        Note::NoMetrics { path } => lang.pick(
            format!("{path}: Cutover가 측정하는 지표(request-success-rate, request-duration)가 없으므로 실패하는 확인이 없습니다. rollback.error_rate_limit이나 rollback.latency_p99_limit_ms로 바꿀 수 있습니다."),
            format!("{path}: no metric that is measured here (request-success-rate, request-duration), so no check fails. Change it with rollback.error_rate_limit or rollback.latency_p99_limit_ms."),
        ),
        Note::ArgoDefaults(places) => {
            let places = assigned(places);
            lang.pick(
                format!("매니페스트에 없어 Argo Rollouts 기본값을 씁니다: {places}."),
                format!("Not in the manifest, so Argo Rollouts' defaults hold: {places}."),
            )
        }
        Note::OnlyTemplates { name } => lang.pick(
            format!("배포할 워크로드 없이 분석 템플릿({name} 등)만 있습니다. 나머지는 모두 Cutover의 기본값이고, 판정은 rollback.*의 기준으로 합니다."),
            format!("Nothing to deploy, only analysis templates such as {name}: everything else is Cutover's default, and the limits of rollback.* judge."),
        ),
        Note::NoAnalysis => lang.pick(
            "분석이 없으므로 Argo Rollouts는 후보를 스스로 롤백하지 않습니다. 그래서 지표로 롤백하지 않게 했습니다. rollback.*로 바꿀 수 있습니다.",
            "There is no analysis, so Argo Rollouts never takes the candidate back on what it measures: nor does this run. Change it with rollback.*.",
        ).to_owned(),
        Note::AwaitsPromotion(paths) => {
            let paths = some(lang, paths.iter().cloned(), paths.len(), MOST_PLACES);
            lang.pick(
                format!("승격할 때까지 기다립니다: {paths}. commands에 promote를 적으면 그때 이어집니다. 예: --set 'commands=[{{ at_s = 150, action = \"promote\" }}]'"),
                format!("Waits until somebody promotes: {paths}. A promote among the commands goes on then, such as --set 'commands=[{{ at_s = 150, action = \"promote\" }}]'."),
            )
        }
        Note::HeaderUsers { path, percent } => lang.pick(
            format!("{path}: 매니페스트로는 알 수 없어 사용자의 {percent}%가 이 조건에 맞는다고 가정합니다. users_percent로 바꿀 수 있습니다."),
            format!("{path}: how many users match no manifest says; {percent}% are assumed. Change it with users_percent."),
        ),
        Note::RoundedWeights { whole } => {
            let whole = number::whole(u64::from(*whole));
            lang.pick(
                format!("비중은 {whole} 중의 몫입니다. 인스턴스 수는 그대로 계산하고, 트래픽은 1% 단위로 반올림해 나눕니다."),
                format!("Weights are shares of {whole}: numbers of instances are exact, but traffic is split in whole percent."),
            )
        }
        Note::Horizon { horizon_s, pauses_s } => {
            let (horizon, pauses) = (number::duration(lang, *horizon_s), number::duration(lang, *pauses_s));
            lang.pick(
                format!("대기 시간을 모두 더하면 {pauses}이므로 실행 길이는 {horizon}입니다. horizon_s로 바꿀 수 있습니다."),
                format!("The pauses take {pauses} together, so the run lasts {horizon}. Change it with horizon_s."),
            )
        }
        Note::ClusterDefaults(places) => {
            let places = assigned(places);
            lang.pick(
                format!("매니페스트에 없어 Kubernetes 기본값을 씁니다: {places}."),
                format!("Not in the manifest, so Kubernetes' defaults hold: {places}."),
            )
        }
        Note::Workers { path, cpu, workers } => workers_sentence(lang, path, cpu, *workers),
        Note::NoReadinessProbe { path } => lang.pick(
            format!("{path} 없음: 프로세스가 요청을 받을 수 있게 되는 즉시 준비된 것으로 봅니다."),
            format!("No {path}: an instance counts as ready as soon as its process could answer."),
        ),
        Note::StickyService { path } => lang.pick(
            format!("{path}: 같은 클라이언트는 같은 파드로 갑니다. fleet.policy = \"consistent-hash\"로 읽었습니다. 나뉘는 기준은 주소가 아니라 사용자입니다."),
            format!("{path}: a client stays with its pod, which is read as fleet.policy = \"consistent-hash\", by user and not by address."),
        ),
        Note::Traffic { rate_rps, capacity_rps, share } => {
            let (rate, capacity) = (number::rate(lang, *rate_rps), number::rate(lang, *capacity_rps));
            let share = format!("{}%", number::fixed(share * 100.0, 0));
            lang.pick(
                format!(
                    "매니페스트에는 트래픽이 없습니다. 매니페스트의 플릿이 처리할 수 있는 {capacity}의 약 {share}인 {} 가정하고, 다른 트래픽 값도 같은 비율로 맞췄습니다. traffic.*로 바꿀 수 있습니다.",
                    particle::object(&rate)
                ),
                format!(
                    "A manifest has no traffic: assumed {rate}, about {share} of the {capacity} that its fleet can answer, and scaled the other traffic settings with it. Change it with traffic.*."
                ),
            )
        }
        Note::ScenarioDefaults(paths) => {
            let paths = paths.join(", ");
            lang.pick(
                format!("매니페스트에 없는 값이라 Cutover의 기본값을 씁니다: {paths}. docs/scenario.md를 보고 --set으로 바꿀 수 있습니다."),
                format!("A manifest does not say these, so Cutover's defaults hold: {paths}. See docs/scenario.md; change them with --set."),
            )
        }
        Note::NotModelled { aspect, places } => {
            let places = joined(lang, places);
            format!("{} [{places}]", aspect_sentence(lang, *aspect))
        }
        Note::NoInfluence(names) => {
            let names = some(lang, names.iter().cloned(), names.len(), 4 * MOST_PLACES);
            lang.pick(
                format!("배포 진행에 영향이 없어 읽지 않은 필드: {names}."),
                format!("Not read, as they do not influence a rollout's timing: {names}."),
            )
        }
        Note::OtherObjects(kinds) => {
            let kinds =
                some(lang, kinds.iter().map(|(kind, count)| format!("{kind} × {count}")), kinds.len(), 4 * MOST_PLACES);
            lang.pick(format!("읽지 않은 다른 객체: {kinds}."), format!("Other objects, not read: {kinds}."))
        }
        Note::Placeholders { image, paths } if paths.is_empty() => lang.pick(
            format!("정해진 값이 없어 자리만 채웠습니다. 적용하기 전에 바꾸세요: 이미지 {image}, 포트."),
            format!("Placeholders, to be replaced before it is applied: the image {image} and the port."),
        ),
        Note::Placeholders { image, paths } => {
            let paths = paths.join(", ");
            lang.pick(
                format!("정해진 값이 없어 자리만 채웠습니다. 적용하기 전에 바꾸세요: 이미지 {image}, 포트, 검사 경로 {paths}."),
                format!("Placeholders, to be replaced before it is applied: the image {image}, the port, and where the probes ask: {paths}."),
            )
        }
        Note::PlaceholderQueries => lang.pick(
            "분석의 Prometheus 주소와 쿼리는 예시이므로 바꾸어야 합니다. Argo Rollouts는 나쁜 측정을 모두 세지만 Cutover는 연속된 것만 셉니다.",
            "The Prometheus address and the queries of the analysis are examples, to be replaced. Argo Rollouts counts all bad measurements, Cutover only those in a row.",
        ).to_owned(),
        Note::Router { router } => lang.pick(
            format!("트래픽을 나누는 라우터는 {router}로 적었습니다. 다른 것을 쓰면 바꾸세요."),
            format!("The router that splits the traffic is taken to be {router}; change it if it is another."),
        ),
        Note::Renamed { name } => lang.pick(
            format!("객체 이름으로 쓸 수 있게 바꾼 이름: {name}."),
            format!("Objects may not be called as the scenario is; they are called {name}."),
        ),
        Note::NotExported(places) => {
            let places = joined(lang, places);
            lang.pick(
                format!("매니페스트에 담을 수 없어 다시 읽으면 달라지는 값: {places}."),
                format!("The manifest cannot hold these; read again they are different: {places}."),
            )
        }
        Note::TrafficFile { intervals, interval_s, largest } => {
            let (intervals, largest) = (number::whole(u64::from(*intervals)), number::plain(*largest));
            match interval_s {
                Some(seconds) => {
                    let length = number::duration(lang, *seconds);
                    let peak = number::rate(lang, largest_rate(note));
                    lang.pick(
                        format!("트래픽 파일: {length} 구간 {intervals}개, 최댓값 {largest}건(실측 {peak}). traffic.trace.peak_rps에 맞춰 확대·축소합니다."),
                        format!("Traffic file: {intervals} intervals of {length}, the largest with {largest} requests ({peak} as measured), scaled to traffic.trace.peak_rps."),
                    )
                }
                None => lang.pick(
                    format!("트래픽 파일: 구간 {intervals}개, 최댓값 {largest}건. 시각이 없어 구간 길이는 traffic.trace.interval_s를 따릅니다."),
                    format!("Traffic file: {intervals} intervals, the largest with {largest} requests. It has no times, so traffic.trace.interval_s says how long they are."),
                ),
            }
        }
        Note::TrafficGaps { filled, line } => {
            let (filled, line) = (number::whole(u64::from(*filled)), number::whole(*line));
            lang.pick(
                format!("트래픽 파일에서 빠진 구간 {filled}개를 바로 앞 값으로 채웠습니다(첫 번째는 {line}번째 줄 앞)."),
                format!("{filled} missing intervals of the traffic file were filled with the count before them (the first before line {line})."),
            )
        }
    }
}

/// Fields with their values, those of one table together: `web.spec: replicas = 1, paused = false; web.spec.strategy: type = Recreate`.
fn assigned(places: &[Place]) -> String {
    let table = |places: &[Place]| {
        let fields: Vec<String> = places.iter().map(|place| format!("{} = {}", ends(place).1, place.value)).collect();
        format!("{}: {}", ends(&places[0]).0, fields.join(", "))
    };
    places.chunk_by(|a, b| ends(a).0 == ends(b).0).map(table).collect::<Vec<_>>().join("; ")
}

/// The table that a field stands in, and its name.
fn ends(place: &Place) -> (&str, &str) {
    place.path.rsplit_once('.').unwrap_or(("", &place.path))
}

fn largest_rate(note: &Note) -> f64 {
    match note {
        Note::TrafficFile { interval_s: Some(seconds), largest, .. } if *seconds > 0.0 => largest / seconds,
        _ => f64::NAN,
    }
}

fn workers_sentence(lang: Lang, path: &str, cpu: &str, workers: u32) -> String {
    let count = number::whole(u64::from(workers));
    if path.is_empty() {
        return lang.pick(
            format!("CPU 요청이 없어 인스턴스가 한 번에 요청 {count}건을 처리한다고 가정합니다. fleet.workers로 바꿀 수 있습니다."),
            format!("No CPU is requested, so an instance is assumed to work on {count} request at once. Change it with fleet.workers."),
        );
    }
    let requests = if workers == 1 { "request" } else { "requests" };
    lang.pick(
        format!("{path} = {cpu}: CPU 코어 수를 올림하여 인스턴스가 한 번에 요청 {count}건을 처리한다고 가정합니다. fleet.workers로 바꿀 수 있습니다."),
        format!("{path} = {cpu}: an instance is assumed to work on {count} {requests} at once, one per CPU core, rounded up. Change it with fleet.workers."),
    )
}

fn aspect_sentence(lang: Lang, aspect: Aspect) -> &'static str {
    match aspect {
        Aspect::ProbeGrace => lang.pick(
            "검사에 실패한 프로세스만을 위한 종료 유예 시간은 읽지 않습니다. 파드의 terminationGracePeriodSeconds가 그대로 적용됩니다.",
            "A grace period of its own for processes that fail a probe is not read: that of the pod holds.",
        ),
        Aspect::Lifecycle => lang.pick(
            "컨테이너 훅은 잠들기만 하는 preStop만 가져옵니다. 다른 훅이 걸리는 시간은 fleet.pre_stop_s에 적을 수 있습니다.",
            "Of container hooks only a preStop that sleeps is taken over; fleet.pre_stop_s can say how long another one takes.",
        ),
        Aspect::Paused => lang.pick(
            "paused는 무시합니다. 배포는 strategy.start_s에 시작합니다.",
            "paused is ignored: the rollout begins at strategy.start_s.",
        ),
        Aspect::History => lang.pick(
            "이전 버전의 보관 개수는 시뮬레이션하지 않습니다. 롤백할 안정 버전은 늘 있습니다.",
            "How many old versions are kept is not simulated: the stable version can always be rolled back to.",
        ),
        Aspect::MoreContainers => lang.pick(
            "컨테이너가 여러 개입니다. CPU와 준비 상태 검사는 첫 번째 컨테이너에서만 읽었습니다.",
            "Several containers: CPU and readiness probe are read from the first one only.",
        ),
        Aspect::InitContainers => lang.pick(
            "초기화 컨테이너는 시뮬레이션하지 않습니다. 걸리는 시간을 fleet.provision_s에 더하세요.",
            "Init containers are not simulated; add their time to fleet.provision_s.",
        ),
        Aspect::Placement => lang.pick(
            "노드 배치 조건은 시뮬레이션하지 않습니다. 자리는 늘 있고 fleet.provision_s만큼 걸립니다.",
            "Placement on nodes is not simulated: there is always room, after fleet.provision_s.",
        ),
        Aspect::Resources => lang.pick(
            "CPU 외의 자원은 시뮬레이션하지 않습니다.",
            "Resources other than CPU are not simulated.",
        ),
        Aspect::CpuLimit => lang.pick(
            "CPU 한도에 따른 스로틀링은 시뮬레이션하지 않습니다.",
            "Throttling at the CPU limit is not simulated.",
        ),
        Aspect::ReadinessGates => lang.pick(
            "파드 밖의 준비 조건(readinessGates)은 시뮬레이션하지 않습니다.",
            "Readiness gates outside the pod are not simulated.",
        ),
        Aspect::Autoscaling => lang.pick(
            "이 워크로드의 CPU 사용률에 따른 HorizontalPodAutoscaler만 가져옵니다. 나머지 자동 확장은 시뮬레이션하지 않습니다.",
            "Of autoscalers only the HorizontalPodAutoscaler of this workload by CPU utilization is taken over; this is not simulated.",
        ),
        Aspect::Disruption => lang.pick(
            "중단 예산(PodDisruptionBudget)은 시뮬레이션하지 않습니다. 배포에는 원래 적용되지 않습니다.",
            "Disruption budgets are not simulated; they do not limit rollouts anyway.",
        ),
        Aspect::OtherController => lang.pick(
            "다른 컨트롤러가 다루는 워크로드는 읽지 않습니다.",
            "Workloads of other controllers are not read.",
        ),
        Aspect::Analysis => lang.pick(
            "이 분석은 매니페스트대로 실행하지 않습니다. 단계는 모든 측정이 성공할 때 걸리는 시간만큼 이어지고, 판정은 rollback.*의 기준으로 합니다.",
            "These analyses are not run as written: a step lasts as long as its measurements take if all succeed, and the limits of rollback.* judge.",
        ),
        Aspect::Template => lang.pick(
            "분석 템플릿은 롤아웃의 분석이 가리킬 때만 읽습니다.",
            "Analysis templates are read only where an analysis of the Rollout names them.",
        ),
        Aspect::AnalysisMetric => lang.pick(
            "이 지표는 텔레메트리로 알 수 없어 재지 않습니다. 분석은 나머지 지표로 판정합니다.",
            "These metrics cannot be told from telemetry and are not measured; the others of their analysis judge.",
        ),
        Aspect::TemplateElsewhere => lang.pick(
            "분석 템플릿이 매니페스트에 없어 그 분석에는 시간이 걸리지 않는 것으로 봅니다.",
            "The analysis template is not in the manifest, so its analysis is taken to need no time.",
        ),
        Aspect::Experiment => lang.pick(
            "실험은 라우터로 나누는 카나리의 단계로만 시뮬레이션합니다. 여기서는 단계가 정해진 시간만큼 이어질 뿐입니다.",
            "Experiments are simulated as steps of a canary with a router only; here their step lasts as long as they do.",
        ),
        Aspect::MirrorMatch => lang.pick(
            "복제할 요청을 고르는 조건은 읽지 않습니다. 모든 요청이 조건에 맞는 것으로 봅니다.",
            "Which requests match is not read: all are taken to match and may be copied.",
        ),
        Aspect::MirrorWithoutRouter => lang.pick(
            "trafficRouting이 없으면 요청을 복제하지 않습니다.",
            "Without trafficRouting no requests are copied.",
        ),
        Aspect::StepPlugin => lang.pick(
            "플러그인 단계는 시뮬레이션하지 않습니다. 바로 지나갑니다.",
            "Steps of plugins are not simulated; they are passed at once.",
        ),
        Aspect::HeaderWithoutRouter => lang.pick(
            "trafficRouting이 없으면 헤더 경로는 효과가 없습니다.",
            "Without trafficRouting a header's route has no effect.",
        ),
        Aspect::RollbackWindow => lang.pick(
            "rollbackWindow는 읽지 않습니다. 완료 뒤의 롤백은 언제나 단계를 건너뜁니다.",
            "rollbackWindow is not read: a way back after completion always skips the steps.",
        ),
        Aspect::Restart => lang.pick(
            "restartAt은 시뮬레이션하지 않습니다.",
            "restartAt is not simulated.",
        ),
        Aspect::WorkloadRef => lang.pick(
            "참조한 워크로드가 매니페스트에 없습니다. 작업자 하나에 준비 상태 검사가 없는 파드로 가정합니다.",
            "The workload that it refers to is not in the manifest: pods with one worker and without a readiness probe are assumed.",
        ),
        Aspect::Metric => lang.pick(
            "측정하지 않는 지표나 한도입니다. request-success-rate의 하한과 request-duration의 상한만 측정합니다.",
            "Metrics or limits that are not measured: only the minimum of request-success-rate and the maximum of request-duration are.",
        ),
        Aspect::MetricWindow => lang.pick(
            "모든 지표를 가장 긴 구간(telemetry.window_s)으로 측정합니다. 이 지표의 구간은 더 짧습니다.",
            "All metrics are measured over the longest window, telemetry.window_s; these say a shorter one.",
        ),
        Aspect::LoadTest => lang.pick(
            "부하 시험은 실행하지 않습니다. 대신 측정할 요청이 없어도 확인이 실패하지 않게 했습니다. strategy.flagger.no_data_fails로 바꿀 수 있습니다.",
            "Load tests are not run; instead a check without requests does not fail. Change it with strategy.flagger.no_data_fails.",
        ),
        Aspect::Webhook => lang.pick(
            "웹훅은 호출하지 않습니다. 승인을 기다리는 웹훅은 바로 승인된 것으로 봅니다.",
            "Webhooks are not called; one that waits for an approval is taken to be given it at once.",
        ),
        Aspect::SessionAffinity => lang.pick(
            "쿠키로 사용자를 묶는 세션 고정은 시뮬레이션하지 않습니다. 사용자는 무리(cohort)에 따라 버전을 만납니다.",
            "Session affinity by a cookie is not simulated: users meet the versions by their cohort.",
        ),
        Aspect::UnknownField => lang.pick(
            "Cutover가 모르는 필드라 읽지 않았습니다.",
            "Fields that are not known here were not read.",
        ),
    }
}

fn joined(lang: Lang, places: &[Place]) -> String {
    let one = |place: &Place| match place.value.as_str() {
        "" => place.path.clone(),
        value => format!("{}: {}", place.path, problem::found(lang, value)),
    };
    some(lang, places.iter().map(one), places.len(), MOST_PLACES)
}

/// The first `most` of `names`, and how many more there are.
fn some(lang: Lang, names: impl Iterator<Item = String>, count: usize, most: usize) -> String {
    let mut text = names.take(most).collect::<Vec<_>>().join(", ");
    if count > most {
        let more = number::whole((count - most) as u64);
        text.push_str(&lang.pick(format!(" 외 {more}개"), format!(" and {more} more")));
    }
    text
}
