//! What a reader wants people to know about how a document was understood. Sentences are made in `i18n`.

use serde::{Deserialize, Serialize};

/// One thing to know.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Note {
    /// The Deployment that was read.
    Workload {
        /// Its name.
        name: String,
        /// Wanted number of instances.
        instances: u32,
    },
    /// The Argo Rollout that was read.
    Rollout {
        /// Its name.
        name: String,
        /// Wanted number of instances.
        instances: u32,
    },
    /// The Flagger Canary that was read.
    Canary {
        /// Its name.
        name: String,
        /// Wanted number of instances.
        instances: u32,
    },
    /// Fields that the manifest leaves out, so that Flagger's own defaults hold.
    FlaggerDefaults(Vec<Place>),
    /// Nothing that a Canary measures is measured here, so no check fails.
    NoMetrics {
        /// Where they would stand.
        path: String,
    },
    /// Fields that the manifest leaves out, so that Argo Rollouts' own defaults hold.
    ArgoDefaults(Vec<Place>),
    /// There is nothing to deploy in the stream, only AnalysisTemplates.
    OnlyTemplates {
        /// The first of them.
        name: String,
    },
    /// Nothing in a Rollout judges the candidate, so it is never taken back by itself.
    NoAnalysis,
    /// Where a rollout waits until somebody promotes it.
    AwaitsPromotion(Vec<String>),
    /// How many users are chosen by a header was assumed.
    HeaderUsers {
        /// The step with the header's route.
        path: String,
        /// The share of all users, percent.
        percent: u32,
    },
    /// Weights that are no whole percent are rounded for the load balancer.
    RoundedWeights {
        /// The weight that stands for all traffic.
        whole: u32,
    },
    /// The run was made long enough for the pauses.
    Horizon {
        /// Its length, s.
        horizon_s: f64,
        /// How long the pauses take together, s.
        pauses_s: f64,
    },
    /// Fields that the manifest leaves out, so that Kubernetes' own defaults hold.
    ClusterDefaults(Vec<Place>),
    /// How many requests an instance works on at once was taken from its processor.
    Workers {
        /// Where the amount stands; empty if there is none.
        path: String,
        /// The amount as written; empty if there is none.
        cpu: String,
        /// Requests at once.
        workers: u32,
    },
    /// Without a readiness probe an instance is ready as soon as its process runs.
    NoReadinessProbe {
        /// Where it would stand.
        path: String,
    },
    /// A Service keeps its clients with their pods.
    StickyService {
        /// Where it says so.
        path: String,
    },
    /// Traffic was chosen to load the fleet to a share of what it can answer.
    Traffic {
        /// Requests per second.
        rate_rps: f64,
        /// What the fleet can answer, requests per second.
        capacity_rps: f64,
        /// The share, 0 to 1.
        share: f64,
    },
    /// Fields of the scenario about which a manifest says nothing, so that the tool's defaults hold.
    ScenarioDefaults(Vec<String>),
    /// What would change a rollout and is not simulated.
    NotModelled {
        /// What it is about.
        aspect: Aspect,
        /// Where it stands and what it says.
        places: Vec<Place>,
    },
    /// Fields without influence on a rollout's timing.
    NoInfluence(Vec<String>),
    /// Other objects of the stream, by kind.
    OtherObjects(Vec<(String, u32)>),
    /// What a manifest that was written has in the place of what nobody has said.
    Placeholders {
        /// The image.
        image: String,
        /// Where a pod is asked how it is.
        paths: Vec<String>,
    },
    /// The metrics that were written are examples.
    PlaceholderQueries,
    /// The router that was chosen for a manifest.
    Router {
        /// Its name.
        router: String,
    },
    /// Objects could not be called as the scenario is.
    Renamed {
        /// What they are called.
        name: String,
    },
    /// What a manifest that was written does not hold: fields of the scenario, with their values here and there.
    NotExported(Vec<Place>),
    /// A traffic file was read.
    TrafficFile {
        /// Number of intervals.
        intervals: u32,
        /// Length of one as measured, s; `None` if the file has no times.
        interval_s: Option<f64>,
        /// Largest count.
        largest: f64,
    },
    /// Missing intervals of a traffic file were filled with the count before them.
    TrafficGaps {
        /// How many were filled.
        filled: u32,
        /// Line after the first gap, counted from 1.
        line: u64,
    },
}

/// A field and what it says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Where, in the manifest's own terms.
    pub path: String,
    /// What stands there, shortened.
    pub value: String,
}

/// What a part of a manifest is about that is not simulated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Aspect {
    /// A grace period of its own for those that fail a probe.
    ProbeGrace,
    /// Hooks at the start and end of a container.
    Lifecycle,
    /// The rollout is paused.
    Paused,
    /// How many old versions are kept.
    History,
    /// More than one container in a pod.
    MoreContainers,
    /// Containers that run before the others.
    InitContainers,
    /// Where pods may be placed.
    Placement,
    /// Memory and other resources than the processor.
    Resources,
    /// The processor's limit, where the request was read.
    CpuLimit,
    /// Conditions for readiness outside the pod.
    ReadinessGates,
    /// A changing number of instances.
    Autoscaling,
    /// Limits on voluntary disruption.
    Disruption,
    /// Workloads run by another controller.
    OtherController,
    /// Analyses: a step lasts as long as one takes, and the tool's own limits judge.
    Analysis,
    /// Analysis templates: they are read where an analysis of the Rollout names them.
    Template,
    /// Metrics of an analysis that telemetry has nothing for: they decide nothing.
    AnalysisMetric,
    /// Analyses whose template is not in the stream: they take no time.
    TemplateElsewhere,
    /// Experiments beside the rollout.
    Experiment,
    /// Copies of some requests for the candidate: all are taken to be meant.
    MirrorMatch,
    /// Copies of requests that need a router.
    MirrorWithoutRouter,
    /// Steps of a plugin.
    StepPlugin,
    /// A header's route that needs a router.
    HeaderWithoutRouter,
    /// Old versions to which a rollout may go back without its steps.
    RollbackWindow,
    /// Restarts of all pods.
    Restart,
    /// The workload that a Rollout takes its pods from is not in the stream.
    WorkloadRef,
    /// Metrics, or their limits, that are not measured here.
    Metric,
    /// Metrics with a shorter window than another one.
    MetricWindow,
    /// Hooks that may send requests to the canary.
    LoadTest,
    /// Hooks that gate or accompany a rollout.
    Webhook,
    /// Users who stay with the version that they met first.
    SessionAffinity,
    /// A field that is not known here.
    UnknownField,
}
